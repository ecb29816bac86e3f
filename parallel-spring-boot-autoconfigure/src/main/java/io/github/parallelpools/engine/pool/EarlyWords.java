package io.github.parallelpools.engine.pool;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.StackProbe;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;

/**
 * Asks workers where their tasks hang shortly before these are over time, so that a kill
 * need not wait for the answer. A process takes tens of milliseconds for its first one.
 * Decides nothing. The supervisor's, but for the answers.
 */
final class EarlyWords {

	/** How long before the limit a worker is asked; a quarter of a short limit. */
	private static final long AHEAD = TimeUnit.MILLISECONDS.toNanos(60);

	/** What was asked for longer ago than this may be true no more. */
	private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

	private final StackProbe probe;

	private final Executor helpers;

	private final Map<Runner, Question> asked = new WeakHashMap<>();

	/**
	 * A worker was asked about a task.
	 */
	static final class Question {

		private final WeakReference<Execution<?>> task;

		private final long at;

		private final CompletableFuture<@Nullable String> answer = new CompletableFuture<>();

		Question(Execution<?> task, long at) {
			this.task = new WeakReference<>(task);
			this.at = at;
		}

		private boolean isFresh(Execution<?> other, long now) {
			return this.task.refersTo(other) && now - this.at < FRESH;
		}

		/** Whether the worker can be asked again. */
		boolean isOpen() {
			return !this.answer.isDone();
		}

		/** The answer, {@code null} if there is none in time. */
		@Nullable String await(Duration patience) {
			try {
				return this.answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return null;
			}
			catch (ExecutionException | TimeoutException ex) {
				return null;
			}
		}

	}

	EarlyWords(StackProbe probe, Executor helpers) {
		this.probe = probe;
		this.helpers = helpers;
	}

	/** How long before a limit a worker is asked, in nanoseconds. */
	static long ahead(OvertimeSettings overtime) {
		return (overtime.policy() != OvertimePolicy.IGNORE) ? Math.min(AHEAD, overtime.limit().toNanos() / 4) : 0;
	}

	/**
	 * Asks a worker if its task is over time soon.
	 * @param deadline when it is
	 * @param ahead how long before that it is asked
	 * @return when it is to be asked
	 */
	long check(Runner runner, Execution<?> task, long deadline, long ahead, long now) {
		if (this.probe.patience().isZero() || ahead == 0) {
			// It is known at once.
			return Ticker.never(now);
		}
		if (deadline - ahead - now > 0) {
			return deadline - ahead;
		}
		Question before = this.asked.get(runner);
		if (before == null || !before.isFresh(task, now)) {
			ask(runner, task, now);
		}
		return Ticker.never(now);
	}

	private void ask(Runner runner, Execution<?> task, long now) {
		try {
			Question question = new Question(task, now);
			this.helpers.execute(() -> question.answer.complete(this.probe.peek(runner, task)));
			this.asked.put(runner, question);
		}
		catch (OutOfMemoryError ex) {
			// The limits of tasks are looked at all the same; the worker is asked then.
			return;
		}
	}

	/** What a worker was asked about a task, {@code null} if nothing lately. */
	@Nullable Question take(Runner runner, Execution<?> task, long now) {
		Question question = this.asked.remove(runner);
		return (question != null && question.isFresh(task, now)) ? question : null;
	}

}
