package io.github.parallelpools.contract;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose own heap is exhausted for a while, again and again: that may cost
 * tasks, but nobody waits for ever, and afterwards everything works.
 */
@Timeout(300)
class ShortMemoryTests {

	@TempDir
	Path directory;

	@Test
	void everyTaskEndsAndEveryPoolWorksAfterTheHeapWasExhausted() throws Exception {
		Path printed = this.directory.resolve("printed");
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx32m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				Application.class.getName(), this.directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(printed.toFile())
			.start();
		try {
			assertThat(application.waitFor(240, TimeUnit.SECONDS)).as(() -> text(printed)).isTrue();
			assertThat(application.exitValue()).as(() -> text(printed)).isZero();
		}
		finally {
			application.destroyForcibly();
		}
	}

	private static String text(Path printed) {
		try {
			return Files.readString(printed, StandardCharsets.UTF_8);
		}
		catch (Exception ex) {
			return ex.toString();
		}
	}

	/** Exits with 0 if all is well. */
	static final class Application {

		private static final int SQUEEZES = Integer.getInteger("squeezes", 6);

		private static final Queue<TaskFuture<?>> unseen = new ArrayBlockingQueue<>(10_000);

		private static volatile boolean over;

		private static volatile Object hoard;

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			SharedStore store = SharedStore.inMemory();
			ClassLoader loader = Application.class.getClassLoader();
			ApplicationObjects objects = new ApplicationObjects(store, loader);
			ProcessHost host = new ProcessHost(Path.of(args[0]), loader, store, objects);
			Pools threads = new Pools(WorkerKind.THREAD, store);
			Pools processes = new Pools(WorkerKind.PROCESS, store);
			List<ParallelPool> pools = List.of(
					threads.open(new ThreadWorkerFactory(LoopThreads.platform(loader), null, null),
							(recipe) -> recipe.named("threads").size(0, 2)),
					processes.open(new ProcessWorkerFactory(host, TestProcesses.settings(), null),
							(recipe) -> recipe.named("processes")
								.size(0, 2)
								.overtime(Duration.ofMillis(400), OvertimePolicy.KILL)));
			pools.forEach(ParallelPool::start);
			for (ParallelPool pool : pools) {
				serve(pool, "warm");
			}
			for (int i = 0; i < SQUEEZES; i++) {
				squeezeWhileBusy(pools);
				// Before other tasks come, which could wake whoever has overslept.
				check(pools);
			}
			checkKill(pools.get(1));
			System.exit(0);
		}

		private static void squeezeWhileBusy(List<ParallelPool> pools) throws InterruptedException {
			over = false;
			List<Thread> submitters = pools.stream().map((pool) -> new Thread(() -> submit(pool))).toList();
			submitters.forEach(Thread::start);
			squeeze();
			over = true;
			for (Thread submitter : submitters) {
				submitter.join(30_000);
				require(!submitter.isAlive(), "a task has not ended: " + snapshots(pools));
			}
		}

		private static void submit(ParallelPool pool) {
			boolean kills = pool.name().equals("processes");
			for (int i = 0; !over; i++) {
				TaskFuture<?> future = null;
				try {
					future = pool.submit((kills && i % 200 == 199) ? spinning(2) : () -> "done");
					future.get();
				}
				catch (ExecutionException ex) {
					continue;
				}
				catch (Throwable ex) {
					// Either it was not accepted, or nobody could wait for it.
					if (future != null) {
						unseen.add(future);
					}
				}
			}
		}

		private static TaskCallable<String> spinning(int seconds) {
			return (TaskCallable<String> & Serializable) () -> {
				long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
				while (System.nanoTime() < end) {
					Thread.onSpinWait();
				}
				return "too late";
			};
		}

		/** Takes all that there is for half a second. */
		private static void squeeze() throws InterruptedException {
			Object[] last = null;
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
			for (int size = 1 << 16; System.nanoTime() < end;) {
				try {
					Object[] more = new Object[size];
					more[0] = last;
					last = more;
					hoard = last;
				}
				catch (OutOfMemoryError ex) {
					size = Math.max(2, size / 2);
				}
			}
			hoard = null;
		}

		private static void check(List<ParallelPool> pools) throws Exception {
			int left = 0;
			for (TaskFuture<?> future; (future = unseen.poll()) != null;) {
				try {
					future.get(30, TimeUnit.SECONDS);
				}
				catch (TimeoutException ex) {
					System.out.println("has not ended: " + future);
					left++;
				}
				catch (ExecutionException ex) {
					continue;
				}
			}
			require(left == 0, left + " tasks have not ended: " + snapshots(pools));
			for (ParallelPool pool : pools) {
				// Tasks that nobody has the future of, too.
				join(pool);
				serve(pool, "next");
				join(pool);
				PoolSnapshot.Totals totals = pool.snapshot().totals();
				System.out.println(pool.name() + " " + totals);
				require(totals.submitted() == totals.completed() + totals.failed() + totals.cancelled(),
						"the accounts of " + pool.name() + " are wrong: " + totals);
			}
		}

		/** Again if that was too long for a process that has just started. */
		private static void serve(ParallelPool pool, String what) throws Exception {
			for (int attempt = 0; attempt < 10; attempt++) {
				try {
					require(what.equals(pool.submit(() -> what).get(60, TimeUnit.SECONDS)), pool + " does not work");
					return;
				}
				catch (ExecutionException ex) {
					if (!(ex.getCause() instanceof TaskOvertimeException)) {
						throw ex;
					}
				}
			}
			require(false, pool + " has each task over time");
		}

		private static List<PoolSnapshot> snapshots(List<ParallelPool> pools) {
			return pools.stream().map(ParallelPool::snapshot).toList();
		}

		private static void join(ParallelPool pool) throws InterruptedException {
			try {
				pool.join(Duration.ofSeconds(30));
			}
			catch (RuntimeException ex) {
				require(false, ex + ": " + pool.snapshot());
			}
		}

		private static void checkKill(ParallelPool processes) throws Exception {
			try {
				processes.submit(spinning(60)).get(30, TimeUnit.SECONDS);
				require(false, "nothing is killed any more");
			}
			catch (ExecutionException ex) {
				System.out.println("killed: " + ex.getCause().getClass());
			}
		}

		private static void require(boolean condition, String otherwise) {
			if (!condition) {
				System.out.println("FAILED: " + otherwise);
				Thread.getAllStackTraces()
					.forEach((thread, stack) -> System.out.println(thread + Map.of("at", List.of(stack)).toString()));
				System.exit(1);
			}
		}

	}

}
