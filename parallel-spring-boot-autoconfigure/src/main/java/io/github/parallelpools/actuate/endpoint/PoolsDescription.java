package io.github.parallelpools.actuate.endpoint;

import java.util.List;
import java.util.Map;

/**
 * All pools, and the standalone tasks that run, as the endpoint shows them.
 *
 * @param pools the pools by name
 * @param tasks the tasks
 */
record PoolsDescription(Map<String, PoolDescription> pools, List<TaskDescription> tasks) {
}
