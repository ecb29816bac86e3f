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
 * A worker that is {@code RETURNING} asks for nothing until its last answer is there: it
 * would have the lock twice, and lose it in the middle of a task.
 */
final class GatePass {

	/** What the worker has asked for, while it is ASKED, OPEN or USED. */
	private @Nullable LockRequest wish;

	private boolean used;

	/** What it gives back, while it is RETURNING. */
	private CompletableFuture<?> returning = LockAnswers.DONE;

	/** How many requests have failed in a row. */
	private int failures;

	/** When it may ask again, if the last request has failed. */
	private long askAt;

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
		}
		return wanted && this.returning.isDone() && (this.failures == 0 || this.askAt - ticker.nanos() <= 0);
	}

	void asked(LockRequest request) {
		this.wish = request;
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
		return (this.wish == null && this.failures > 0) ? Math.max(1, this.askAt - ticker.nanos()) : Long.MAX_VALUE;
	}

	/** The worker has taken a task. */
	void used() {
		this.used = true;
		this.failures = 0;
	}

	/** The lock is given back with the task that has ended. */
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
