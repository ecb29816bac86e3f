package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.UndisturbedRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.Work;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LockMessage;
import io.github.parallelpools.worker.process.wire.LockMessage.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A worker process that is halted (SIGSTOP) reads nothing. Nobody waits for it but who
 * has to, and that not for long.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class HaltedWorkerTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	private final SharedStore store = SharedStore.inMemory();

	private final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store, this.application);

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	private ProcessWorkerFactory factory;

	private ParallelPool pool;

	@BeforeEach
	void open() {
		this.application.map("tag").put("large", new byte[4 * 1024 * 1024]);
		this.factory = new ProcessWorkerFactory(this.host, TestProcesses.settings(), null);
		this.pool = this.pools.open(this.factory, (recipe) -> recipe.size(0, 2));
		this.pool.start();
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	/**
	 * Halts a worker process for which more answers are on their way than the socket
	 * takes; again if it has taken all for which it had asked by then.
	 */
	private static void halt(long pid, String reader) throws Exception {
		boolean full = false;
		while (!full) {
			signal(pid, "STOP");
			await().until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
			full = waitsForRoom(reader);
			if (!full) {
				signal(pid, "CONT");
			}
		}
	}

	private static boolean waitsForRoom(String reader) {
		try {
			await().atMost(Duration.ofSeconds(5))
				.until(() -> Thread.getAllStackTraces()
					.entrySet()
					.stream()
					.filter((thread) -> thread.getKey().getName().equals("parallel-reader-" + reader))
					.anyMatch((thread) -> Arrays.stream(thread.getValue())
						.anyMatch((frame) -> frame.getMethodName().equals("drain"))));
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	/** Asks and asks, and waits for no answer. */
	static void askOnAndOn() {
		byte[] request = Intruder.mapRequest("tag", "large");
		Thread thread = new Thread(() -> {
			for (long id = 1_000_000; true; id++) {
				Intruder.say(FrameType.MAP, id, request);
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	/** The common pool may have one thread only. */
	private static void inThread(Runnable work) {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		thread.start();
	}

	@Test
	void aPoolWithAHaltedIdleWorkerStops() throws Exception {
		long pid = this.pool.submit(() -> {
			askOnAndOn();
			return ProcessHandle.current().pid();
		}).join();
		await().until(() -> this.pool.snapshot().size().busy() == 0);
		halt(pid, this.pool.workers().get(0).id());
		this.pool.stop(LONG);
		assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
	}

	@Test
	void whoAsksSomethingOfAHaltedTaskDoesNotWait() throws Exception {
		Gate gate = Gate.in(this.directory);
		Worker worker = this.factory.open(new WorkerSpec("work", "work-asked", Map.of()), () -> {
		});
		Object payload = this.factory.encode(new Work.Call(() -> {
			askOnAndOn();
			gate.arrive("running");
			Thread.sleep(Long.MAX_VALUE);
			return null;
		}));
		CompletableFuture<?> execution = CompletableFuture.supplyAsync(() -> worker.execute(payload, new Paused()),
				HaltedWorkerTests::inThread);
		await().until(() -> gate.arrivals() == 1);
		halt(worker.pid().orElseThrow(), "work-asked");
		int before = couriers();
		CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 50; i++) {
				worker.requestsChanged();
			}
		});
		try {
			assertThat(asking).succeedsWithin(LONG);
			assertThat(couriers() - before).isLessThanOrEqualTo(3);
		}
		finally {
			worker.abort();
			assertThat(execution).succeedsWithin(LONG);
			worker.close();
		}
	}

	@Test
	void manyLocksThatAreGrantedToAHaltedWorkerTakeOneThreadAndArriveOnceItGoesOn() throws Exception {
		List<SharedLock> locks = IntStream.range(0, 3000)
			.mapToObj((i) -> this.application.lock("lock " + i, () -> false))
			.toList();
		SharedLock last = this.application.lock("last", () -> false);
		locks.forEach(SharedLock::lock);
		last.lock();
		TaskFuture<Boolean> halted = this.pool.submit(() -> {
			for (int i = 0; i < 3000; i++) {
				Intruder.say(FrameType.LOCK, 1_000_000 + i,
						new LockMessage(Operation.ACQUIRE, "lock " + i, 7, "other").encode());
			}
			last.lock();
			return last.isHeldByCurrentThread();
		});
		await().until(
				() -> this.store.locks().snapshot().join().stream().filter((lock) -> !lock.waiters().isEmpty()).count(),
				(waiting) -> waiting == 3001);
		long pid = this.pool.workers().get(0).pid();
		signal(pid, "STOP");
		await().until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
		int before = couriers();
		locks.forEach(SharedLock::unlock);
		assertThat(couriers() - before).isLessThanOrEqualTo(1);
		last.unlock();
		assertThat(halted).isNotDone();
		signal(pid, "CONT");
		assertThat(halted.join()).isTrue();
	}

	private static void signal(long pid, String name) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor()).isZero();
	}

	private static int couriers() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("parallel-courier"))
			.count();
	}

	@Test
	void aHaltedWorkerIsKilledLikeAnyOther() throws Exception {
		Gate gate = Gate.in(this.directory);
		TaskFuture<Object> halted = this.pool.submit(() -> {
			askOnAndOn();
			gate.arrive("running");
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
		await().until(() -> gate.arrivals() == 1);
		long pid = this.pool.workers().get(0).pid();
		halt(pid, this.pool.workers().get(0).id());
		assertThat(this.pool.submit(() -> "other").join()).isEqualTo("other");
		assertThat(this.application.map("tag").get("large")).isNotNull();
		halted.cancel(true);
		await().until(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
	}

	/** A run that is to wait. */
	private static final class Paused extends UndisturbedRun {

		@Override
		public boolean isPauseRequested() {
			return true;
		}

	}

}
