package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Hello;

/**
 * Lets worker processes in: one connection per token, and only for tokens that were given
 * out. A connection that does not say a token in time is closed, and so is the oldest of
 * those that have said none when there are too many, so that no flood of them keeps
 * workers out: a worker says its token at once.
 */
final class WorkerServer implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(WorkerServer.class.getName());

	/** What a message may have before its sender is known. */
	private static final int FIRST_MESSAGE = 1024;

	private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);

	/** Each takes a thread and a few file descriptors. */
	private static final int MOST_STRANGERS = 128;

	/** Workers that are given up say their token at once or never. */
	private static final int MOST_WITHDRAWN = 1024;

	private static final long PAUSE_NANOS = 100_000_000;

	private final ServerSocketChannel channel;

	private final Map<String, Session> expected = new ConcurrentHashMap<>();

	private final SecureRandom random = new SecureRandom();

	private final Duration helloTimeout;

	/** The tokens taken back last, the oldest first. Guarded by itself. */
	private final Set<String> withdrawn = new LinkedHashSet<>();

	private final Intruders intruders;

	/** The oldest first. Guarded by itself. */
	private final Set<Visitor> strangers = new LinkedHashSet<>();

	WorkerServer(Path socket) throws IOException {
		this(socket, HELLO_TIMEOUT);
	}

	WorkerServer(Path socket, Duration helloTimeout) throws IOException {
		this(socket, helloTimeout, new Intruders());
	}

	WorkerServer(Path socket, Duration helloTimeout, Intruders intruders) throws IOException {
		this.helloTimeout = helloTimeout;
		this.intruders = intruders;
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

	/** Withdraws the token of a session whose worker may come all the same. */
	void forget(Session session) {
		for (Map.Entry<String, Session> one : this.expected.entrySet()) {
			if (one.getValue().equals(session)) {
				withdraw(one.getKey());
				this.expected.remove(one.getKey());
			}
		}
	}

	private void withdraw(String token) {
		synchronized (this.withdrawn) {
			this.withdrawn.add(token);
			if (this.withdrawn.size() > MOST_WITHDRAWN) {
				this.withdrawn.remove(this.withdrawn.iterator().next());
			}
		}
	}

	/** Whether a token was good for an entry that is no longer wanted. */
	private boolean isWithdrawn(String token) {
		synchronized (this.withdrawn) {
			return this.withdrawn.contains(token);
		}
	}

	/**
	 * The session to which a token belongs, for one visitor. All tokens are compared, and
	 * each takes as long as any other, so that the time tells nothing of them.
	 */
	private @Nullable Session admit(String said) {
		byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
		String found = null;
		for (String token : this.expected.keySet()) {
			if (MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), bytes)) {
				found = token;
			}
		}
		return (found != null) ? this.expected.remove(found) : null;
	}

	/** Makes room for one more who has said nothing yet. */
	private void welcome(Visitor visitor) {
		Visitor oldest = null;
		synchronized (this.strangers) {
			this.strangers.add(visitor);
			if (this.strangers.size() > MOST_STRANGERS) {
				oldest = this.strangers.iterator().next();
				this.strangers.remove(oldest);
			}
		}
		if (oldest != null) {
			oldest.leaveUnlessKnown();
		}
	}

	private void forget(Visitor visitor) {
		visitor.timer.cancel(false);
		synchronized (this.strangers) {
			this.strangers.remove(visitor);
		}
	}

	private void accept() {
		while (this.channel.isOpen()) {
			try {
				greet(this.channel.accept());
			}
			catch (IOException | RuntimeException | Error ex) {
				if (this.channel.isOpen()) {
					tell(ex);
					// Out of file descriptors, threads or memory, most likely: the next
					// attempt would fail at once, and without this thread no worker could
					// ever connect again.
					LockSupport.parkNanos(PAUSE_NANOS);
				}
			}
		}
	}

	/** Logging is foreign code, and must not end the thread that accepts. */
	private static void tell(Throwable failure) {
		try {
			logger.log(System.Logger.Level.WARNING, "A worker's connection could not be accepted", failure);
		}
		catch (Throwable ex) {
			// There is nobody else to tell.
			return;
		}
	}

	private void greet(SocketChannel accepted) throws IOException {
		Visitor visitor;
		try {
			visitor = new Visitor(new Connection(accepted, FIRST_MESSAGE));
			welcome(visitor);
			Thread reader = new Thread(null, visitor::read, "parallel-reader", 0, false);
			reader.setDaemon(true);
			reader.start();
		}
		catch (IOException | RuntimeException | Error ex) {
			accepted.close();
			throw ex;
		}
		visitor.awaitToken(this.helloTimeout);
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

		/** Whether its time was over before it had said a token. Guarded by this. */
		private boolean sentAway;

		/** Whether it is a worker that was given up as it came. The reader's. */
		private boolean givenUp;

		/** Given up with the visitor, who would be kept by it otherwise. */
		private final CompletableFuture<Void> timer = new CompletableFuture<>();

		Visitor(Connection connection) {
			this.connection = connection;
		}

		void read() {
			IOException end = null;
			try {
				end = this.connection.read(this);
				left(end);
			}
			finally {
				// Whatever went wrong: the loop of the worker waits for this.
				this.session.closed(end);
			}
		}

		/** Who leaves without a word was a worker that was killed as it came. */
		private void left(@Nullable IOException end) {
			forget(this);
			if (this.session == Session.NONE && !this.givenUp && (end != null || wasSentAway())) {
				WorkerServer.this.intruders.refused();
			}
		}

		private synchronized boolean wasSentAway() {
			return this.sentAway;
		}

		void awaitToken(Duration timeout) {
			this.timer.thenRun(this::leaveUnlessKnown);
			this.timer.completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS);
		}

		void leaveUnlessKnown() {
			synchronized (this) {
				if (this.session != Session.NONE) {
					return;
				}
				this.sentAway = true;
			}
			this.connection.close();
		}

		/**
		 * A visitor whose time ends while it says its token is let in or sent away, never
		 * both.
		 */
		private synchronized Session letIn(Hello hello) throws IOException {
			Session known = this.sentAway ? null : admit(hello.token());
			if (known == null) {
				this.givenUp = isWithdrawn(hello.token());
				throw new IOException("A stranger said an unknown token, or said it too late");
			}
			this.session = known;
			return known;
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
			Session known = letIn(hello);
			forget(this);
			Thread.currentThread().setName("parallel-reader-" + known.name());
			known.connected(this.connection, hello.pid());
		}

	}

}
