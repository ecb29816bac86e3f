package io.github.parallelpools.pool;

import java.util.regex.Pattern;

/**
 * What a pool is made from: validated and immutable.
 *
 * @param name the pool's name
 * @param kind what its workers are
 * @param size how many there are
 * @param overtime what happens to tasks that run for too long
 * @param queue where tasks wait
 * @param work what it does with what it is given
 * @param retry what becomes of tasks whose worker died
 * @param upkeep how it keeps its workers, and for how long
 */
public record PoolSettings(String name, WorkerKind kind, SizeSettings size, OvertimeSettings overtime,
		QueueSettings queue, WorkSettings work, RetrySettings retry, UpkeepSettings upkeep) {

	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*");

	public PoolSettings {
		if (name.isBlank()) {
			throw new InvalidSettingException("name", name, "Give the pool a name.");
		}
		if (kind != WorkerKind.PROCESS && upkeep.recycle().maxMemory() > 0) {
			throw new InvalidSettingException("recycle.max-memory", upkeep.recycle().maxMemory() + "B",
					"A thread has no memory of its own. Set 'kind' to 'process', or use 'recycle.max-tasks' or 'recycle.max-age'.");
		}
		if (overtime.killBudget().isLimited() && overtime.killBudget().then() == KillBudgetSettings.Then.REJECT
				&& !(work.feed() instanceof Feed.Submitted)) {
			throw new InvalidSettingException("kill-budget.then", "reject",
					"Nothing is sent to a pool that fetches its own work, so that it can't reject. Set it to 'pause'.");
		}
		if (kind == WorkerKind.PROCESS && queue.whenFull() == WhenFull.CALLER_RUNS) {
			throw new InvalidSettingException("queue.when-full", "caller-runs",
					"A caller can't run a task that is meant for a process. Use 'block', 'reject' or 'discard-oldest', or another kind.");
		}
	}

	/**
	 * A pool that runs no task again and keeps its workers as usual.
	 * @param name the pool's name
	 * @param kind what its workers are
	 * @param size how many there are
	 * @param overtime what happens to tasks that run for too long
	 * @param queue where tasks wait
	 * @param work what it does with what it is given
	 * @param autoStop whether the pool stops by itself once it has worked and nothing is
	 * queued or running any more
	 */
	public PoolSettings(String name, WorkerKind kind, SizeSettings size, OvertimeSettings overtime, QueueSettings queue,
			WorkSettings work, boolean autoStop) {
		this(name, kind, size, overtime, queue, work, RetrySettings.STANDARD,
				UpkeepSettings.STANDARD.withAutoStop(autoStop));
	}

	/**
	 * The same with other sizes.
	 * @param other the sizes
	 * @return the settings
	 */
	public PoolSettings withSize(SizeSettings other) {
		return new PoolSettings(this.name, this.kind, other, this.overtime, this.queue, this.work, this.retry,
				this.upkeep);
	}

	/**
	 * Whether something is a possible name of a configured pool or of a task.
	 * @param name the name
	 * @return whether it has letters, digits, '-', '_' and '.' only, and begins with a
	 * letter or a digit
	 */
	public static boolean isName(String name) {
		return NAME.matcher(name).matches();
	}

}
