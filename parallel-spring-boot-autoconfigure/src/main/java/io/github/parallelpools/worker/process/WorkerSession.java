package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.launch.Session;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;

/**
 * Hands what the reader of a worker's connection receives to the worker's loop, in order.
 * The end of the connection comes last, so that a result which was sent before a death is
 * not lost.
 */
final class WorkerSession implements Session {

	private final String name;

	private final Runnable died;

	private final SharedCalls shared;

	private final LogLine log;

	private final LinkedTransferQueue<Event> inbox = new LinkedTransferQueue<>();

	private volatile @Nullable Connection connection;

	private volatile boolean ended;

	/** What the loop is told. */
	sealed interface Event {

		/**
		 * The worker has connected.
		 *
		 * @param pid its process id
		 */
		record Connected(long pid) implements Event {
		}

		/**
		 * A message has arrived.
		 *
		 * @param type what it says
		 * @param id what it belongs to
		 * @param payload the rest
		 */
		record Arrived(FrameType type, long id, byte[] payload) implements Event {
		}

		/**
		 * The connection, or the process before it had one, has ended.
		 *
		 * @param why what broke, {@code null} if nothing did
		 */
		record Ended(@Nullable IOException why) implements Event {
		}

	}

	WorkerSession(String name, Runnable died, SharedCalls shared, LogLine log) {
		this.name = name;
		this.died = died;
		this.shared = shared;
		this.log = log;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void connected(Connection connected, long pid) {
		this.connection = connected;
		this.log.connected(connected, pid);
		this.inbox.add(new Event.Connected(pid));
	}

	@Override
	public void received(FrameType type, long id, byte[] payload) throws IOException {
		Connection open = this.connection;
		if (type == FrameType.LOG) {
			this.log.received(payload);
		}
		else if ((type == FrameType.LOCK || type == FrameType.MAP) && open != null) {
			this.shared.received(type, id, payload, open);
		}
		else {
			this.inbox.add(new Event.Arrived(type, id, payload));
		}
	}

	@Override
	public void printed(long pid, String line) {
		this.log.printed(pid, line);
	}

	@Override
	public void closed(@Nullable IOException end) {
		this.ended = true;
		this.shared.ended();
		this.log.close();
		this.inbox.add(new Event.Ended(end));
		this.died.run();
	}

	/**
	 * The process has exited. Its connection ends by itself, unless something that it
	 * started holds it open.
	 */
	void exited() {
		Connection open = this.connection;
		if (open == null) {
			this.inbox.add(new Event.Ended(null));
		}
		else {
			CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run).execute(open::close);
		}
	}

	boolean isEnded() {
		return this.ended;
	}

	void send(FrameType type, long id, ByteBuffer... parts) throws IOException {
		Connection open = this.connection;
		if (open == null) {
			throw new IOException("The worker has not connected");
		}
		open.send(type, id, parts);
	}

	/** Tells the worker the levels of loggers, before anything else. */
	void sendLevels() {
		this.log.send();
	}

	void limitMessages(long bytes) {
		Connection open = this.connection;
		if (open != null) {
			open.limitMessages(bytes);
		}
	}

	void close() {
		Connection open = this.connection;
		if (open != null) {
			open.close();
		}
	}

	/** The next event; waits whatever happens. */
	Event next() {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return this.inbox.take();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** The next event, or {@code null} if none comes until the deadline. */
	@Nullable Event next(long deadlineNanos) throws InterruptedException {
		return this.inbox.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
	}

}
