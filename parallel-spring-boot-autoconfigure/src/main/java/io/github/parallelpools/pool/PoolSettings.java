package io.github.parallelpools.pool;

/**
 * What a pool is made from: validated and immutable.
 *
 * @param name the pool's name
 * @param kind what its workers are
 * @param size how many there are
 * @param overtime what happens to tasks that run for too long
 * @param queue where tasks wait
 * @param work what it does with what it is given
 * @param autoStop whether the pool stops by itself once it has worked and nothing is
 * queued or running any more
 */
public record PoolSettings(String name, WorkerKind kind, SizeSettings size, OvertimeSettings overtime,
		QueueSettings queue, WorkSettings work, boolean autoStop) {

	public PoolSettings {
		if (name.isBlank()) {
			throw new InvalidSettingException("name", name, "Give the pool a name.");
		}
		if (kind == WorkerKind.PROCESS && queue.whenFull() == WhenFull.CALLER_RUNS) {
			throw new InvalidSettingException("queue.when-full", "caller-runs",
					"A caller can't run a task that is meant for a process. Use 'block', 'reject' or 'discard-oldest', or another kind.");
		}
	}

}
