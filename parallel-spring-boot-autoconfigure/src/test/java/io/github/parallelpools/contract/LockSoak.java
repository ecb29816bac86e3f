package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A pool of threads and one of processes need the same lock for their tasks, which lives
 * in stores that fail at times; tasks use another lock, are cancelled and workers killed
 * meanwhile. Every task ends, no two run at a time, and nothing stays locked.
 */
@Timeout(300)
abstract class LockSoak {

	private static final int TASKS = 200;

	@TempDir
	Path directory;

	private final long seed = System.nanoTime();

	/** Where the processes and their application have locks. */
	abstract SharedStore storeOfProcesses();

	/** Where the threads have locks, perhaps in another instance. */
	abstract SharedStore storeOfThreads();

	/** One in ten answers fails or is lost from now on. */
	abstract void fail(long choices);

	/** How many answers have failed or were lost. */
	abstract int failures();

	/** Whether nobody has a lock in truth. */
	abstract boolean isFree();

	@Test
	void everyTaskEndsAndNothingStaysLocked() throws Exception {
		Path room = this.directory.resolve("room");
		fail(this.seed);
		SharedStore near = storeOfProcesses();
		SharedStore far = storeOfThreads();
		SharedObjects application = new ApplicationObjects(near, getClass().getClassLoader());
		ConcurrentLinkedQueue<TaskFuture<Boolean>> futures = new ConcurrentLinkedQueue<>();
		try (ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), near, application);
				Pools processes = new Pools(WorkerKind.PROCESS, near);
				Pools threads = new Pools(WorkerKind.THREAD, far)) {
			ParallelPool forked = processes.open(new ProcessWorkerFactory(host, TestProcesses.settings(), null),
					(recipe) -> recipe.named("forked").size(0, 2).lock("room"));
			ParallelPool threaded = threads.open(
					new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), null, null,
							new ApplicationObjects(far, getClass().getClassLoader())),
					(recipe) -> recipe.named("threaded").size(0, 2).lock("room"));
			List<ParallelPool> pools = List.of(forked, threaded);
			pools.forEach(ParallelPool::start);
			Random random = new Random(this.seed);
			String file = room.toString();
			for (int i = 0; i < TASKS; i++) {
				int number = i;
				futures.add(pools.get(i % 2)
					.submit(() -> useLock(TaskContext.current().lock("inner"), number) && isAlone(Path.of(file))));
				if (random.nextInt(4) == 0) {
					new ArrayList<>(futures).get(random.nextInt(futures.size())).cancel(true);
				}
				List<WorkerSnapshot> workers = forked.workers();
				if (random.nextInt(10) == 0 && !workers.isEmpty()) {
					kill(workers.get(random.nextInt(workers.size())));
				}
			}
			for (ParallelPool pool : pools) {
				pool.join(Duration.ofSeconds(200));
			}
			assertThat(futures).as("seed %d", this.seed).allMatch(TaskFuture::isDone);
			assertThat(futures.stream().filter((one) -> !one.isCompletedExceptionally()).toList())
				.as("seed %d", this.seed)
				.isNotEmpty()
				.allMatch(TaskFuture::join);
			assertThat(failures()).isPositive();
		}
		await().atMost(Duration.ofSeconds(60)).until(this::isFree);
	}

	private static void kill(WorkerSnapshot worker) {
		if (worker.pid() != null) {
			ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	/** Takes a lock for a while, or leaves it locked, unless the store fails. */
	private static boolean useLock(SharedLock lock, int number) throws InterruptedException {
		try {
			if (lock.tryLock(number % 3, TimeUnit.MILLISECONDS) && number % 5 != 0) {
				lock.unlock();
			}
		}
		catch (SharedLockException ex) {
			// Nothing has changed: what is left locked is the pool's to release.
			return true;
		}
		return true;
	}

	/**
	 * Whether nobody else is in the room. Whoever was killed in there has left the door
	 * open: a mark that is not this one's own is replaced.
	 */
	private static boolean isAlone(Path room) throws Exception {
		String me = ProcessHandle.current().pid() + " " + Thread.currentThread().getName() + " " + System.nanoTime();
		Files.writeString(room, me);
		TimeUnit.MICROSECONDS.sleep(300);
		return Files.readString(room).equals(me);
	}

}
