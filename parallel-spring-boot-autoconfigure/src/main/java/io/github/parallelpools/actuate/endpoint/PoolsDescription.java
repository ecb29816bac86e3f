package io.github.parallelpools.actuate.endpoint;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * All pools, the standalone tasks that run, the shared locks that somebody has and the
 * deadlocks among those who wait for them, as the endpoint shows them.
 *
 * @param pools the pools by name
 * @param tasks the tasks
 * @param taskEvents the last things that happened to standalone tasks, the oldest first
 * @param taskRadar where standalone tasks hang, absent if none ever was slow or killed
 * @param locks the locks
 * @param deadlocks the deadlocks that there are now
 * @param cluster this instance in its cluster, absent if it is in none
 */
record PoolsDescription(Map<String, PoolDescription> pools, List<TaskDescription> tasks,
		List<EventDescription> taskEvents,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RadarDescription taskRadar, List<LockDescription> locks,
		List<DeadlockDescription> deadlocks,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ClusterSummary cluster) {

	PoolsDescription in(@Nullable ClusterSummary summary) {
		return new PoolsDescription(this.pools, this.tasks, this.taskEvents, this.taskRadar, this.locks, this.deadlocks,
				summary);
	}

}
