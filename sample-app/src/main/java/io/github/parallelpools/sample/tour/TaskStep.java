package io.github.parallelpools.sample.tour;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.WorkerDiedException;

/**
 * One task of a pool of processes. A task that succeeds tells its process; for one that
 * doesn't, the step looks at the pool's workers while it waits.
 *
 * @param <T> the type of the task's value
 */
final class TaskStep<T> implements TourStep {

	private static final long LOOK_EVERY_MILLIS = 5;

	private final String what;

	private final ParallelPool pool;

	private final TaskFuture<T> task;

	private final Function<T, Outcome> outcome;

	private final TourClock clock;

	private final CompletableFuture<Duration> end;

	private @Nullable Long seenPid;

	TaskStep(String what, ParallelPool pool, TaskFuture<T> task, Function<T, Outcome> outcome, TourClock clock) {
		this.what = what;
		this.pool = pool;
		this.task = task;
		this.outcome = outcome;
		this.clock = clock;
		this.end = task.handle((value, error) -> clock.now());
	}

	@Override
	public TourRow await() throws InterruptedException {
		try {
			Outcome done = this.outcome.apply(value());
			return row(String.valueOf(done.pid()), done.worked(), true, done.result());
		}
		catch (ExecutionException ex) {
			return failed(Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (CancellationException ex) {
			return failed(ex);
		}
		catch (TimeoutException ex) {
			this.task.cancel(true);
			return row("-", null, false, "no answer within " + TourTable.millis(this.clock.now()));
		}
	}

	private T value() throws InterruptedException, ExecutionException, TimeoutException {
		while (true) {
			try {
				return this.task.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				if (this.clock.isOver()) {
					throw ex;
				}
				look();
			}
		}
	}

	private void look() {
		for (WorkerSnapshot worker : this.pool.workers()) {
			if (worker.task() != null && worker.task().id().equals(this.task.id())) {
				this.seenPid = worker.pid();
			}
		}
	}

	private TourRow failed(Throwable error) {
		String pid = (this.seenPid != null) ? this.seenPid.toString() : "-";
		if (error instanceof TaskException ended) {
			String result = "%s, %s".formatted(ended.result().code(), reason(ended));
			return row(pid, ended.result().elapsed(), false, result);
		}
		return row(pid, null, false, error.toString());
	}

	private static String reason(TaskException ended) {
		if (ended instanceof TaskOvertimeException) {
			return "ran over time: process killed";
		}
		if (ended instanceof WorkerDiedException) {
			return "process died";
		}
		return String.valueOf(ended.getMessage());
	}

	private TourRow row(String process, @Nullable Duration worked, boolean success, String result) {
		return new TourRow(this.what, this.pool.name(), process, worked, this.end.getNow(this.clock.now()), success,
				result);
	}

	/**
	 * What a task tells when it succeeds.
	 *
	 * @param pid the worker process
	 * @param worked how long it took
	 * @param result what came out
	 */
	record Outcome(long pid, Duration worked, String result) {
	}

}
