package io.github.parallelpools.actuate.endpoint;

import java.util.List;
import java.util.Map;

/**
 * All pools, the standalone tasks that run, the shared locks that somebody has and the
 * deadlocks among those who wait for them, as the endpoint shows them.
 *
 * @param pools the pools by name
 * @param tasks the tasks
 * @param locks the locks
 * @param deadlocks the deadlocks that there are now
 */
record PoolsDescription(Map<String, PoolDescription> pools, List<TaskDescription> tasks, List<LockDescription> locks,
		List<DeadlockDescription> deadlocks) {
}
