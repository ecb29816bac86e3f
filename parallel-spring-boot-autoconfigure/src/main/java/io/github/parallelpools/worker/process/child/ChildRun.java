package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.RunControl;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskUsage;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.RequestMessage;
import io.github.parallelpools.worker.process.wire.StatusMessage;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * The run of a task in a worker process: what its handler may know, what the application
 * asks of it, and what it tells the application of itself while it runs. A progress that
 * comes soon after the last one is sent a little later, with whatever has become of it.
 */
final class ChildRun implements TaskRun {

	/** Progress is told no more often than this. */
	private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final long id;

	private final TaskMessage task;

	private final Connection connection;

	private final RunControl control = new RunControl(System::nanoTime, this::send);

	/** Whoever has this sends the latest. */
	private final ReentrantLock sending = new ReentrantLock();

	/** The thread that runs the task. */
	private final Thread thread = Thread.currentThread();

	private final Executor chores;

	/** The reader's. */
	private boolean interrupted;

	/** Guarded by this. */
	private boolean over;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile long sentNanos = System.nanoTime() - INTERVAL_NANOS;

	private volatile boolean unsent;

	ChildRun(long id, TaskMessage task, Connection connection, Executor chores) {
		this.id = id;
		this.task = task;
		this.connection = connection;
		this.chores = chores;
	}

	long id() {
		return this.id;
	}

	/** Called by the reader of the connection. */
	void requested(RequestMessage request) {
		this.control.copy(request.pause(), request.stop(), request.round());
		if (request.interrupt() && !this.interrupted) {
			this.interrupted = true;
			this.chores.execute(this::interrupt);
		}
	}

	/** An interrupt may run the code of whatever channel the thread waits on. */
	private synchronized void interrupt() {
		if (!this.over) {
			this.thread.interrupt();
		}
	}

	/** From now on nobody interrupts the thread because of this run. */
	synchronized void over() {
		this.over = true;
	}

	/** Tells what was not told yet; the result comes behind it. */
	void end() {
		if (this.unsent) {
			send();
		}
	}

	@Override
	public void used(TaskUsage usage) {
		this.control.used(usage);
	}

	/** What it has used, {@code null} if that is not measured. */
	@Nullable TaskUsage usage() {
		return this.control.usage();
	}

	@Override
	public void progress(TaskProgress latest) {
		this.control.progress(latest);
		this.unsent = true;
		long left = this.sentNanos + INTERVAL_NANOS - System.nanoTime();
		if (left <= 0) {
			send();
		}
		else if (this.scheduled.compareAndSet(false, true)) {
			Executor later = CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS, Runnable::run);
			later.execute(this::sendLate);
		}
	}

	private void sendLate() {
		this.scheduled.set(false);
		end();
	}

	private void send() {
		this.sending.lock();
		try {
			this.unsent = false;
			this.sentNanos = System.nanoTime();
			// The round comes first: a waiting that is seen now belongs to it or a later
			// one.
			int round = this.control.round();
			StatusMessage status = new StatusMessage(this.control.isWaiting(), round, this.control.progress());
			this.connection.send(FrameType.STATUS, this.id, ByteBuffer.wrap(status.encode()));
		}
		catch (IOException ex) {
			// The application is gone: the reader of the connection ends this process.
			return;
		}
		finally {
			this.sending.unlock();
		}
	}

	@Override
	public String taskId() {
		return this.task.taskId();
	}

	@Override
	public int attempt() {
		return this.task.attempt();
	}

	@Override
	public @Nullable String tag() {
		return this.task.tag();
	}

	@Override
	public long fencingToken() {
		return this.task.token();
	}

	@Override
	public Optional<Instant> deadline() {
		return (this.task.deadlineMillis() < 0) ? Optional.empty() : Optional
			.of(Instant.ofEpochMilli(this.task.deadlineMillis()).plus(Duration.ofNanos(this.control.waitedNanos())));
	}

	@Override
	public boolean isDecided() {
		// Once it is, this process is killed.
		return false;
	}

	@Override
	public boolean isPauseRequested() {
		return this.control.isPauseRequested();
	}

	@Override
	public boolean isStopRequested() {
		return this.control.isStopRequested();
	}

	@Override
	public int requestRound() {
		return this.control.round();
	}

	@Override
	public void waitingElsewhere(boolean waiting, int round) {
		throw new UnsupportedOperationException("A task runs here");
	}

	@Override
	public void checkpoint() {
		this.control.checkpoint();
	}

}
