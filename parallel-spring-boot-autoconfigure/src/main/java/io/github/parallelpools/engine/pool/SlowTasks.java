package io.github.parallelpools.engine.pool;

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

/**
 * Looks where the tasks of a pool are that have run for longer than {@code slow-after},
 * until one tells it, and has the radar count it once for each run. Disturbs no task. A
 * task that is not slow costs nothing: that a slow one has ended is told by its own
 * future.
 */
final class SlowTasks {

	private final PoolCore core;

	private final LiveSettings settings;

	private final StackProbe probe;

	private final Executor helpers;

	private final HangRadar radar;

	/** Whose task was looked at. The supervisor's. */
	private final Map<Runner, SlowLook> looks = new WeakHashMap<>();

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
		try {
			return isWatched(runner) ? look(runner, task, now) : Ticker.never(now);
		}
		catch (OutOfMemoryError ex) {
			// The limits of tasks are looked at all the same.
			return now + SlowLook.FIRST_PAUSE;
		}
	}

	/** Also what was seen before the setting was changed is seen to its end. */
	private boolean isWatched(Runner runner) {
		return this.settings.overtime().watchesSlow() || this.looks.containsKey(runner);
	}

	private long look(Runner runner, Execution<?> task, long now) {
		SlowLook look = this.looks.get(runner);
		if (look == null || !look.isAt(task)) {
			if (!this.settings.overtime().watchesSlow()) {
				return Ticker.never(now);
			}
			long deadline = task.countedNanos() + this.settings.overtime().slowAfter().toNanos();
			if (deadline - now > 0) {
				return deadline;
			}
			look = new SlowLook(this.radar, task, now);
			this.looks.put(runner, look);
		}
		if (!look.isDue(now)) {
			return look.again(now);
		}
		SlowLook due = look;
		due.begin();
		this.helpers.execute(() -> look(runner, task, due));
		return Ticker.never(now);
	}

	private void look(Runner runner, Execution<?> task, SlowLook look) {
		try {
			String stack = this.probe.peek(runner, task);
			boolean runs = runner.orders().current() == task;
			if (stack == null && runs && look.isPutOff(this.core.nanos())) {
				// Its process may be busy: it is asked again later.
				this.core.deadlines.watchUntil(look.again(this.core.nanos()));
				return;
			}
			HangRadar.Sighting sighting = look.seen(stack);
			if (sighting != null) {
				tell(sighting, runner, task, stack);
			}
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
