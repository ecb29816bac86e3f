package io.github.parallelpools.contract;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Threads and processes work on the same maps under the same locks while workers are
 * killed at random: nothing that was committed is lost, no two have a lock at a time, and
 * nothing is left at the end. Runs for {@code soak.seconds}.
 */
@Timeout(600)
class SharedSoakTests {

	private static final long SECONDS = Long.getLong("soak.seconds", 60);

	private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

	private static final int ACCOUNTS = 5;

	private static final int RICHES = 1000;

	private final SharedStore store = SharedStore.inMemory();

	private final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();

	/** The tasks that were ended, or whose worker was. */
	private final Set<String> unsuccessful = ConcurrentHashMap.newKeySet();

	private final Queue<TaskResult> failures = new ConcurrentLinkedQueue<>();

	private final Queue<TaskFuture<String>> futures = new ConcurrentLinkedQueue<>();

	@Test
	void nothingIsLostAndNothingIsLeft() throws Exception {
		SharedMap<int[]> accounts = this.application.map("accounts");
		int[] first = new int[ACCOUNTS];
		first[0] = RICHES;
		accounts.put("all", first);
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		Set<Long> pids = ConcurrentHashMap.newKeySet();
		try (ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store, this.application);
				Pools processes = new Pools(WorkerKind.PROCESS, this.store);
				Pools threads = new Pools(WorkerKind.THREAD, this.store)) {
			processes.tell(listener());
			threads.tell(listener());
			ParallelPool forked = processes.open(
					new ProcessWorkerFactory(host, TestProcesses.settings(), Mover.class.getName()),
					(recipe) -> recipe.named("forked").size(0, 3).queue(20, WhenFull.BLOCK));
			ParallelPool threaded = threads.open(
					new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), Mover::new, null,
							this.application),
					(recipe) -> recipe.named("threaded").size(0, 2).queue(20, WhenFull.BLOCK));
			List<ParallelPool> pools = List.of(forked, threaded);
			pools.forEach(ParallelPool::start);
			List<Thread> users = pools.stream().map((pool) -> user(pool, deadline)).toList();
			users.forEach(Thread::start);
			kill(forked, threaded, pids, deadline);
			for (Thread user : users) {
				user.join();
			}
			for (ParallelPool pool : pools) {
				pool.join(Duration.ofSeconds(60));
				assertAccounts(pool);
			}
		}
		assertThat(this.store.locks().snapshot().join()).isEmpty();
		assertThat(pids).noneMatch((pid) -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
		assertThat(this.futures).allMatch(TaskFuture::isDone).hasSizeGreaterThan((int) (SECONDS * 10));
		assertThat(this.ends).hasSize(this.futures.size()).allSatisfy((id, count) -> assertThat(count).hasValue(1));
		assertThat(this.failures).as("seed %d", SEED).isEmpty();
		assertMaps();
	}

	private TaskListener listener() {
		return new TaskListener() {
			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				SharedSoakTests.this.ends.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
				if (result.code().equals("21004") || result.code().equals("31399")) {
					SharedSoakTests.this.unsuccessful.add(id);
				}
				if (IllegalStateException.class.getName().equals(result.errorClass())) {
					SharedSoakTests.this.failures.add(result);
				}
			}
		};
	}

	private Thread user(ParallelPool pool, long deadline) {
		return new Thread(() -> {
			Random random = new Random(SEED + pool.name().hashCode());
			while (System.nanoTime() - deadline < 0) {
				try {
					TaskFuture<String> future = pool.send(new Move(random.nextInt()), String.class);
					this.futures.add(future);
					if (random.nextInt(50) == 0) {
						future.cancel(true);
					}
				}
				catch (TaskRejectedException ex) {
					// The pool is stopped for a moment.
					Thread.yield();
				}
			}
		});
	}

	/** Kills workers, and takes part in the use of the locks. */
	private void kill(ParallelPool forked, ParallelPool threaded, Set<Long> pids, long deadline) throws Exception {
		Random random = new Random(SEED);
		SharedLock lock = this.application.lock("one", () -> false);
		while (System.nanoTime() - deadline < 0) {
			Thread.sleep(random.nextInt(100));
			List<WorkerSnapshot> workers = forked.workers();
			workers.stream().filter((worker) -> worker.pid() != null).forEach((worker) -> pids.add(worker.pid()));
			if (!workers.isEmpty()) {
				end(forked, workers.get(random.nextInt(workers.size())), random.nextBoolean());
			}
			if (random.nextInt(40) == 0) {
				ParallelPool stopped = random.nextBoolean() ? forked : threaded;
				stopped.forceStop();
				stopped.stop(Duration.ofSeconds(60));
				stopped.start();
			}
			if (lock.tryLock(1, TimeUnit.SECONDS)) {
				lock.unlock();
			}
		}
	}

	private static void end(ParallelPool pool, WorkerSnapshot worker, boolean byHand) {
		if (byHand) {
			pool.killWorker(worker.id());
		}
		else if (worker.pid() != null) {
			ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	private static void assertAccounts(ParallelPool pool) {
		await().untilAsserted(() -> {
			PoolSnapshot.Totals totals = pool.snapshot().totals();
			assertThat(totals.completed() + totals.failed() + totals.cancelled()).as("seed %d", SEED)
				.isEqualTo(totals.submitted());
			assertThat(pool.snapshot().size().busy()).isZero();
		});
	}

	private void assertMaps() {
		List<String> succeeded = new ArrayList<>();
		for (TaskFuture<String> future : this.futures) {
			if (!future.isCompletedExceptionally()) {
				succeeded.add(future.join());
			}
		}
		// Whoever was killed may have counted, or not.
		int all = this.futures.size();
		SharedMap<Long> counts = this.application.map("counts");
		assertThat(counts.get("merged")).as("seed %d", SEED).isBetween((long) succeeded.size(), (long) all);
		assertThat(counts.get("added")).as("seed %d", SEED).isBetween((long) succeeded.size(), (long) all);
		int sum = 0;
		for (int account : this.application.<int[]>map("accounts").get("all")) {
			sum += account;
		}
		assertThat(sum).as("seed %d", SEED).isEqualTo(RICHES);
		// What a holder has left behind in the locked room, because he was ended in it.
		Set<String> left = succeeded.stream().filter((one) -> !one.isEmpty()).collect(Collectors.toSet());
		assertThat(left).as("seed %d", SEED).allMatch(this.unsuccessful::contains);
	}

	record Move(int dice) implements Serializable {
	}

	/** Moves money, and counts. */
	public static final class Mover implements TaskHandler<Move, String> {

		@Override
		public String handle(Move move, TaskContext context) throws Exception {
			context.<int[]>map("accounts").computeIfPresent("all", (key, accounts) -> move(accounts, move.dice()));
			String found = inLockedRoom(context);
			SharedMap<Long> counts = context.map("counts");
			counts.merge("merged", 1L, Long::sum);
			counts.addAndGet("added", 1);
			return found;
		}

		private static int[] move(int[] accounts, int dice) {
			int[] moved = accounts.clone();
			int amount = Math.floorMod(dice, 10);
			moved[Math.floorMod(dice, ACCOUNTS)] -= amount;
			moved[Math.floorMod(dice >> 8, ACCOUNTS)] += amount;
			return moved;
		}

		/** Returns the id of the ended task that left its name in there, if any. */
		private static String inLockedRoom(TaskContext context) throws InterruptedException {
			SharedMap<String> room = context.map("room");
			SharedLock lock = context.lock("one");
			lock.lockInterruptibly();
			try {
				String found = room.put("inside", context.taskId());
				String inside = room.get("inside");
				if (!context.taskId().equals(inside)) {
					throw new IllegalStateException(context.taskId() + " is not alone, but with " + inside);
				}
				room.remove("inside", context.taskId());
				return (found != null) ? found : "";
			}
			finally {
				lock.unlock();
			}
		}

	}

}
