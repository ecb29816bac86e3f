package io.github.parallelpools.engine.pool;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.pool.PoolState;

/**
 * Those of a pool's workers and callers whom nobody waits for until the pool has stopped
 * or paused, as they wait for that themselves: in a task or a callback of the pool, or
 * because they end the application. Not thread-safe: the pool's lock guards it.
 */
final class Excused {

	private final PoolCore core;

	private final StateWaiters waiters;

	/** Those who wait for the pool. */
	private final Set<Runner> waiting = new HashSet<>();

	Excused(PoolCore core, StateWaiters waiters) {
		this.core = core;
		this.waiters = waiters;
	}

	/** One of the pool's own begins to wait for it, or somebody else. */
	void begin(@Nullable Runner own) {
		if (own != null) {
			this.waiting.add(own);
			this.waiters.lookAgain();
		}
	}

	void end(@Nullable Runner own) {
		if (own != null) {
			this.waiting.remove(own);
		}
	}

	/** Somebody has left or come back. */
	void changed() {
		if (!this.waiting.isEmpty()) {
			this.waiters.lookAgain();
		}
	}

	/**
	 * Whether a pool would leave a state if it were not for them.
	 * @param own who asks, {@code null} if it is none of the pool's own: such a one waits
	 * for those who wait for the pool, as they soon go on
	 */
	boolean isHeldUpByThemOnly(PoolState state, @Nullable Runner own) {
		List<Runner> left = this.core.runners()
			.stream()
			.filter((runner) -> state == PoolState.STOPPING || !(runner instanceof WorkerLoop loop)
					|| loop.member().is(Phase.BUSY))
			.filter((runner) -> own == null || !this.waiting.contains(runner))
			.toList();
		// Looked at last, as that takes longer.
		return left.stream()
			.allMatch((runner) -> state == PoolState.STOPPING && ApplicationEnd.isAwaitedBy(runner.thread()));
	}

}
