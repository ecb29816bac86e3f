package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.launch.Session;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;

/**
 * Hands what the reader of a worker's connection receives to the worker's loop, in order.
 * The end of the connection comes last, so that a result which was sent before a death is
 * not lost. A worker that says what it may not say now loses its connection: nothing that
 * nobody waits for is kept.
 */
final class WorkerSession implements Session {

	/** Made in advance: memory may be short. */
	private static final Event ENDED = new Event.Ended();

	private static final Event KILLED = new Event.Killed();

	private final String name;

	private final Runnable died;

	private final SharedCalls shared;

	private final LogLine log;

	private final Executor senders;

	private final LinkedTransferQueue<Event> inbox = new LinkedTransferQueue<>();

	private volatile @Nullable Connection connection;

	private volatile boolean ended;

	/** Who waits for the next event. */
	private volatile @Nullable Thread loop;

	private volatile @Nullable IOException end;

	/** The number of the task whose result is awaited, 0 for none. */
	private final AtomicLong awaited = new AtomicLong();

	/** What that task has told last, until the loop takes it. */
	private final AtomicReference<byte @Nullable []> status = new AtomicReference<>();

	private final StacksQuestion stacks = new StacksQuestion();

	/** Whether the worker has said that it is ready, or not. The reader's. */
	private boolean answered;

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
		 * The process was killed here, and its end will follow.
		 */
		record Killed() implements Event {
		}

		/**
		 * The connection, or the process before it had one, has ended.
		 */
		record Ended() implements Event {
		}

	}

	WorkerSession(String name, Runnable died, SharedCalls shared, LogLine log, Executor senders) {
		this.name = name;
		this.died = died;
		this.shared = shared;
		this.log = log;
		this.senders = senders;
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
		else if (type == FrameType.STATUS) {
			receivedStatus(id, payload);
		}
		else if (type == FrameType.STACKS) {
			this.stacks.answered(id, payload);
		}
		else {
			requireExpected(type, id);
			this.inbox.add(new Event.Arrived(type, id, payload));
		}
	}

	/** Only the latest counts, and what a task tells too late is nobody's business. */
	private void receivedStatus(long id, byte[] payload) {
		if (id != 0 && id == this.awaited.get() && this.status.getAndSet(payload) == null) {
			this.inbox.add(new Event.Arrived(FrameType.STATUS, id, payload));
		}
	}

	private void requireExpected(FrameType type, long id) throws IOException {
		boolean expected = switch (type) {
			case READY, REFUSED -> !this.answered;
			case RESULT -> id != 0 && this.awaited.compareAndSet(id, 0);
			default -> false;
		};
		if (!expected) {
			throw new IOException("The worker said %s of %s, which nobody waits for".formatted(type, id));
		}
		this.answered = true;
	}

	/** The result of a task may come from now on, and what it tells before. */
	void expectResult(long id) {
		this.awaited.set(id);
	}

	/** What the task has told last; asked once for each status that has arrived. */
	byte @Nullable [] takeStatus() {
		return this.status.getAndSet(null);
	}

	/** What the worker's threads do, {@code null} if it does not tell in time. */
	@Nullable String askStacks(Duration timeout) {
		return this.stacks.ask(timeout, (id) -> sendSoon(() -> send(FrameType.STACKS_ASKED, id)));
	}

	@Override
	public void printed(long pid, String line) {
		this.log.printed(pid, line);
	}

	@Override
	public void closed(@Nullable IOException end) {
		this.end = end;
		this.ended = true;
		// Each step for itself: whoever waits must learn of the end, also while memory is
		// short.
		try {
			this.stacks.end();
		}
		finally {
			release();
		}
	}

	/** Gives back what the worker had, then tells the loop. */
	private void release() {
		try {
			this.shared.ended();
		}
		finally {
			tellEnd();
		}
	}

	private void tellEnd() {
		try {
			this.log.close();
		}
		finally {
			tellLoop();
		}
	}

	private void tellLoop() {
		try {
			this.inbox.add(ENDED);
		}
		catch (OutOfMemoryError ex) {
			wakeLoop();
		}
		finally {
			this.died.run();
		}
	}

	/** Has the loop see that nothing comes any more, without a message. */
	private void wakeLoop() {
		Thread waiting = this.loop;
		if (waiting != null) {
			waiting.interrupt();
		}
	}

	/** The process was killed. The loop decides whether it waits for the end of that. */
	void killed() {
		this.inbox.add(KILLED);
	}

	/**
	 * The process has exited. Its connection ends by itself, unless something that it
	 * started holds it open.
	 */
	void exited() {
		Connection open = this.connection;
		if (open == null) {
			this.inbox.add(ENDED);
		}
		else {
			CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run).execute(open::close);
		}
	}

	/** What broke the connection, {@code null} if nothing did. */
	@Nullable IOException end() {
		return this.end;
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

	/**
	 * Has something sent by another thread, as a halted worker would hold up this one.
	 */
	void sendSoon(Dispatch.Sending sending) {
		dispatch(sending).soon();
	}

	Dispatch dispatch(Dispatch.Sending sending) {
		return new Dispatch(this.senders, sending);
	}

	/** Tells the worker the levels of loggers, before anything else. */
	void sendLevels() throws IOException {
		this.log.tell();
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

	/** The next event; waits whatever happens, but not for what can't come any more. */
	Event next() {
		if (this.loop != Thread.currentThread()) {
			this.loop = Thread.currentThread();
		}
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return (interrupted && this.ended) ? left() : this.inbox.take();
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

	private Event left() {
		Event left = this.inbox.poll();
		return (left != null) ? left : ENDED;
	}

	/** The next event, or {@code null} if none comes until the deadline. */
	@Nullable Event next(long deadlineNanos) throws InterruptedException {
		return this.inbox.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
	}

}
