package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.WorkerStartException;

/**
 * Says who keeps those waiting who gave up: which workers do what, how many tasks are
 * queued, and why workers do not start.
 */
final class TimeoutReport {

	/** More are only counted. */
	private static final int NAMED = 20;

	private final String pool;

	private final PoolView view;

	TimeoutReport(PoolCore core, PoolView view) {
		this.pool = core.name();
		this.view = view;
	}

	/** A pool did not leave a state. */
	PoolTimeoutException stillIn(PoolState state, Duration timeout) {
		return timeout("is still " + state, timeout, workers(), "Wait on, or end them with forceStop().");
	}

	/** Not all tasks have ended. */
	PoolTimeoutException stillWorking(Duration timeout) {
		PoolSnapshot snapshot = this.view.snapshot();
		String what = "is %s and has not ended all tasks".formatted(snapshot.state());
		String who = "%s are queued; %s%s".formatted(snapshot.queue().size(), workers(), failures(snapshot));
		return timeout(what, timeout, who,
				snapshot.state().runsTasks() ? "Wait on, or raise 'max-size'." : "It runs no tasks at present.");
	}

	/** The first workers are not all there. */
	PoolTimeoutException notReady(Duration timeout) {
		PoolSnapshot snapshot = this.view.snapshot();
		PoolSnapshot.Size size = snapshot.size();
		String what = "is %s, but has only %s of its %s first workers".formatted(snapshot.state(),
				size.busy() + size.idle(), size.min());
		return timeout(what, timeout, workers() + failures(snapshot), "Wait on, or lower 'min-size'.");
	}

	/** No worker is there. */
	WorkerStartException noWorker(Duration timeout) {
		return new WorkerStartException(
				"none was ready after %s ms: %s".formatted(TimeUnit.MILLISECONDS.convert(timeout), workers()), null);
	}

	private PoolTimeoutException timeout(String what, Duration timeout, String who, String remedy) {
		return new PoolTimeoutException("Pool '%s' %s after %s ms: %s. %s".formatted(this.pool, what,
				TimeUnit.MILLISECONDS.convert(timeout), who, remedy));
	}

	private String workers() {
		List<WorkerSnapshot> workers = this.view.workers();
		if (workers.isEmpty()) {
			return "it has no workers";
		}
		String named = workers.stream()
			.limit(NAMED)
			.map((worker) -> worker.id() + " " + occupation(worker))
			.collect(Collectors.joining(", "));
		return (workers.size() > NAMED) ? named + " and " + (workers.size() - NAMED) + " more" : named;
	}

	private static String occupation(WorkerSnapshot worker) {
		WorkerSnapshot.RunningTask task = worker.task();
		return (task != null) ? "runs task %s for %s ms".formatted(task.id(), task.running().toMillis())
				: "is " + worker.state();
	}

	private static String failures(PoolSnapshot snapshot) {
		PoolSnapshot.@Nullable StartFailures failures = snapshot.startFailures();
		return (failures != null) ? "; %s starts in a row have failed, the last one with: %s"
			.formatted(failures.consecutive(), OneLine.of(failures.message())) : "";
	}

}
