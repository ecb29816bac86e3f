package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.parallelpools.engine.crew.Lifespan;
import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.TaskOwner;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.stress.Silent;
import io.github.parallelpools.task.Work;

/**
 * A {@link WorkerLoop} that an actor of the stress stands in for: its thread never runs
 * and counts how often it was interrupted, which is how an order reaches it.
 */
final class LoneWorker {

	private static final TaskOwner OWNER = Silent.as(TaskOwner.class);

	private static final WorkerSpec SPEC = new WorkerSpec("pool", "worker", Map.of());

	private static final Condition WAKEUP = new ReentrantLock().newCondition();

	private static final SharedStore STORE = SharedStore.inMemory();

	private static final LoopServices SERVICES = new LoopServices("pool", Silent.as(LoopHost.class), new Threads(),
			new LockGate(STORE.locks(), null, Runnable::run, () -> 0), new TaskLocks(STORE.locks(), Runnable::run),
			() -> 0, () -> Duration.ZERO, Runnable::run, new PoolEvents("pool", List.of(), () -> false, Runnable::run));

	private final WorkerLoop loop = new WorkerLoop(SERVICES, SPEC, WAKEUP,
			new Lifespan(RecycleSettings.NEVER, () -> 0, 0));

	static Execution<?> task() {
		return new Execution<>(OWNER, "payload", null, TaskOptions.DEFAULTS, 0);
	}

	EndOrders orders() {
		return this.loop.orders();
	}

	/** How many orders have reached it. */
	int hits() {
		return ((CountingThread) this.loop.thread()).hits.get();
	}

	private static final class CountingThread extends Thread {

		private final AtomicInteger hits = new AtomicInteger();

		@Override
		public void interrupt() {
			this.hits.incrementAndGet();
		}

	}

	private static final class Threads implements WorkerFactory {

		@Override
		public Object encode(Work work) {
			return work;
		}

		@Override
		public Thread thread(String name, Runnable loop) {
			return new CountingThread();
		}

		@Override
		public Worker open(WorkerSpec spec, WorkerEvents events) {
			throw new UnsupportedOperationException("Its thread never runs");
		}

		@Override
		public void close() {
		}

	}

}
