package io.github.parallelpools.engine.pool;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.radar.HangRadar;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.StackProbe;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.task.TaskFailedException;

/**
 * Looks where the tasks of a pool are that have run for longer than {@code slow-after},
 * once for each run, and has the radar count it. Disturbs no task. A task that is not
 * slow costs nothing: that a slow one has ended is told by its own future.
 */
final class SlowTasks {

	private final PoolCore core;

	private final LiveSettings settings;

	private final StackProbe probe;

	private final Executor helpers;

	private final HangRadar radar;

	/** Whose task was looked at. The supervisor's. */
	private final Map<Runner, WeakReference<Execution<?>>> seen = new WeakHashMap<>();

	SlowTasks(PoolCore core, StackProbe probe, Executor helpers, HangRadar radar) {
		this.core = core;
		this.settings = core.settings;
		this.probe = probe;
		this.helpers = helpers;
		this.radar = radar;
	}

	/**
	 * Looks at a task if it is due; called by the supervisor.
	 * @return when it is to be looked at
	 */
	long check(Runner runner, Execution<?> task, long now) {
		if (!this.settings.overtime().watchesSlow() || isSeen(runner, task)) {
			return Ticker.never(now);
		}
		long deadline = task.countedNanos() + this.settings.overtime().slowAfter().toNanos();
		if (deadline - now > 0) {
			return deadline;
		}
		this.seen.put(runner, new WeakReference<>(task));
		this.helpers.execute(() -> look(runner, task));
		return Ticker.never(now);
	}

	private boolean isSeen(Runner runner, Execution<?> task) {
		WeakReference<Execution<?>> last = this.seen.get(runner);
		return last != null && last.refersTo(task);
	}

	private void look(Runner runner, Execution<?> task) {
		try {
			int attempt = task.attempt();
			String stack = this.probe.peek(runner, task);
			HangRadar.Sighting sighting = this.radar.slow(stack);
			task.whenComplete((value, error) -> {
				boolean byItself = error == null || error instanceof TaskFailedException;
				if (byItself && task.attempt() == attempt) {
					this.radar.saved(sighting.place());
				}
			});
			tell(sighting, runner, task, stack);
		}
		catch (OutOfMemoryError ex) {
			// It is not counted, which harms nothing.
			return;
		}
	}

	/**
	 * A task was killed because of overtime.
	 * @param stack where it was, {@code null} if nobody knows
	 */
	void killed(Runner runner, Execution<?> task, @Nullable String stack) {
		try {
			tell(this.radar.killed(stack), runner, task, stack);
		}
		catch (OutOfMemoryError ex) {
			// As above.
			return;
		}
	}

	private void tell(HangRadar.Sighting sighting, Runner runner, Execution<?> task, @Nullable String stack) {
		if (sighting.isNew()) {
			this.core.events.tell(new PoolEvent.HangFound(sighting.place(), task.id(), runner.id(), stack));
		}
	}

}
