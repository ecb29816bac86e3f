package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.worker.process.launch.Session;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;

/**
 * Hands on what the reader of a worker's connection receives, in order. The end of the
 * connection comes last, so that a result which was sent before a death is not lost. A
 * worker that says what it may not say now loses its connection: nothing that nobody
 * waits for is kept.
 */
final class WorkerSession implements Session {

	private final String name;

	private final WorkerEvents events;

	private final SentTasks tasks;

	private final RunRequests requests;

	private final SharedCalls shared;

	private final LogLine log;

	private final Executor senders;

	private final WorkerInbox inbox = new WorkerInbox();

	private volatile @Nullable Connection connection;

	private volatile @Nullable IOException end;

	private final StacksQuestion stacks = new StacksQuestion();

	/** Whether the worker has said that it is ready, or not. The reader's. */
	private boolean answered;

	/** Whether nothing is left to be told. */
	private volatile boolean over;

	WorkerSession(String name, WorkerEvents events, SharedCalls shared, LogLine log, Executor senders) {
		this.name = name;
		this.events = events;
		this.shared = shared;
		this.log = log;
		this.senders = senders;
		this.tasks = new SentTasks(events);
		this.requests = new RunRequests(this);
	}

	/** What the worker was sent. */
	SentTasks tasks() {
		return this.tasks;
	}

	/** Sends what is asked of the task that runs. */
	RunRequests requests() {
		return this.requests;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void connected(Connection connected, long pid) {
		this.connection = connected;
		this.log.connected(connected, pid);
		this.inbox.add(new WorkerEvent.Connected(pid));
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
		else if (type == FrameType.RESULT) {
			receivedResult(id, payload);
		}
		else if (type == FrameType.STATUS) {
			this.tasks.status(id, payload);
		}
		else if (type == FrameType.RETURNED) {
			this.tasks.returned(payload);
		}
		else if (type == FrameType.STACKS) {
			this.stacks.answered(id, payload);
		}
		else {
			requireExpected(type, id);
			this.inbox.add(new WorkerEvent.Arrived(type, id, payload));
		}
	}

	private void receivedResult(long id, byte[] payload) throws IOException {
		SentTask next = this.tasks.ended(id, payload);
		if (next != null && next.run().requestRound() != 0) {
			this.requests.soon();
		}
	}

	private void requireExpected(FrameType type, long id) throws IOException {
		if (this.answered || (type != FrameType.READY && type != FrameType.REFUSED)) {
			throw new IOException("The worker said %s of %s, which nobody waits for".formatted(type, id));
		}
		this.answered = true;
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
		this.inbox.endFollows();
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
			this.over = true;
			this.tasks.wake();
			this.inbox.end();
		}
		finally {
			this.events.died();
		}
	}

	/** Whether the connection has ended, and nothing is left to be told of it. */
	boolean isOver() {
		return this.over;
	}

	/**
	 * The process has exited. Its connection ends by itself, unless something that it
	 * started holds it open.
	 */
	void exited() {
		Connection open = this.connection;
		if (open == null) {
			this.inbox.add(WorkerEvent.ENDED);
		}
		else {
			closeSoon();
		}
	}

	/**
	 * Nothing can be sent any more. What has arrived before is read to its end; if that
	 * does not come by itself, the connection is closed after a while.
	 */
	void closeSoon() {
		Connection open = this.connection;
		if (open != null) {
			CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run).execute(open::close);
		}
	}

	/** What broke the connection, {@code null} if nothing did. */
	@Nullable IOException end() {
		return this.end;
	}

	boolean isEnded() {
		return this.inbox.isEnded();
	}

	void send(FrameType type, long id, ByteBuffer... parts) throws IOException {
		connection().send(type, id, parts);
	}

	/** Sends something with what is sent next. */
	void put(FrameType type, long id, ByteBuffer... parts) throws IOException {
		connection().put(type, id, parts);
	}

	void flush() throws IOException {
		connection().flush();
	}

	private Connection connection() throws IOException {
		Connection open = this.connection;
		if (open == null) {
			throw new IOException("The worker has not connected");
		}
		return open;
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

	/** The next event, or {@code null} if none comes until the deadline. */
	@Nullable WorkerEvent next(long deadlineNanos) throws InterruptedException {
		return this.inbox.next(deadlineNanos);
	}

}
