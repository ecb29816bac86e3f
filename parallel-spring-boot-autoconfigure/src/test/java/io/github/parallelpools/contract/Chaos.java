package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two users and an operator who do to a pool whatever comes to their minds, and what must
 * be true of it afterwards.
 */
final class Chaos {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final ParallelPool pool;

	private final long seed;

	private final Queue<TaskFuture<?>> futures = new ConcurrentLinkedQueue<>();

	private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();

	private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();

	/** How many tasks had run when workers were ended the last time. The operator's. */
	private long runBefore = -1;

	private Chaos(ParallelPool pool, long seed) {
		this.pool = pool;
		this.seed = seed;
	}

	/** Opens a pool for it whose queue is often full. */
	static Chaos in(Pools pools, WorkerFactory factory, long seed) {
		return in(pools, factory, seed, QueueSettings.of(200, WhenFull.BLOCK));
	}

	/** Opens a pool for it. */
	static Chaos in(Pools pools, WorkerFactory factory, long seed, QueueSettings queue) {
		Chaos[] later = new Chaos[1];
		pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				later[0].ends.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
			}

		});
		Duration overtime = Limits.ofStress(factory);
		later[0] = new Chaos(pools.open(factory,
				(recipe) -> recipe.size(0, 3)
					.release(Duration.ofMillis(20))
					.overtime(overtime, OvertimePolicy.KILL)
					.queue(queue)),
				seed);
		return later[0];
	}

	/** For each user, whether he goes on: so many times. */
	static Supplier<BooleanSupplier> steps(int steps) {
		return () -> {
			AtomicInteger left = new AtomicInteger(steps);
			return () -> left.getAndDecrement() > 0;
		};
	}

	/** For each user, whether he goes on: so long. */
	static Supplier<BooleanSupplier> lasting(Duration time) {
		long deadline = System.nanoTime() + time.toNanos();
		return () -> () -> System.nanoTime() - deadline < 0;
	}

	void run(Supplier<BooleanSupplier> goesOn) throws InterruptedException {
		this.pool.start();
		List<Thread> users = List.of(user(goesOn.get(), this.seed), user(goesOn.get(), this.seed + 1));
		Thread operator = thread(() -> operateWhile(users, new Random(this.seed + 2)));
		for (Thread user : users) {
			user.join();
		}
		operator.join();
	}

	private Thread thread(Runnable work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (Throwable ex) {
				this.surprises.add(ex);
			}
		});
		thread.start();
		return thread;
	}

	private Thread user(BooleanSupplier goesOn, long seed) {
		Random random = new Random(seed);
		return thread(() -> {
			while (goesOn.getAsBoolean()) {
				try {
					TaskFuture<?> future = this.pool.submit(task(random.nextInt(1000)));
					this.futures.add(future);
					if (random.nextInt(10) == 0) {
						future.cancel(random.nextBoolean());
					}
					while (this.futures.size() % 16 == 0 && this.pool.snapshot().queue().size() > 400) {
						Thread.yield();
					}
				}
				catch (TaskRejectedException ex) {
					// The operator has stopped the pool for a moment.
					Thread.yield();
				}
			}
		});
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
		if (dice < 110) {
			return () -> {
				System.out.println("x".repeat(10_000));
				return dice;
			};
		}
		return () -> dice;
	}

	private void operateWhile(List<Thread> users, Random random) {
		while (users.stream().anyMatch(Thread::isAlive)) {
			try {
				TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
				operate(random);
			}
			catch (PoolStateException ex) {
				// The move was not possible, which is what the exception is for.
				Thread.yield();
			}
			catch (InterruptedException ex) {
				return;
			}
		}
		if (!this.pool.state().runsTasks()) {
			this.pool.stop();
			await().atMost(LONG).until(() -> this.pool.workers().isEmpty());
			this.pool.start();
		}
	}

	private void operate(Random random) throws InterruptedException {
		switch (random.nextInt(10)) {
			case 0 -> this.pool.pause();
			case 1, 2 -> this.pool.resume();
			case 3 -> this.pool.resize(random.nextInt(2), 2 + random.nextInt(3));
			case 4, 5, 6, 7 -> destroy(random);
			default -> this.pool.snapshot();
		}
	}

	/**
	 * Ends workers, once a task was run since the last time: else no worker would ever
	 * get ready on a machine that is busy.
	 */
	private void destroy(Random random) throws InterruptedException {
		PoolSnapshot.Totals totals = this.pool.snapshot().totals();
		long run = totals.completed() + totals.failed();
		if (run == this.runBefore) {
			return;
		}
		this.runBefore = run;
		switch (random.nextInt(4)) {
			case 0 -> this.pool.workers().stream().map(WorkerSnapshot::id).findAny().ifPresent(this.pool::killWorker);
			case 1 -> {
				this.pool.forceStop();
				this.pool.stop(LONG);
				this.pool.start();
			}
			default -> murder(random);
		}
	}

	/** From outside: the pool is not asked. */
	private void murder(Random random) {
		List<Long> pids = this.pool.workers().stream().map(WorkerSnapshot::pid).filter((pid) -> pid != null).toList();
		if (!pids.isEmpty()) {
			ProcessHandle.of(pids.get(random.nextInt(pids.size()))).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	/** Every accepted task ends exactly once, and the accounts fit. */
	void assertThatNothingIsLost() {
		assertThat(this.surprises).as("seed %d", this.seed).isEmpty();
		await().atMost(LONG).until(() -> this.futures.stream().allMatch(TaskFuture::isDone));
		await().atMost(LONG).untilAsserted(() -> {
			PoolSnapshot snapshot = this.pool.snapshot();
			PoolSnapshot.Totals totals = snapshot.totals();
			assertThat(snapshot.size().busy()).as("seed %d", this.seed).isZero();
			assertThat(totals.submitted()).as("seed %d", this.seed).isEqualTo(this.futures.size());
			assertThat(totals.completed() + totals.failed() + totals.cancelled()).as("seed %d", this.seed)
				.isEqualTo(totals.submitted());
			assertThat(this.ends).as("seed %d", this.seed)
				.hasSize(this.futures.size())
				.allSatisfy((id, count) -> assertThat(count).hasValue(1));
		});
	}

	/** How many tasks were accepted. */
	int accepted() {
		return this.futures.size();
	}

}
