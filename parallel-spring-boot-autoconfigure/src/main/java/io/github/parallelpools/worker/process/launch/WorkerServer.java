package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Hello;

/**
 * Lets worker processes in: one connection per token, and only for tokens that were given
 * out. A connection that does not say a token in time is closed.
 */
final class WorkerServer implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(WorkerServer.class.getName());

	/** What a message may have before its sender is known. */
	private static final int FIRST_MESSAGE = 1024;

	private static final long HELLO_SECONDS = 10;

	private static final long PAUSE_NANOS = 100_000_000;

	private final ServerSocketChannel channel;

	private final Map<String, Session> expected = new ConcurrentHashMap<>();

	private final SecureRandom random = new SecureRandom();

	WorkerServer(Path socket) throws IOException {
		this.channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			this.channel.bind(UnixDomainSocketAddress.of(socket));
			Thread acceptor = new Thread(null, this::accept, "parallel-acceptor", 0, false);
			acceptor.setDaemon(true);
			acceptor.start();
		}
		catch (IOException | RuntimeException | Error ex) {
			this.channel.close();
			throw ex;
		}
	}

	/** Gives out a token; who says it is connected to the session. */
	String expect(Session session) {
		byte[] secret = new byte[24];
		this.random.nextBytes(secret);
		String token = HexFormat.of().formatHex(secret);
		this.expected.put(token, session);
		return token;
	}

	void forget(Session session) {
		this.expected.values().remove(session);
	}

	private void accept() {
		while (this.channel.isOpen()) {
			try {
				greet(this.channel.accept());
			}
			catch (IOException | RuntimeException | Error ex) {
				if (this.channel.isOpen()) {
					logger.log(System.Logger.Level.WARNING, "A worker's connection could not be accepted", ex);
					// Out of file descriptors, threads or memory, most likely: the next
					// attempt would fail at once, and without this thread no worker could
					// ever connect again.
					LockSupport.parkNanos(PAUSE_NANOS);
				}
			}
		}
	}

	private void greet(SocketChannel accepted) throws IOException {
		Visitor visitor;
		try {
			visitor = new Visitor(new Connection(accepted, FIRST_MESSAGE));
			Thread reader = new Thread(null, visitor::read, "parallel-reader", 0, false);
			reader.setDaemon(true);
			reader.start();
		}
		catch (IOException | RuntimeException | Error ex) {
			accepted.close();
			throw ex;
		}
		Executor later = CompletableFuture.delayedExecutor(HELLO_SECONDS, TimeUnit.SECONDS, Runnable::run);
		later.execute(visitor::leaveUnlessKnown);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/**
	 * Someone who has connected: a stranger until a token is said. Confined to its
	 * reader.
	 */
	private final class Visitor implements Connection.Receiver {

		private final Connection connection;

		private volatile Session session = Session.NONE;

		Visitor(Connection connection) {
			this.connection = connection;
		}

		void read() {
			IOException end = this.connection.read(this);
			this.session.closed(end);
		}

		void leaveUnlessKnown() {
			if (this.session == Session.NONE) {
				this.connection.close();
			}
		}

		@Override
		public void received(FrameType type, long id, byte[] payload) throws IOException {
			if (this.session != Session.NONE) {
				this.session.received(type, id, payload);
				return;
			}
			if (type != FrameType.HELLO) {
				throw new IOException("A stranger said " + type);
			}
			Hello hello = Hello.decode(payload);
			Session known = WorkerServer.this.expected.remove(hello.token());
			if (known == null) {
				throw new IOException("A stranger said an unknown token");
			}
			this.session = known;
			Thread.currentThread().setName("parallel-reader-" + known.name());
			known.connected(this.connection, hello.pid());
		}

	}

}
