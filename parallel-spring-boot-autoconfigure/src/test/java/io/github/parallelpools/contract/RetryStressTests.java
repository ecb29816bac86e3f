package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tasks that kill their workers, cancels, kills, pauses and stops at random: every task
 * ends exactly once, and the accounts are right.
 */
@Timeout(300)
class RetryStressTests {

	private static final long SEED = Long.getLong("stress.seed", System.nanoTime());

	private static final int STEPS = 40 * Integer.getInteger("stress.factor", 1);

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	private final Queue<TaskFuture<?>> futures = new ConcurrentLinkedQueue<>();

	private final Map<String, List<TaskResult>> ends = new ConcurrentHashMap<>();

	private final List<String> dead = new CopyOnWriteArrayList<>();

	private ParallelPool pool;

	private volatile boolean closed;

	@BeforeEach
	void open() {
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				RetryStressTests.this.ends.computeIfAbsent(id, (key) -> new CopyOnWriteArrayList<>()).add(result);
			}

			@Override
			public void deadLettered(String id, String pool, DeadLetter letter) {
				RetryStressTests.this.dead.add(id);
			}

		});
		this.pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(0, 3)
					.retry(3, 2, 5)
					.softOvertime(Duration.ofMillis(500))
					.overtime(Duration.ofSeconds(1), OvertimePolicy.KILL)
					.queue(5, WhenFull.BLOCK));
		this.pool.start();
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	@Test
	void everyTaskEndsOnceWhateverHappens() throws Exception {
		List<Thread> users = List.of(user(SEED), user(SEED + 1));
		Random random = new Random(SEED + 2);
		while (users.stream().anyMatch(Thread::isAlive)) {
			try {
				operate(random);
			}
			catch (PoolStateException | TaskRejectedException | NoSuchElementException ex) {
				// It was not possible at this moment, which is what the exception is for.
				Thread.yield();
			}
		}
		revive();
		this.pool.join(Duration.ofSeconds(120));
		assertAccounts();
	}

	@Test
	void everyTaskEndsOnceThoughTheApplicationClosesMeanwhile() throws Exception {
		List<Thread> users = List.of(user(SEED + 3), user(SEED + 4));
		await().until(() -> this.pool.snapshot().totals().retries().retried() > 2);
		this.closed = true;
		this.pools.close();
		for (Thread user : users) {
			user.join();
		}
		await().untilAsserted(this::assertAccounts);
		assertThat(this.pool.workers()).isEmpty();
	}

	private void assertAccounts() {
		PoolSnapshot.Totals totals = this.pool.snapshot().totals();
		assertThat(this.futures).as("seed %d", SEED).allMatch(TaskFuture::isDone);
		assertThat(totals.submitted()).as("seed %d", SEED).isEqualTo(this.futures.size());
		assertThat(totals.completed() + totals.failed() + totals.cancelled()).isEqualTo(totals.submitted());
		assertThat(this.ends).hasSize(this.futures.size())
			.allSatisfy((id, results) -> assertThat(results).hasSize(1)
				.allSatisfy((result) -> assertThat(result.attempts()).isBetween(0, 3)));
		long unknown = this.ends.values().stream().filter((one) -> one.get(0).code().equals("31399")).count();
		assertThat(this.dead).doesNotHaveDuplicates().hasSize((int) unknown);
		assertThat(totals.retries().deadLettered()).isEqualTo(unknown);
		long beyond = this.ends.values().stream().mapToLong((one) -> Math.max(0, one.get(0).attempts() - 1)).sum();
		assertThat(totals.retries().retried()).isGreaterThanOrEqualTo(beyond);
		assertThat(this.pool.deadLetters()).hasSizeLessThanOrEqualTo(5);
	}

	private void revive() throws InterruptedException {
		if (!this.pool.state().runsTasks()) {
			this.pool.stop(Duration.ofSeconds(60));
			this.pool.start();
		}
	}

	private Thread user(long seed) {
		Thread user = new Thread(() -> {
			Random random = new Random(seed);
			for (int i = 0; i < STEPS && !this.closed;) {
				try {
					TaskFuture<?> future = this.pool.submit(task(random.nextInt(100)));
					this.futures.add(future);
					i++;
					if (random.nextInt(10) == 0) {
						future.cancel(random.nextBoolean());
					}
				}
				catch (TaskRejectedException ex) {
					// The operator has stopped the pool for a moment.
					LockSupport.parkNanos(1_000_000);
				}
			}
		});
		user.start();
		return user;
	}

	private static TaskCallable<Object> task(int dice) {
		if (dice < 30) {
			int deaths = 1 + dice % 3;
			return () -> {
				if (TaskContext.current().attempt() <= deaths) {
					Runtime.getRuntime().halt(7);
				}
				return deaths;
			};
		}
		if (dice < 33) {
			return () -> {
				while (true) {
					Thread.onSpinWait();
				}
			};
		}
		return () -> dice;
	}

	private void operate(Random random) throws InterruptedException {
		Thread.sleep(random.nextInt(200));
		switch (random.nextInt(12)) {
			case 0 -> this.pool.pause();
			case 1, 2, 6, 7, 8, 9 -> this.pool.resume();
			case 3 -> this.pool.resize(random.nextInt(2), 2 + random.nextInt(3));
			case 4 -> this.pool.workers().stream().map(WorkerSnapshot::id).findAny().ifPresent(this.pool::killWorker);
			case 5 -> {
				this.pool.forceStop();
				this.pool.stop(Duration.ofSeconds(60));
				this.pool.start();
			}
			default -> {
				for (DeadLetter letter : this.pool.deadLetters()) {
					this.futures.add(this.pool.resend(letter.id()));
				}
			}
		}
	}

}
