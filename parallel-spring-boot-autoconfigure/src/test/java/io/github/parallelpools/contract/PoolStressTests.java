package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever is done to a pool at random: every accepted task ends exactly once, and the
 * accounts fit.
 */
@Timeout(180)
class PoolStressTests {

	private static final long SEED = Long.getLong("stress.seed", System.nanoTime());

	private static final int FACTOR = Integer.getInteger("stress.factor", 1);

	@Test
	void nothingIsLostOnThreads() throws Exception {
		ClassLoader loader = getClass().getClassLoader();
		stress(WorkerKind.THREAD, new ThreadWorkerFactory(LoopThreads.platform(loader), Tasks.Greeter::new, null),
				20_000 * FACTOR);
	}

	@Test
	void nothingIsLostOnProcesses() throws Exception {
		try (ProcessHost host = new ProcessHost(null, getClass().getClassLoader())) {
			stress(WorkerKind.PROCESS, new ProcessWorkerFactory(host, TestProcesses.settings(), null), 600 * FACTOR);
		}
	}

	private static void stress(WorkerKind kind, WorkerFactory factory, int steps) throws Exception {
		Queue<TaskFuture<?>> futures = new ConcurrentLinkedQueue<>();
		Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
		Pools pools = new Pools(kind);
		pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				ends.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
			}

		});
		ParallelPool pool = pools.open(factory,
				(recipe) -> recipe.size(0, 3)
					.release(Duration.ofMillis(20))
					.overtime(Duration.ofMillis(150), OvertimePolicy.KILL)
					.queue(200, WhenFull.BLOCK));
		pool.start();
		List<Thread> users = List.of(user(pool, futures, steps, SEED), user(pool, futures, steps, SEED + 1));
		Thread operator = operator(pool, users, SEED + 2);
		for (Thread user : users) {
			user.join();
		}
		operator.join();
		await().atMost(Duration.ofSeconds(60)).until(() -> futures.stream().allMatch(TaskFuture::isDone));
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			PoolSnapshot.Totals totals = pool.snapshot().totals();
			assertThat(pool.snapshot().size().busy()).as("seed %d", SEED).isZero();
			assertThat(totals.submitted()).as("seed %d", SEED).isEqualTo(futures.size());
			assertThat(totals.completed() + totals.failed() + totals.cancelled()).isEqualTo(totals.submitted());
			assertThat(ends).hasSize(futures.size()).allSatisfy((id, count) -> assertThat(count).hasValue(1));
		});
		pools.close();
		assertThat(pool.workers()).isEmpty();
	}

	private static Thread user(ParallelPool pool, Queue<TaskFuture<?>> futures, int steps, long seed) {
		Thread user = new Thread(() -> {
			Random random = new Random(seed);
			for (int i = 0; i < steps; i++) {
				try {
					TaskFuture<?> future = pool.submit(task(random.nextInt(1000)));
					futures.add(future);
					if (random.nextInt(10) == 0) {
						future.cancel(random.nextBoolean());
					}
				}
				catch (TaskRejectedException ex) {
					// The operator has stopped the pool for a moment.
					Thread.yield();
				}
			}
		});
		user.start();
		return user;
	}

	private static TaskCallable<Object> task(int dice) {
		if (dice < 5) {
			return () -> {
				Thread.sleep(Long.MAX_VALUE);
				return null;
			};
		}
		if (dice < 100) {
			return () -> {
				throw new IllegalStateException("thrown");
			};
		}
		return () -> dice;
	}

	private static Thread operator(ParallelPool pool, List<Thread> users, long seed) {
		Thread operator = new Thread(() -> {
			Random random = new Random(seed);
			while (users.stream().anyMatch(Thread::isAlive)) {
				try {
					operate(pool, random);
				}
				catch (PoolStateException ex) {
					// The move was not possible, which is what the exception is for.
					Thread.yield();
				}
				catch (InterruptedException ex) {
					return;
				}
			}
			if (!pool.state().runsTasks()) {
				pool.stop();
				await().until(() -> pool.workers().isEmpty());
				pool.start();
			}
		});
		operator.start();
		return operator;
	}

	private static void operate(ParallelPool pool, Random random) throws InterruptedException {
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

}
