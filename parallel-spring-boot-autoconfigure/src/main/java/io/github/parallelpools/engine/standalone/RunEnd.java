package io.github.parallelpools.engine.standalone;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.task.TaskResult;

/**
 * The end of one run, in three steps: the result is there, everybody was told of it, the
 * pool has stopped and is forgotten. Safe for use by several threads.
 */
final class RunEnd implements PoolSubscriber {

	private final Runnable whenTold;

	private final Runnable whenStopped;

	private final Runnable whenMissed;

	/** Counted down when everybody was told, or the run did not begin. */
	private final CountDownLatch told = new CountDownLatch(1);

	private volatile @Nullable TaskResult result;

	private volatile boolean stopped;

	/**
	 * Makes the end of a run that has not begun.
	 * @param whenTold is called when everybody was told
	 * @param whenStopped is called when the pool has stopped; returns at once
	 * @param whenMissed is called when the pool may have stopped; returns at once
	 */
	RunEnd(Runnable whenTold, Runnable whenStopped, Runnable whenMissed) {
		this.whenTold = whenTold;
		this.whenStopped = whenStopped;
		this.whenMissed = whenMissed;
	}

	@Override
	public boolean hearsTasks() {
		return true;
	}

	@Override
	public void taskEnded(PoolEvent.TaskEnded event) {
		this.result = event.result();
	}

	@Override
	public void taskTold(PoolEvent.TaskTold event) {
		this.told.countDown();
		this.whenTold.run();
	}

	@Override
	public void moved(PoolEvent.Moved event) {
		if (event.to() == PoolState.STOPPED) {
			this.whenStopped.run();
		}
	}

	@Override
	public void missed(PoolEvent.Missed event) {
		this.whenMissed.run();
	}

	/** The run does not begin, so that nobody is told of its end. */
	void never() {
		this.told.countDown();
	}

	/** The pool has stopped and is forgotten. */
	void forgotten() {
		this.stopped = true;
	}

	/** How the run has ended, {@code null} while it has not. */
	@Nullable TaskResult result() {
		return this.result;
	}

	boolean isStopped() {
		return this.stopped;
	}

	/** Waits until everybody was told. Returns {@code false} if it was not in time. */
	boolean await(@Nullable Duration timeout) throws InterruptedException {
		if (timeout == null) {
			this.told.await();
			return true;
		}
		return this.told.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
	}

}
