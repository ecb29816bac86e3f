package io.github.parallelpools.cluster.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What lies between a client and a server on this machine, and can be pulled out. */
final class Cable implements AutoCloseable {

	private final int port;

	private final ServerSocket socket;

	private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

	private volatile boolean pulled;

	Cable(int port) {
		this.port = port;
		try {
			this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		start(this::accept);
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/** Ends all connections, and each new one at once. */
	void pull() {
		this.pulled = true;
		this.open.forEach(Cable::close);
	}

	void plug() {
		this.pulled = false;
	}

	@Override
	public void close() {
		close(this.socket);
		pull();
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
			start(() -> pump(client, server));
			start(() -> pump(server, client));
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private void pump(Socket from, Socket to) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			int read;
			while ((read = in.read(buffer)) >= 0) {
				out.write(buffer, 0, read);
				out.flush();
			}
		}
		catch (IOException ex) {
			// Pulled
		}
		this.open.remove(from);
		this.open.remove(to);
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "cable");
		thread.setDaemon(true);
		thread.start();
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
