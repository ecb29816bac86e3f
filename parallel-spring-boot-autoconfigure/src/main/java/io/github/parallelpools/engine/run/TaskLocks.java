package io.github.parallelpools.engine.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.PatientCall;
import io.github.parallelpools.shared.store.SharedNames;

/**
 * Sees to it that no lock outlives the task that took it, whenever the store answers.
 * Knows nothing of who waits for one.
 */
public final class TaskLocks {

	private static final System.Logger logger = System.getLogger(TaskLocks.class.getName());

	private static final int MOST_NAMED = 10;

	/** How long somebody who writes to the log waits for what there is to write. */
	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LockStore store;

	private final Executor helpers;

	public TaskLocks(LockStore store, Executor helpers) {
		this.store = store;
		this.helpers = helpers;
	}

	/**
	 * Takes back what a task has left locked, but for what its thread had before, as
	 * often as that.
	 * @return done when that is so
	 */
	CompletableFuture<?> taskEnded(Execution<?> task, LockOwner owner, List<String> before) {
		CompletableFuture<List<String>> left = release(owner, before);
		return (left != LockAnswers.NOTHING) ? goOn(left, task, owner, before, Runnable::run) : left;
	}

	/**
	 * As {@link #taskEnded(Execution, LockOwner, List)}.
	 * @param warning runs what is foreign code
	 */
	CompletableFuture<?> taskEnded(Execution<?> task, LockOwner owner, List<String> before, Executor warning) {
		CompletableFuture<List<String>> left = release(owner, before);
		return (left != LockAnswers.NOTHING) ? goOn(left, task, owner, before, warning) : left;
	}

	private CompletableFuture<?> goOn(CompletableFuture<List<String>> begun, Execution<?> task, LockOwner owner,
			List<String> before, Executor warning) {
		CompletableFuture<List<String>> left = PatientCall.goOn(begun, () -> this.store.releaseAll(owner, before),
				this.helpers,
				(error, last) -> SafeLog.log(logger, System.Logger.Level.WARNING,
						"What task " + task.id() + " has left locked could not be released" + PatientCall.outlook(last),
						error));
		if (LockAnswers.isGiven(left)) {
			List<String> names = left.join();
			if (!names.isEmpty()) {
				warning.execute(() -> warn(task, names));
			}
			return left;
		}
		return left.thenAccept((names) -> {
			if (!names.isEmpty()) {
				// A log is foreign code, and whoever answers is not to wait for it.
				this.helpers.execute(() -> warn(task, names));
			}
		});
	}

	private CompletableFuture<List<String>> release(LockOwner owner, List<String> before) {
		try {
			return this.store.releaseAll(owner, before);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static void warn(Execution<?> task, List<String> left) {
		SafeLog.log(logger, System.Logger.Level.WARNING,
				"Task {0} ended and left {1} locked; that was released. Unlock in a finally block", task.id(),
				named(left));
	}

	/** A task can call locks what it likes, and have many. */
	private static String named(List<String> left) {
		String names = left.stream().limit(MOST_NAMED).map(SharedNames::printable).collect(Collectors.joining(", "));
		return (left.size() <= MOST_NAMED) ? "[" + names + "]"
				: "[%s, and %s more]".formatted(names, left.size() - MOST_NAMED);
	}

	/**
	 * What a thread has locked, as often as it has. Asked again while the store fails.
	 */
	CompletableFuture<List<String>> heldBy(LockOwner owner) {
		return PatientCall.ask(() -> this.store.heldBy(owner), this.helpers,
				(error, last) -> SafeLog.log(logger, System.Logger.Level.WARNING,
						"What " + owner + " has locked could not be found out" + PatientCall.outlook(last), error));
	}

	/**
	 * What a worker that was given up keeps locked, for people to read; waits for a
	 * moment.
	 */
	String keptBy(LockOwner owner) {
		CompletableFuture<List<String>> held = LockAnswers.ask(() -> this.store.heldBy(owner));
		try {
			if (!LockAnswers.awaitDone(held, PATIENCE_NANOS) || !LockAnswers.isGiven(held)) {
				return " It may keep locks, which the store does not tell.";
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "";
		}
		List<String> names = held.join().stream().distinct().toList();
		return names.isEmpty() ? "" : " It keeps the locks %s, which can be released by hand.".formatted(names);
	}

}
