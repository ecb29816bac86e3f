package io.github.parallelpools.cluster.kills;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** What lies between a client and a server on this machine, and can be pulled out. */
public final class Cable implements AutoCloseable {

	private final int port;

	private final ServerSocket socket;

	private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

	private final Queue<Gate> gates = new ConcurrentLinkedQueue<>();

	/** That of new connections. */
	private volatile Gate gate = new Gate();

	private volatile boolean pulled;

	/** Guarded by this. */
	private boolean cut;

	/**
	 * Lies there.
	 * @param port the server's port
	 */
	public Cable(int port) {
		this.port = port;
		try {
			this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		start(this::accept);
	}

	/**
	 * Where clients connect.
	 * @return the port
	 */
	public int port() {
		return this.socket.getLocalPort();
	}

	/** Ends all connections, and each new one at once. */
	public void pull() {
		this.pulled = true;
		this.open.forEach(Cable::close);
	}

	/** Lets new connections be. */
	public void plug() {
		this.pulled = false;
	}

	/**
	 * Keeps what is on its way over the connections that there are, until {@link #letGo}:
	 * neither end can know.
	 */
	public void hold() {
		this.gate.hold();
		this.gate = new Gate();
	}

	/** Forwards what was held. */
	public void letGo() {
		this.gates.forEach(Gate::letGo);
	}

	/**
	 * Keeps what is on its way over all connections, also new ones, and that they end,
	 * until {@link #mend}.
	 */
	public synchronized void cut() {
		this.cut = true;
	}

	/** Forwards again, and what was kept first. */
	public synchronized void mend() {
		this.cut = false;
		notifyAll();
	}

	private synchronized void awaitMended() throws InterruptedException {
		while (this.cut) {
			wait();
		}
	}

	@Override
	public void close() {
		close(this.socket);
		pull();
		letGo();
		mend();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.socket.accept();
				if (this.pulled) {
					close(client);
					continue;
				}
				connect(client);
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void connect(Socket client) {
		try {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.port);
			this.open.add(client);
			this.open.add(server);
			Gate passed = this.gate;
			start(() -> pump(client, server, passed));
			start(() -> pump(server, client, passed));
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private void pump(Socket from, Socket to, Gate passed) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			int read;
			while ((read = read(in, buffer)) >= 0) {
				passed.pass();
				out.write(buffer, 0, read);
				out.flush();
			}
		}
		catch (IOException | InterruptedException ex) {
			// Pulled
		}
		this.open.remove(from);
		this.open.remove(to);
	}

	/** Nobody learns of an end through a cable that is cut. */
	private int read(InputStream in, byte[] buffer) throws IOException, InterruptedException {
		try {
			return in.read(buffer);
		}
		finally {
			awaitMended();
		}
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "cable");
		thread.setDaemon(true);
		thread.start();
	}

	/** What connections of one time pass. */
	private final class Gate {

		private final CountDownLatch opened = new CountDownLatch(1);

		private volatile boolean held;

		private Gate() {
			Cable.this.gates.add(this);
		}

		void hold() {
			this.held = true;
		}

		void letGo() {
			this.opened.countDown();
		}

		void pass() throws InterruptedException {
			if (this.held) {
				this.opened.await();
			}
		}

	}

	private static void close(Closeable closeable) {
		try {
			closeable.close();
		}
		catch (IOException ex) {
			// Is closed
		}
	}

}
