package io.github.parallelpools.engine.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.PatientCall;

/**
 * How far one worker is with the lock of its pool. The worker's own: the store's answers
 * have it called, and it looks itself.
 *
 * <pre>
 *   NONE --asks--> ASKED --granted--> OPEN --takes a task--> USED --the task has ended--> NONE
 *     ^              |                 |
 *     |              |--failed---------|------------> LATER --time has passed--> NONE
 *     |              |                 |
 *     '----------- RETURNING &lt;--no task, rests--'
 * </pre>
 *
 * A worker that is {@code NONE} may stand by for a while, as another one of its pool has
 * asked. One that is {@code RETURNING} asks for nothing until its last answer is there:
 * it would have the lock twice, and lose it in the middle of a task.
 */
final class GatePass {

	/** For how long a worker that stands by lets nothing move before it asks itself. */
	private static final long STAND_BY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/**
	 * Who comes for its next task within this time is faster than a thread that is woken.
	 */
	private static final long SOON_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	/** What the worker has asked for, while it is ASKED, OPEN or USED. */
	private @Nullable LockRequest wish;

	private boolean used;

	/** What it gives back, while it is RETURNING. */
	private CompletableFuture<?> returning = LockAnswers.DONE;

	/** How many requests have failed in a row. */
	private int failures;

	/** When it may ask again, if the last request has failed. */
	private long askAt;

	/** How many tasks others had taken when it looked last, below 0 if it asks itself. */
	private long turnsSeen = -1;

	/** Since when it has seen that number. */
	private long seenAt;

	/** When its last task had ended. */
	private long leftAt;

	/** Whether its last task but one had ended and it did not come back soon. */
	private boolean late;

	/**
	 * Whether there is something to ask the store for, or to take back.
	 * @param wanted whether there is a task that the worker may take
	 */
	boolean isToSettle(boolean wanted, Ticker ticker) {
		if (this.wish != null) {
			return !wanted || isRefused(this.wish);
		}
		if (!wanted) {
			this.failures = 0;
			this.turnsSeen = -1;
		}
		return wanted && this.returning.isDone() && (this.failures == 0 || this.askAt - ticker.nanos() <= 0);
	}

	/**
	 * Whether it leaves the lock to another worker for now.
	 * @param turns how many tasks the pool's workers have taken with the lock
	 */
	boolean isToStandBy(long turns, Ticker ticker) {
		if (this.wish != null || !this.returning.isDone() || this.failures > 0) {
			return false;
		}
		long now = ticker.nanos();
		if (this.turnsSeen != turns) {
			this.turnsSeen = turns;
			this.seenAt = now;
		}
		return now - this.seenAt < STAND_BY_NANOS;
	}

	void asked(LockRequest request) {
		this.wish = request;
		this.turnsSeen = -1;
	}

	private static boolean isRefused(LockRequest asked) {
		CompletableFuture<Boolean> answer = asked.answer();
		return answer.isDone() && (answer.isCompletedExceptionally() || !answer.join());
	}

	/**
	 * Takes note of a request that has failed.
	 * @return why, {@code null} if it has not
	 */
	@Nullable Throwable noteFailure(Ticker ticker) {
		LockRequest asked = this.wish;
		if (asked == null || !isRefused(asked)) {
			return null;
		}
		Throwable failure = LockAnswers.failure(asked.answer());
		if (failure == null) {
			failure = new IllegalStateException("The request was cancelled");
		}
		this.wish = null;
		this.askAt = ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(PatientCall.backoffMillis(this.failures));
		this.failures++;
		return failure;
	}

	int failures() {
		return this.failures;
	}

	/** Whether the worker may take a task. */
	boolean isOpen() {
		LockRequest asked = this.wish;
		return asked != null && asked.answer().isDone() && !isRefused(asked);
	}

	/** Whether the worker waits for the store, or until it may ask again. */
	boolean isUnderWay() {
		return this.wish != null || this.failures > 0 || !this.returning.isDone();
	}

	/** For how long the worker waits at most before it looks again. */
	long patience(Ticker ticker) {
		if (this.wish != null) {
			return Long.MAX_VALUE;
		}
		if (this.failures > 0) {
			return Math.max(1, this.askAt - ticker.nanos());
		}
		return (this.turnsSeen >= 0) ? Math.max(1, this.seenAt + STAND_BY_NANOS - ticker.nanos()) : Long.MAX_VALUE;
	}

	/** The worker has taken a task. */
	void used() {
		this.used = true;
		this.failures = 0;
	}

	/**
	 * The lock is given back with the task that has ended.
	 * @return whether the worker comes for the next one soon, if it is as the last time
	 */
	boolean leaves(Ticker ticker) {
		left();
		this.leftAt = ticker.nanos();
		return !this.late;
	}

	/** It is back from its task. */
	void cameBack(Ticker ticker) {
		this.late = ticker.nanos() - this.leftAt > SOON_NANOS;
	}

	void left() {
		this.used = false;
		this.wish = null;
	}

	boolean isUsed() {
		return this.used;
	}

	/** Takes the wish out; what comes of it is told to {@link #returns}. */
	@Nullable LockRequest withdraw() {
		LockRequest asked = this.wish;
		left();
		return asked;
	}

	void returns(CompletableFuture<?> done) {
		this.returning = done;
	}

}
