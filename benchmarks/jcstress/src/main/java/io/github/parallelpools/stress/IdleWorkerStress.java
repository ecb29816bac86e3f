package io.github.parallelpools.stress;

import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

import io.github.parallelpools.pool.ParallelPool;

/**
 * Tasks that are submitted while a worker goes to wait for one: it sees the task, or is
 * woken for it. Whoever submits waits for the task, so that no later one wakes the
 * worker.
 */
public final class IdleWorkerStress {

	private IdleWorkerStress() {
	}

	private static String served(ParallelPool pool) {
		Pools.pause();
		return Pools.end(pool.submit(() -> "served"));
	}

	@JCStressTest
	@Description("A task is submitted while the only worker goes to wait. Each actor has a pool of its own.")
	@Outcome(id = "served, served", expect = Expect.ACCEPTABLE)
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task waits for a worker that waits for a task")
	@State
	public static class OneWorker {

		private static final ParallelPool FIRST = Pools.started("first", 1);

		private static final ParallelPool SECOND = Pools.started("second", 1);

		@Actor
		public void one(LL_Result r) {
			r.r1 = served(FIRST);
		}

		@Actor
		public void other(LL_Result r) {
			r.r2 = served(SECOND);
		}

	}

	@JCStressTest
	@Description("Two tasks are submitted to a pool while both of its workers go to wait.")
	@Outcome(id = "served, served served", expect = Expect.ACCEPTABLE)
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task waits while a worker waits for a task")
	@State
	public static class TwoWorkers {

		private static final ParallelPool POOL = Pools.started("two", 2);

		private volatile @Nullable Future<?> first;

		@Actor
		public void one(LL_Result r) {
			Pools.pause();
			Future<?> task = POOL.submit(() -> "served");
			this.first = task;
			r.r1 = Pools.end(task);
		}

		@Actor
		public void other(LL_Result r) {
			String own = served(POOL);
			Future<?> task;
			while ((task = this.first) == null) {
				Thread.onSpinWait();
			}
			r.r2 = own + " " + Pools.end(task);
		}

	}

}
