package io.github.parallelpools.engine;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.engine.pool.WorkerPool;
import io.github.parallelpools.shared.LockUser;

/**
 * The pools of an engine, as far as their workers take locks. Knows nothing of who waits
 * for whom.
 */
final class PoolsInDeadlocks implements DeadlockWatch.Pools {

	private final List<WorkerPool> pools;

	PoolsInDeadlocks(List<WorkerPool> pools) {
		this.pools = pools;
	}

	@Override
	public LockUser.@Nullable Work work(LockUser user) {
		return this.pools.stream().map((pool) -> pool.work(user)).filter(Objects::nonNull).findFirst().orElse(null);
	}

	@Override
	public void deadlocked(LockUser user, String text) {
		this.pools.forEach((pool) -> pool.deadlocked(user, text));
	}

}
