package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever is done at random to a pool that is fed from elsewhere: what it took ends
 * exactly once, and the accounts fit.
 */
@Timeout(180)
class FeedStressTests {

	private static final long SEED = Long.getLong("stress.seed", System.nanoTime());

	private static final int FACTOR = Integer.getInteger("stress.factor", 1);

	private final LinkedBlockingQueue<Object> source = new LinkedBlockingQueue<>();

	private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();

	@Test
	void nothingThatThreadsTakeIsLost() throws Exception {
		takeAll(WorkerKind.THREAD,
				new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), Moody::new, null),
				5_000 * FACTOR);
	}

	@Test
	void nothingThatProcessesTakeIsLost() throws Exception {
		try (ProcessHost host = new ProcessHost(null, getClass().getClassLoader())) {
			takeAll(WorkerKind.PROCESS, new ProcessWorkerFactory(host, TestProcesses.settings(), Moody.class.getName()),
					600 * FACTOR);
		}
	}

	@Test
	void whatPollersFindEndsOnce() throws Exception {
		Moody moody = new Moody();
		TaskPoller<Object> poller = (context) -> {
			Object item = this.source.poll();
			return (item != null) ? moody.handle(item, context) : null;
		};
		Pools pools = pools(WorkerKind.THREAD);
		ParallelPool pool = open(pools,
				ThreadWorkerFactory.polling(LoopThreads.platform(getClass().getClassLoader()), () -> poller),
				WorkSettings.polledBy("poller", "backlog", Map.of()), new Supply.Polled(() -> this.source::size));
		operate(pool, 5_000 * FACTOR);
		await().atMost(Duration.ofSeconds(60)).until(this.source::isEmpty);
		pool.pause(Duration.ofSeconds(30));
		// The end of a task whose worker was abandoned is told by another thread.
		await().untilAsserted(() -> assertAccounts(pool));
		PoolSnapshot.Totals totals = pool.snapshot().totals();
		assertThat(totals.completed() + totals.failed()).isPositive();
		pools.close();
	}

	private void takeAll(WorkerKind kind, WorkerFactory factory, int items) throws Exception {
		Pools pools = pools(kind);
		ParallelPool pool = open(pools, factory, WorkSettings.takenFrom("source", "handler", Map.of()),
				new Supply.Taken(() -> this.source));
		operate(pool, items);
		await().atMost(Duration.ofSeconds(60)).until(() -> this.ends.size() == items);
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			assertAccounts(pool);
			assertThat(pool.snapshot().totals().submitted()).isEqualTo(items);
		});
		assertThat(this.source).isEmpty();
		pools.close();
		assertThat(pool.workers()).isEmpty();
	}

	private Pools pools(WorkerKind kind) {
		Pools pools = new Pools(kind);
		pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				FeedStressTests.this.ends.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
			}

		});
		return pools;
	}

	private static ParallelPool open(Pools pools, WorkerFactory factory, WorkSettings work, Supply supply) {
		Duration overtime = Limits.ofStress(factory);
		ParallelPool pool = pools.open(factory,
				(recipe) -> recipe.size(0, 3)
					.release(Duration.ofMillis(20))
					.overtime(overtime, OvertimePolicy.KILL)
					.work(work),
				supply);
		pool.start();
		return pool;
	}

	private void assertAccounts(ParallelPool pool) {
		PoolSnapshot snapshot = pool.snapshot();
		PoolSnapshot.Totals totals = snapshot.totals();
		assertThat(snapshot.size().busy()).as("seed %d", SEED).isZero();
		assertThat(totals.submitted()).as("seed %d", SEED)
			.isEqualTo(totals.completed() + totals.failed() + totals.cancelled())
			.isEqualTo(this.ends.size());
		assertThat(this.ends).allSatisfy((id, count) -> assertThat(count).hasValue(1));
	}

	/** Puts items into the source while the pool is treated at random. */
	private void operate(ParallelPool pool, int items) throws InterruptedException {
		Random random = new Random(SEED);
		for (int i = 0; i < items; i++) {
			this.source.add(random.nextInt(1000));
			if (i % (items / 150) == 0) {
				try {
					act(pool, random);
				}
				catch (PoolStateException ex) {
					// The move was not possible, which is what the exception is for.
					Thread.yield();
				}
			}
		}
		if (!pool.state().runsTasks()) {
			pool.stop(Duration.ofSeconds(30));
			pool.start();
		}
	}

	private static void act(ParallelPool pool, Random random) throws InterruptedException {
		Thread.sleep(random.nextInt(20));
		switch (random.nextInt(8)) {
			case 0 -> pool.pause();
			case 1, 2 -> pool.resume();
			case 3 -> pool.resize(random.nextInt(2), 2 + random.nextInt(3));
			case 4 -> pool.workers().stream().map(WorkerSnapshot::id).findAny().ifPresent(pool::killWorker);
			case 5 -> {
				pool.forceStop();
				pool.stop(Duration.ofSeconds(30));
				pool.start();
			}
			default -> pool.snapshot();
		}
	}

	/** Sometimes hangs, sometimes throws. */
	public static final class Moody implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) throws InterruptedException {
			int dice = (Integer) item;
			if (dice < 5) {
				Thread.sleep(Long.MAX_VALUE);
			}
			if (dice < 100) {
				throw new IllegalStateException("thrown");
			}
			return item;
		}

	}

}
