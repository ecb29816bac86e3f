package io.github.parallelpools.worker.process;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What the loop of a worker process is told while that starts, in order; the end comes
 * last. Any thread adds, one loop takes. Knows nothing of connections.
 */
final class WorkerInbox {

	/**
	 * Not a {@code LinkedTransferQueue}: before Java 21 it misses timeouts, JDK-8301341.
	 */
	private final LinkedBlockingQueue<WorkerEvent> events = new LinkedBlockingQueue<>();

	/** Whether nothing follows but the end. */
	private volatile boolean ended;

	void add(WorkerEvent event) {
		this.events.add(event);
	}

	/** Nothing is added any more but the end. */
	void endFollows() {
		this.ended = true;
	}

	boolean isEnded() {
		return this.ended;
	}

	/** Tells the end; called after {@link #endFollows}. */
	void end() {
		this.events.add(WorkerEvent.ENDED);
	}

	/** The next event, or {@code null} if none comes until the deadline. */
	@Nullable WorkerEvent next(long deadlineNanos) throws InterruptedException {
		return this.events.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
	}

}
