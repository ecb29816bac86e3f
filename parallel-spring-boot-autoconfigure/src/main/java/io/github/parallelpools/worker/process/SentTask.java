package io.github.parallelpools.worker.process;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.EncodedContext;
import io.github.parallelpools.spi.GivenTask;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * One task that a worker process was sent: what the reader of the connection has learned
 * of it, and the loop that waits. The reader writes and wakes; the loop announces that it
 * waits, looks, and only then sleeps, so that either sees the other.
 */
final class SentTask implements GivenTask {

	private final ProcessWorker worker;

	private final EncodedWork work;

	private final TaskRun run;

	/** Its number for the process. */
	private volatile long id;

	private volatile byte @Nullable [] result;

	/** What it has told last, until somebody takes that. */
	private final AtomicReference<byte @Nullable []> status = new AtomicReference<>();

	private volatile @Nullable Thread waiter;

	SentTask(ProcessWorker worker, EncodedWork work, TaskRun run) {
		this.worker = worker;
		this.work = work;
		this.run = run;
	}

	TaskRun run() {
		return this.run;
	}

	long id() {
		return this.id;
	}

	/** It is sent under that number. */
	void sent(long number) {
		this.id = number;
	}

	TaskMessage message() {
		long deadline = this.run.deadline().map((end) -> end.toEpochMilli()).orElse(-1L);
		EncodedContext context = this.work.context();
		return new TaskMessage(this.run.taskId(), this.run.attempt(), this.run.fencingToken(), deadline, this.run.tag(),
				this.work.mode(), (context != null) ? context.bytes() : null, ByteBuffer.wrap(this.work.body()));
	}

	@Override
	public TaskOutcome await() {
		return this.worker.await(this);
	}

	byte @Nullable [] result() {
		return this.result;
	}

	void ended(byte[] message) {
		this.result = message;
		wake();
	}

	byte @Nullable [] takeStatus() {
		return this.status.getAndSet(null);
	}

	/** Only the latest counts. */
	void status(byte[] message) {
		if (this.status.getAndSet(message) == null) {
			wake();
		}
	}

	/** Has whoever waits look again; needs no memory. */
	void wake() {
		Thread waiting = this.waiter;
		if (waiting != null) {
			LockSupport.unpark(waiting);
		}
	}

	/** The calling thread is woken from now on. */
	void awaits() {
		this.waiter = Thread.currentThread();
	}

}
