package io.github.parallelpools.contract;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.MapLimits;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.MemoryLocks;
import io.github.parallelpools.shared.store.MemoryMaps;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LockMessage;
import io.github.parallelpools.worker.process.wire.LockMessage.Operation;
import io.github.parallelpools.worker.process.wire.StatusMessage;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A worker process that breaks the protocol is lost, with the task that it runs, and
 * nothing else is.
 */
@Timeout(300)
class HostileWorkerTests {

	private static final long MEGABYTE = 1024 * 1024;

	@TempDir
	Path directory;

	private final MemoryMaps maps = new MemoryMaps(new MapLimits(1_000_000, 8 * MEGABYTE, 12 * MEGABYTE));

	private final SharedStore store = new SharedStore(new MemoryLocks(), this.maps);

	private final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store, this.application);

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool(ProcessSettings settings) {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, settings, null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	private ParallelPool pool() {
		return pool(TestProcesses.settings());
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	/** Has something said once the worker is idle; returns the worker's process. */
	private long whenIdle(ParallelPool pool, TaskCallable<Object> saying) throws Exception {
		Gate gate = Gate.in(this.directory);
		long pid = pool.submit(() -> {
			Thread thread = new Thread(() -> {
				try {
					gate.awaitOpen();
					saying.call();
				}
				catch (Exception ex) {
					ex.printStackTrace();
				}
			});
			thread.setDaemon(true);
			thread.start();
			return ProcessHandle.current().pid();
		}).join();
		await().until(() -> pool.snapshot().size().busy() == 0);
		gate.open();
		return pid;
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "LOG", "STATUS" })
	void whatAnIdleWorkerMayNotSayEndsItAndNoOtherTask(FrameType type) throws Exception {
		ParallelPool pool = pool();
		long pid = whenIdle(pool, () -> {
			Intruder.say(type, 1, new byte[] { 1, 2, 3 });
			return null;
		});
		await().until(() -> !isAlive(pid));
		assertThat(pool.submit(() -> ProcessHandle.current().pid()).join()).isNotEqualTo(pid);
		assertThat(pool.snapshot().totals().failed()).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "LOG" })
	void whatABusyWorkerMayNotSayEndsItWithItsTaskOnly(FrameType type) {
		ParallelPool pool = pool();
		TaskFuture<Object> hostile = pool.submit(() -> {
			// Of its own task, a status can't be read.
			Intruder.say(type, (type == FrameType.STATUS) ? 1 : 77, new byte[] { 1, 2, 3 });
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
		assertThat(failure(hostile)).isInstanceOf(WorkerDiedException.class).hasMessageContaining("connection");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void sayingThatItWaitsDoesNotSaveATaskFromItsOvertime() {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(0, 1).overtime(Duration.ofMillis(1200), OvertimePolicy.KILL));
		pool.start();
		TaskFuture<Object> hostile = pool.submit(() -> {
			Intruder.say(FrameType.STATUS, 1, new StatusMessage(true, 0, null).encode());
			while (true) {
				Thread.onSpinWait();
			}
		});
		assertThat(failure(hostile)).isInstanceOf(TaskOvertimeException.class);
		Limits.lift(pool);
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void garbageEndsItsWorkerOnly() {
		ParallelPool pool = pool();
		TaskFuture<Object> hostile = pool.submit(() -> {
			byte[] garbage = new byte[1000];
			Arrays.fill(garbage, (byte) 0xEE);
			Intruder.write(garbage);
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
		assertThat(failure(hostile)).isInstanceOf(WorkerDiedException.class);
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void aMessageThatIsTooLargeEndsItsWorkerOnly() {
		ParallelPool pool = pool();
		TaskFuture<Object> hostile = pool.submit(() -> {
			byte[] part = new byte[18 * 1024 * 1024];
			Intruder.say(FrameType.MAP, 5, part);
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
		assertThat(failure(hostile)).isInstanceOf(WorkerDiedException.class).hasMessageContaining("bytes");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void messagesThatAreBegunAndNeverEndedDoNotFillTheApplication() {
		ParallelPool pool = pool();
		TaskFuture<Object> hostile = pool.submit(() -> {
			for (long id = 1;; id++) {
				Intruder.write(frame(64 * 1024, id));
			}
		});
		assertThat(failure(hostile)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("messages that are not complete");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void aSmallFrameThatIsNotTheLastEndsItsWorkerOnly() {
		ParallelPool pool = pool();
		TaskFuture<Object> hostile = pool.submit(() -> {
			Intruder.write(frame(0, 1));
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
		assertThat(failure(hostile)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("not the last of its message");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	/** The beginning of a message of which more is to come. */
	private static byte[] frame(int length, long id) {
		return ByteBuffer.allocate(13 + length)
			.putInt(length)
			.put((byte) (FrameType.MAP.ordinal() | 0x80))
			.putLong(id)
			.array();
	}

	@Test
	void aWishWithTheNumberOfAnotherEndsItsWorkerOnly() throws Exception {
		ParallelPool pool = pool();
		SharedLock lock = this.application.lock("one", () -> false);
		lock.lock();
		TaskFuture<Object> hostile = pool.submit(() -> {
			byte[] wish = new LockMessage(Operation.ACQUIRE, "one", 0, "main").encode();
			Intruder.say(FrameType.LOCK, 5, wish);
			Intruder.say(FrameType.LOCK, 5, wish);
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
		assertThat(failure(hostile)).isInstanceOf(WorkerDiedException.class);
		assertThat(this.store.locks().snapshot().join()).singleElement()
			.satisfies((one) -> assertThat(one.waiters()).isEmpty());
		lock.unlock();
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY", "ACQUIRE" })
	void aWorkerThatHasOrWaitsForManyLocksIsRefusedMore(Operation operation) {
		ParallelPool pool = pool();
		SharedLock taken = this.application.lock("one", () -> false);
		SharedLock free = this.application.lock("free", () -> false);
		taken.lock();
		List<String> refusals = pool.submit(() -> {
			for (int i = 0; i < 10_000; i++) {
				String name = (operation == Operation.TRY) ? "lock " + i : "one";
				Intruder.say(FrameType.LOCK, 1_000_000 + i, new LockMessage(operation, name, 7, "other").encode());
			}
			return List.of(refusal(free::tryLock), refusal(() -> free.tryLock(1, TimeUnit.DAYS)),
					refusal(() -> Executors.callable(free::lock).call()));
		}).join();
		assertThat(refusals).hasSize(3)
			.allSatisfy((refusal) -> assertThat(refusal).contains("'free'").contains("10000").contains("Unlock"));
		String worker = pool.workers().get(0).id();
		assertThat(this.store.locks()
			.snapshot()
			.join()
			.stream()
			.mapToInt((lock) -> lock.waiters().size() + (lock.holder().startsWith(worker) ? 1 : 0))
			.sum()).isEqualTo(10_000);
		assertThat(free.tryLock()).isTrue();
	}

	private static String refusal(TaskCallable<?> taking) throws Exception {
		try {
			taking.call();
			return "";
		}
		catch (IllegalStateException | SharedMapException ex) {
			return ex.getMessage();
		}
	}

	@Test
	void aLockThatAWorkerHasCanBeTakenAgainThoughItMayHaveNoMore() {
		ParallelPool pool = pool();
		SharedLock lock = this.application.lock("one", () -> false);
		assertThat(pool.submit(() -> {
			lock.lock();
			for (int i = 0; i < 9_999; i++) {
				Intruder.say(FrameType.LOCK, 1_000_000 + i,
						new LockMessage(Operation.TRY, "lock " + i, 0, "main").encode());
			}
			return lock.tryLock();
		}).join()).isTrue();
		// What the task's own thread had is given back with the task.
		assertThat(pool.submit(lock::tryLock).join()).isTrue();
		assertThat(this.store.locks().snapshot().join()).isEmpty();
	}

	@Test
	void aWorkerCanFillNeitherAMapNorAllOfThem() {
		ParallelPool pool = pool();
		SharedMap<Object> first = this.application.map("first");
		SharedMap<Object> second = this.application.map("second");
		List<String> refusals = pool.submit(() -> List.of(refusal(() -> fill(first)), refusal(() -> fill(second))))
			.join();
		assertThat(refusals.get(0)).contains("'first'", "'parallel.shared.max-map-bytes' is 8388608");
		assertThat(refusals.get(1)).contains("'second'", "'parallel.shared.max-bytes' is 12582912");
		assertThat(this.maps.bytes()).isBetween(11 * MEGABYTE, 12 * MEGABYTE);
		first.clear();
		second.clear();
		assertThat(this.maps.bytes()).isZero();
		assertThat(pool.submit(() -> first.put("key", 1)).join()).isNull();
	}

	@Test
	void whatAWorkerKeepsInASnapshotCountsUntilTheWorkerEnds() throws Exception {
		ParallelPool pool = pool();
		SharedMap<Object> map = this.application.map("tag");
		for (int i = 0; i < 70; i++) {
			map.put("key" + i, new byte[100_000]);
		}
		TaskFuture<String> hostile = pool.submit(() -> {
			// The first page is sent, and no other is asked for.
			Intruder.say(FrameType.MAP, 1_000_000, Intruder.mapRequest("tag", MapStore::entries));
			return refusal(() -> {
				map.clear();
				return fill(map);
			});
		});
		assertThat(hostile.join()).contains("'parallel.shared.max-bytes' is 12582912");
		assertThat(this.maps.bytes()).isBetween(11 * MEGABYTE, 12 * MEGABYTE);
		pool.stop(Duration.ofSeconds(30));
		await().until(() -> this.maps.bytes() < 6 * MEGABYTE);
		map.clear();
		assertThat(this.maps.bytes()).isZero();
	}

	private static Object fill(SharedMap<Object> map) {
		for (int i = 0; i < 1000; i++) {
			map.put("key" + i, new byte[100_000]);
		}
		return map;
	}

	@Test
	void setsWithinSetsKeepNoThreadOfTheApplicationBusy() {
		ParallelPool pool = pool();
		SharedMap<Object> map = this.application.map("tag");
		TaskFuture<Object> hostile = pool.submit(() -> {
			map.put("key", setsWithinSets());
			return setsWithinSets();
		});
		assertThat(hostile.handle((value, error) -> String.valueOf(error))).succeedsWithin(Duration.ofMinutes(2))
			.asString()
			.contains("can't be decoded here", "its collections have more than");
		assertThat(CompletableFuture.supplyAsync(() -> map.get("key"))).failsWithin(Duration.ofMinutes(2))
			.withThrowableThat()
			.withMessageContaining("key 'key' of the shared map 'tag'")
			.withMessageContaining("its collections have more than");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	/** Each set is in the two that stand around it. */
	private static Object setsWithinSets() {
		Set<Object> outermost = new HashSet<>();
		Set<Object> one = outermost;
		Set<Object> other = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			Set<Object> inner = new HashSet<>(Set.of("a"));
			Set<Object> innerToo = new HashSet<>();
			one.addAll(List.of(inner, innerToo));
			other.addAll(List.of(inner, innerToo));
			one = inner;
			other = innerToo;
		}
		return outermost;
	}

	@Test
	void progressThatIsToldTooLateHarmsNothing() throws Exception {
		ParallelPool pool = pool();
		long pid = pool.submit(() -> {
			TaskContext context = TaskContext.current();
			Thread thread = new Thread(() -> {
				while (true) {
					context.progress(0.5, "late");
				}
			});
			thread.setDaemon(true);
			thread.start();
			return ProcessHandle.current().pid();
		}).join();
		for (int i = 0; i < 100; i++) {
			assertThat(pool.submit(() -> ProcessHandle.current().pid()).join()).isEqualTo(pid);
		}
	}

	@Test
	void whatIsSharedTravelsUnderAFilterThatNamesOnlyTheUsersClasses() {
		String pattern = "io.github.parallelpools.contract.*;java.lang.invoke.SerializedLambda;java.lang.Object;!*";
		ProcessSettings usual = TestProcesses.settings();
		ParallelPool pool = pool(new ProcessSettings(usual.jvm(), List.of(), usual.environment(),
				Duration.ofSeconds(30), usual.stopTimeout(), usual.maxPayload(), pattern));
		SharedLock lock = this.application.lock("one", () -> false);
		SharedMap<String> map = this.application.map("tag");
		map.put("key", "value");
		assertThat(pool.submit(() -> lock.tryLock() ? map.get("key") : "locked").join()).isEqualTo("value");
		assertThat(pool.submit(() -> map).join()).containsEntry("key", "value");
	}

}
