package io.github.parallelpools.spi;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskUsage;

/**
 * What is asked of one run of a task, and what the run tells of itself: whether it waits
 * at a checkpoint, for how long it has, and how far it has come. Knows neither who asks
 * nor what the task is. Safe for use by several threads.
 * <p>
 * Where a task runs elsewhere there is one at each end: the requests of the near one are
 * copied to the far one, its waiting is copied back. Each request starts a new round, and
 * a waiting counts only if it belongs to the latest and that was a request to wait, so
 * that no answer to an earlier request is taken for one to a later one, and no run
 * escapes a limit by saying that it waits.
 * <p>
 * It is larger than other classes, as requests and answers are guarded by one lock, and
 * both ends use it.
 */
public final class RunControl {

	// What is asked.

	private static final int PAUSE = 1;

	private static final int STOP = 2;

	private static final int END = 4;

	private final LongSupplier nanos;

	private final Runnable waitingChanged;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	// Written under the lock.

	private volatile int asked;

	private volatile int round;

	private volatile Waits waits = new Waits(0, 0, 0);

	private boolean elsewhere;

	private volatile @Nullable TaskProgress progress;

	private volatile @Nullable TaskUsage usage;

	private volatile @Nullable String stack;

	/**
	 * The waiting at checkpoints.
	 *
	 * @param threads how many threads wait now
	 * @param since since when at least one does
	 * @param before how long there has been one before
	 */
	private record Waits(int threads, long since, long before) {

		Waits change(int to, long now) {
			if (to > 0 == this.threads > 0) {
				return new Waits(to, this.since, this.before);
			}
			return (to > 0) ? new Waits(to, now, this.before) : new Waits(0, 0, total(now));
		}

		long total(long now) {
			return (this.threads > 0) ? this.before + Math.max(0, now - this.since) : this.before;
		}

	}

	/**
	 * Makes the control of a run of which nothing is asked.
	 * @param nanos the clock, as {@link System#nanoTime()}
	 * @param waitingChanged called when the run begins or ends to wait, or has seen
	 * another request while it waits; without a lock, by the threads concerned
	 */
	public RunControl(LongSupplier nanos, Runnable waitingChanged) {
		this.nanos = nanos;
		this.waitingChanged = waitingChanged;
	}

	/** Asks the run to wait at its next checkpoint. */
	public void pause() {
		ask(0, PAUSE);
	}

	/** Asks the run to go on. */
	public void resume() {
		ask(PAUSE, 0);
	}

	/** Asks the run to end. */
	public void stop() {
		ask(0, STOP);
	}

	/** The run has ended, or its outcome is decided: whoever waits leaves. */
	public void end() {
		ask(0, END);
	}

	private void ask(int no, int yes) {
		this.lock.lock();
		try {
			int wanted = (this.asked & ~no) | yes;
			if (wanted == this.asked) {
				return;
			}
			this.asked = wanted;
			this.round++;
			if (this.elsewhere) {
				// Nobody knows until the answer comes.
				this.waits = this.waits.change(0, this.nanos.getAsLong());
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.waitingChanged.run();
	}

	/**
	 * Copies what is asked at the other end. Wakes who waits; calls nobody.
	 * @param pause whether the run is to wait
	 * @param stop whether it is to end
	 * @param otherRound the round at the other end
	 */
	public void copy(boolean pause, boolean stop, int otherRound) {
		this.lock.lock();
		try {
			this.asked = (this.asked & END) | (pause ? PAUSE : 0) | (stop ? STOP : 0);
			this.round = otherRound;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Copies whether the run waits at the other end.
	 * @param waiting whether it does
	 * @param otherRound the latest round that it knew
	 */
	public void waitingElsewhere(boolean waiting, int otherRound) {
		this.lock.lock();
		try {
			this.elsewhere = true;
			// Only what was asked to wait is believed: time at a checkpoint is not
			// counted.
			boolean waits = waiting && otherRound == this.round && this.asked == PAUSE;
			this.waits = this.waits.change(waits ? 1 : 0, this.nanos.getAsLong());
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.waitingChanged.run();
	}

	/**
	 * Returns at once if nothing is asked, waits while the run is to wait, and throws if
	 * it is to end.
	 * @throws CancellationException if the run is to end, or the thread is interrupted
	 * while it waits
	 */
	public void checkpoint() {
		if (this.asked != 0) {
			comply();
		}
	}

	private void comply() {
		if (this.asked == PAUSE) {
			try {
				awaitRequest();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new CancellationException("The task was interrupted while it was paused");
			}
			finally {
				this.waitingChanged.run();
			}
		}
		requireWanted();
	}

	private void requireWanted() {
		int now = this.asked;
		if ((now & END) != 0) {
			throw new CancellationException("The task has been ended");
		}
		if ((now & STOP) != 0) {
			throw new CancellationException("The task was asked to stop");
		}
	}

	private void awaitRequest() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			this.waits = this.waits.change(this.waits.threads() + 1, this.nanos.getAsLong());
			this.changed.signalAll();
			try {
				waitWhilePaused();
			}
			finally {
				this.waits = this.waits.change(this.waits.threads() - 1, this.nanos.getAsLong());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Called with the lock, which is released to tell. */
	private void waitWhilePaused() throws InterruptedException {
		int told = this.round - 1;
		while (this.asked == PAUSE) {
			if (told == this.round) {
				this.changed.await();
				continue;
			}
			told = this.round;
			this.lock.unlock();
			try {
				this.waitingChanged.run();
			}
			finally {
				this.lock.lock();
			}
		}
	}

	/**
	 * Waits until the run waits at a checkpoint or has ended.
	 * @param timeout how long at most
	 * @return whether that is so
	 * @throws InterruptedException if the thread was interrupted
	 */
	public boolean awaitWaiting(Duration timeout) throws InterruptedException {
		// Unlike Duration.toNanos, this knows no overflow.
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lockInterruptibly();
		try {
			while (!isWaiting() && (this.asked & END) == 0) {
				if (left <= 0) {
					return false;
				}
				left = this.changed.awaitNanos(left);
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether the run is to wait.
	 * @return {@code true} from a request to pause to that to resume
	 */
	public boolean isPauseRequested() {
		return (this.asked & PAUSE) != 0;
	}

	/**
	 * Whether the run is to end.
	 * @return {@code true} once it was asked to
	 */
	public boolean isStopRequested() {
		return (this.asked & STOP) != 0;
	}

	/**
	 * The latest request.
	 * @return its number
	 */
	public int round() {
		return this.round;
	}

	/**
	 * Whether the run waits at a checkpoint.
	 * @return whether at least one of its threads does
	 */
	public boolean isWaiting() {
		return this.waits.threads() > 0;
	}

	/**
	 * For how long the run has waited at checkpoints until now.
	 * @return nanoseconds
	 */
	public long waitedNanos() {
		return this.waits.total(this.nanos.getAsLong());
	}

	/**
	 * The run has come so far.
	 * @param latest how far
	 */
	public void progress(TaskProgress latest) {
		this.progress = latest;
	}

	/**
	 * The run was somewhere when it had run for too long.
	 * @param where the stacks of its threads, its own first
	 */
	public void stack(String where) {
		this.stack = where;
	}

	/**
	 * Where the run was when it had run for too long.
	 * @return the stacks of its threads, {@code null} if nobody knows
	 */
	public @Nullable String stack() {
		return this.stack;
	}

	/**
	 * How far the run has come.
	 * @return the latest value, {@code null} if it has told none
	 */
	public @Nullable TaskProgress progress() {
		return this.progress;
	}

	/**
	 * The run has used so much.
	 * @param used what it has used
	 */
	public void used(TaskUsage used) {
		this.usage = used;
	}

	/**
	 * What the run has used.
	 * @return {@code null} if it was not measured, or has not ended
	 */
	public @Nullable TaskUsage usage() {
		return this.usage;
	}

}
