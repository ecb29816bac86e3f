package io.github.parallelpools.actuate.endpoint;

import java.util.List;
import java.util.Map;

/**
 * All pools, the standalone tasks that run and the shared locks that somebody has, as the
 * endpoint shows them.
 *
 * @param pools the pools by name
 * @param tasks the tasks
 * @param locks the locks
 */
record PoolsDescription(Map<String, PoolDescription> pools, List<TaskDescription> tasks, List<LockDescription> locks) {
}
