package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What only happens to processes: they are killed, crash, and need what they are given to
 * travel.
 */
@Timeout(120)
class ProcessPoolFaultTests {

	@TempDir
	Path directory;

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool(ProcessSettings settings, String handler) {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, settings, handler),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	private ParallelPool pool() {
		return pool(TestProcesses.settings(), null);
	}

	private static long pid(ParallelPool pool) {
		return pool.submit(() -> ProcessHandle.current().pid()).join();
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	@Test
	void tasksRunInAnotherProcess() {
		ParallelPool pool = pool();
		long pid = pid(pool);
		assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
		assertThat(pool.workers().get(0).pid()).isEqualTo(pid);
	}

	@Test
	void aSpinningTaskIsReallyKilledWithAllThatItStarted() {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(0, 1).overtime(Limits.NEVER, OvertimePolicy.KILL));
		pool.start();
		Gate gate = Gate.in(this.directory);
		String file = this.directory.resolve("pids").toString();
		TaskFuture<Object> spinning = pool.submit(() -> {
			Process sleeper = new ProcessBuilder("sleep", "1000").start();
			Files.write(Path.of(file), List.of("" + ProcessHandle.current().pid(), "" + sleeper.pid()));
			gate.arrive("spinning");
			while (true) {
				Thread.interrupted();
			}
		});
		await().until(() -> gate.arrivals() == 1);
		Limits.set(pool, Duration.ofMillis(50));
		assertThat(failure(spinning)).isInstanceOf(TaskOvertimeException.class);
		pool.reset("operator");
		List<Long> pids = pids(file);
		await().until(() -> pids.stream().noneMatch(ProcessPoolFaultTests::isAlive));
		assertThat(pids).hasSize(2);
		assertThat(pid(pool)).isNotIn(pids);
	}

	private static List<Long> pids(String file) {
		try {
			return Files.readAllLines(Path.of(file)).stream().map(Long::valueOf).toList();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void aKilledWorkerMakesItsTasksOutcomeUnknownAndIsReplaced() throws Exception {
		ParallelPool pool = pool();
		long pid = pid(pool);
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"));
		TaskFuture<Long> queued = pool.submit(() -> ProcessHandle.current().pid());
		await().until(() -> gate.arrivals() == 1);
		ProcessHandle.of(pid).orElseThrow().destroyForcibly();
		assertThat(failure(running)).isInstanceOfSatisfying(WorkerDiedException.class, (died) -> {
			assertThat(died.result().code()).isEqualTo("31399");
			assertThat(died).hasMessageContaining("process " + pid)
				.hasMessageContaining("exit code 137")
				.hasMessageContaining("SIGKILL");
		});
		assertThat(queued.join()).isNotEqualTo(pid);
		assertThat(pool.snapshot().totals().workers().crashed()).isEqualTo(1);
		assertThat(pool.snapshot().startFailures()).isNull();
	}

	@Test
	void anIdleWorkerThatIsKilledIsReplacedWithoutHarm() {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(1, 1));
		pool.start();
		long pid = pid(pool);
		ProcessHandle.of(pid).orElseThrow().destroyForcibly();
		await().until(() -> pool.workers().stream().noneMatch((worker) -> worker.id().equals("work-1")));
		assertThat(pid(pool)).isNotEqualTo(pid);
		assertThat(pool.snapshot().totals().failed()).isZero();
	}

	@Test
	void aTaskThatExitsTellsTheExitCodeAndItsLastWords() {
		ParallelPool pool = pool();
		TaskFuture<Object> exiting = pool.submit(() -> {
			System.err.println("these are my last words");
			System.exit(42);
			return null;
		});
		assertThat(failure(exiting)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("exit code 42")
			.hasMessageContaining("these are my last words");
		TaskFuture<Object> halting = pool.submit(() -> {
			Runtime.getRuntime().halt(43);
			return null;
		});
		assertThat(failure(halting)).isInstanceOf(WorkerDiedException.class).hasMessageContaining("exit code 43");
	}

	@Test
	void manyTasksThatKillTheirWorkersMakeNobodyWait() {
		ParallelPool pool = pool();
		List<TaskFuture<Object>> deadly = Stream.generate(() -> pool.submit(() -> {
			Runtime.getRuntime().halt(1);
			return null;
		})).limit(12).toList();
		deadly.forEach((one) -> assertThat(failure(one)).isInstanceOf(WorkerDiedException.class));
		await().until(() -> pool.workers().isEmpty());
		assertThat(pool.snapshot().startFailures()).isNull();
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
		assertThat(pool.snapshot().totals().workers().crashed()).isEqualTo(12);
	}

	@Test
	void aTaskThatExhaustsTheHeapEndsItsWorkerOnly() {
		ParallelPool pool = pool();
		TaskFuture<Object> greedy = pool.submit(() -> {
			List<byte[]> hoard = new ArrayList<>();
			while (true) {
				hoard.add(new byte[1024 * 1024]);
			}
		});
		assertThat(failure(greedy)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("exit code 3")
			.hasMessageContaining("process.max-heap");
		assertThat(pid(pool)).isPositive();
	}

	@Test
	void aTaskThatExitsAsAJvmWithoutMemoryIsNotTakenForOne() {
		TaskFuture<Object> exiting = pool().submit(() -> {
			System.exit(3);
			return null;
		});
		assertThat(failure(exiting)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("exit code 3")
			.hasMessageContaining("unless the task exited with it");
	}

	@Test
	void aTaskThatWantsALargerArrayThanThereIsIsNotToldOfTheHeap() {
		TaskFuture<Object> greedy = pool().submit(() -> new byte[Integer.MAX_VALUE].length);
		assertThat(failure(greedy)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("exit code 3")
			.hasMessageContaining("Requested array size exceeds VM limit")
			.hasMessageNotContaining("process.max-heap");
	}

	@Test
	void whatATaskStartedDoesNotOutliveAWorkerThatDiedByItself() {
		ParallelPool pool = pool();
		String file = this.directory.resolve("pids").toString();
		TaskFuture<Object> halting = pool.submit(() -> {
			Process sleeper = new ProcessBuilder("sleep", "1000").start();
			Files.write(Path.of(file), List.of("" + sleeper.pid()));
			Runtime.getRuntime().halt(1);
			return null;
		});
		assertThat(failure(halting)).isInstanceOf(WorkerDiedException.class);
		await().until(() -> pids(file).stream().noneMatch(ProcessPoolFaultTests::isAlive));
	}

	@Test
	void whatCanNotTravelIsRefusedAtSubmitWithTheFieldThatHoldsIt() {
		ParallelPool pool = pool();
		Thread captured = Thread.currentThread();
		assertThatExceptionOfType(TaskNotPortableException.class)
			.isThrownBy(() -> pool.submit(() -> captured.getName()))
			.withMessageContaining("The lambda in " + getClass().getName())
			.withMessageContaining("java.lang.Thread")
			.withMessageContaining("captured variable 1");
		Holder holder = new Holder(List.of("fine", new Holder(new Object())));
		assertThatExceptionOfType(TaskNotPortableException.class).isThrownBy(() -> pool.submit(() -> holder.toString()))
			.withMessageContaining("java.lang.Object")
			.withMessageContaining("field 'held' of " + Holder.class.getName());
		assertThat(pool.snapshot().totals().submitted()).isZero();
	}

	record Holder(Object held) implements Serializable {
	}

	@Test
	void aResultThatCanNotTravelIsAFailureThatNamesIt() {
		ParallelPool pool = pool();
		assertThat(failure(pool.submit(() -> Thread.currentThread()))).isInstanceOf(TaskFailedException.class)
			.hasMessageContaining("The task has run")
			.hasMessageContaining("java.lang.Thread");
		assertThat(failure(pool.submit(() -> new byte[20 * 1024 * 1024]))).isInstanceOf(TaskFailedException.class)
			.hasMessageContaining("process.max-payload");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aTaskThatIsTooLargeIsRefused() {
		ParallelPool pool = pool();
		byte[] large = new byte[17 * 1024 * 1024];
		assertThatExceptionOfType(TaskNotPortableException.class).isThrownBy(() -> pool.submit(() -> large.length))
			.withMessageContaining("process.max-payload");
	}

	@Test
	void largeItemsAndResultsTravel() {
		ParallelPool pool = pool();
		byte[] large = new byte[10 * 1024 * 1024];
		large[large.length - 1] = 7;
		byte[] back = pool.submit(() -> {
			large[0] = large[large.length - 1];
			return large;
		}).join();
		assertThat(back).hasSize(large.length);
		assertThat(back[0]).isEqualTo((byte) 7);
	}

	@Test
	void anErrorThatCanNotTravelArrivesAsText() {
		ParallelPool pool = pool();
		assertThat(failure(pool.submit(() -> {
			throw new Untravelled("lost luggage");
		}))).hasCauseInstanceOf(RemoteTaskError.class)
			.cause()
			.hasMessage("lost luggage")
			.isInstanceOfSatisfying(RemoteTaskError.class, (error) -> {
				assertThat(error.errorClass()).isEqualTo(Untravelled.class.getName());
				assertThat(error.stack()).contains("ProcessPoolFaultTests");
			});
		assertThat(failure(pool.submit(() -> {
			throw new BadlyBehaved();
		}))).isInstanceOfSatisfying(TaskFailedException.class, (failure) -> {
			assertThat(failure.result().errorClass()).isEqualTo(BadlyBehaved.class.getName());
			assertThat(failure.result().message()).contains("getMessage() failed");
		});
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	static final class Untravelled extends RuntimeException {

		@SuppressWarnings("unused")
		private final Object luggage = new Object();

		Untravelled(String message) {
			super(message);
		}

	}

	static final class BadlyBehaved extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		private void readObject(ObjectInputStream in) throws IOException {
			throw new NotSerializableException("not here");
		}

	}

	@Test
	void whatATaskPrintsHarmsNothing() {
		ParallelPool pool = pool();
		int length = pool.submit(() -> {
			byte[] noise = new byte[1024 * 1024];
			for (int i = 0; i < noise.length; i++) {
				noise[i] = (byte) (i * 31);
			}
			System.out.write(noise, 0, noise.length);
			System.err.write(noise, 0, noise.length);
			System.out.flush();
			return noise.length;
		}).join();
		assertThat(length).isEqualTo(1024 * 1024);
		assertThat(pool.submit(() -> {
			System.out.close();
			System.err.close();
			System.in.close();
			return System.in.getClass().getName();
		}).join()).isNotEmpty();
		assertThat(pid(pool)).isPositive();
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aTaskThatLeavesItsThreadInterruptedHarmsNothing() {
		ParallelPool pool = pool();
		for (int i = 0; i < 20; i++) {
			assertThat(pool.submit(() -> {
				Thread task = Thread.currentThread();
				Thread late = new Thread(() -> {
					for (int n = 0; n < 100; n++) {
						task.interrupt();
					}
				});
				late.setDaemon(true);
				late.start();
				task.interrupt();
				return "done";
			}).join()).isEqualTo("done");
		}
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aWorkerThatCanNotStartIsReportedAndTriedAgainLater() throws Exception {
		ParallelPool pool = pool(TestProcesses.settings(List.of("-XX:NoSuchOption"), Duration.ofSeconds(30)), null);
		TaskFuture<String> waiting = pool.submit(() -> "waiting");
		PoolSnapshot.StartFailures failures = await().until(() -> pool.snapshot().startFailures(),
				(now) -> now != null && now.consecutive() >= 2);
		assertThat(pool.snapshot().totals().workers().startFailures()).isGreaterThanOrEqualTo(2);
		assertThat(failures.message()).contains("exit code 1").contains("NoSuchOption");
		assertThat(waiting).isNotDone();
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void aHandlerThatCanNotBeMadeIsReportedWithItsStack() {
		ParallelPool pool = pool(TestProcesses.settings(), Broken.class.getName());
		pool.send("item");
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains(Broken.class.getName())
			.contains("no handler today");
	}

	static final class Broken implements TaskHandler<String, String> {

		Broken() {
			throw new IllegalStateException("no handler today");
		}

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

	@Test
	void aWorkerThatDoesNotBecomeReadyInTimeIsKilled() {
		ParallelPool pool = pool(TestProcesses.settings(List.of(), Duration.ofMillis(1)), null);
		pool.submit(() -> "waiting");
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains("process.start-timeout");
	}

	@Test
	void aWorkerRecoversOnceItCanStart() throws Exception {
		Path prefix = this.directory.resolve("prefix");
		Files.writeString(prefix,
				"#!/bin/sh\ntest -f " + this.directory.resolve("repaired") + " || exit 9\nexec \"$@\"\n");
		assertThat(prefix.toFile().setExecutable(true)).isTrue();
		ProcessSettings standard = TestProcesses.settings();
		ParallelPool pool = pool(new ProcessSettings(standard.jvm(), List.of(prefix.toString()), Map.of(),
				standard.startTimeout(), standard.stopTimeout(), standard.maxPayload(), null), null);
		TaskFuture<String> waiting = pool.submit(() -> "served");
		await().until(() -> pool.snapshot().startFailures() != null);
		Files.writeString(this.directory.resolve("repaired"), "");
		assertThat(waiting.get()).isEqualTo("served");
		assertThat(pool.snapshot().startFailures()).isNull();
	}

	@Test
	void aWorkerKeepsTheTokenOutOfItsArgumentsAndItsEnvironmentClean() {
		ProcessSettings standard = TestProcesses.settings();
		ParallelPool pool = pool(new ProcessSettings(standard.jvm(), List.of(), Map.of("PARALLEL_TEST", "yes"),
				standard.startTimeout(), standard.stopTimeout(), standard.maxPayload(), null), null);
		List<String> seen = pool.submit(() -> {
			String arguments = String.join(" ", ProcessHandle.current().info().arguments().orElse(new String[0]));
			return List.of(arguments, String.valueOf(System.getenv("PARALLEL_TEST")),
					String.valueOf(System.getenv("JAVA_TOOL_OPTIONS")), System.getProperty("java.awt.headless"),
					String.valueOf(System.in.read()));
		}).join();
		assertThat(seen.get(0)).doesNotContainPattern("[0-9a-f]{48}");
		assertThat(seen.subList(1, 5)).containsExactly("yes", "null", "true", "-1");
	}

	@Test
	void aWorkerGetsTheSystemPropertiesAndTheCompilerThatWereAskedFor() {
		ProcessSettings standard = TestProcesses.settings();
		ProcessSettings.Jvm jvm = new ProcessSettings.Jvm(standard.jvm().javaHome(), standard.jvm().maxHeap(), true,
				List.of("-Dparallel.test.own=set"), List.of("parallel.test.named"));
		System.setProperty("parallel.test.named", "handed on");
		System.setProperty("parallel.test.other", "kept");
		try {
			List<String> optimizing = properties(pool(new ProcessSettings(jvm, List.of(), Map.of(),
					standard.startTimeout(), standard.stopTimeout(), standard.maxPayload(), null), null));
			assertThat(optimizing.subList(0, 3)).containsExactly("handed on", "null", "set");
			assertThat(optimizing.get(3)).doesNotContain("TieredStopAtLevel");
			assertThat(properties(pool()).get(3)).contains("-XX:TieredStopAtLevel=1");
		}
		finally {
			System.clearProperty("parallel.test.named");
			System.clearProperty("parallel.test.other");
		}
	}

	private static List<String> properties(ParallelPool pool) {
		return pool.submit(() -> List.of(String.valueOf(System.getProperty("parallel.test.named")),
				String.valueOf(System.getProperty("parallel.test.other")),
				String.valueOf(System.getProperty("parallel.test.own")),
				java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().toString()))
			.join();
	}

	@Test
	void aSerialFilterRefusesWhatIsNotAllowedOnBothSides() {
		ProcessSettings standard = TestProcesses.settings();
		ParallelPool pool = pool(new ProcessSettings(standard.jvm(), List.of(), Map.of(), standard.startTimeout(),
				standard.stopTimeout(), standard.maxPayload(), "!java.util.ArrayList;*"), Echo.class.getName());
		assertThat(pool.send("text", String.class).join()).isEqualTo("text");
		assertThat(failure(pool.send(new ArrayList<>(List.of("item"))))).hasMessageContaining("REJECTED");
		assertThat(failure(pool.send("list"))).hasMessageContaining("can't be decoded here")
			.hasMessageContaining("REJECTED");
	}

	public static final class Echo implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) {
			return item.equals("list") ? new ArrayList<>(List.of("item")) : item;
		}

	}

	@Test
	void anErrorWithATextOfAnyLengthArrives() {
		ProcessSettings standard = TestProcesses.settings();
		ParallelPool pool = pool(new ProcessSettings(standard.jvm(), List.of(), Map.of(), standard.startTimeout(),
				standard.stopTimeout(), 1024, null), null);
		assertThat(failure(pool.submit(() -> {
			throw new RemoteTaskError("some.Error", "x".repeat(3_000_000), "stack");
		}))).isInstanceOf(TaskFailedException.class).hasCauseInstanceOf(RemoteTaskError.class);
		assertThat(failure(pool.submit(() -> {
			throw new IllegalStateException("x".repeat(3_000_000));
		}))).isInstanceOf(TaskFailedException.class).hasCauseInstanceOf(RemoteTaskError.class);
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aTimeThatCanNotBeCountedIsRefused() {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> TestProcesses.settings(List.of(), Duration.ofSeconds(Long.MAX_VALUE)))
			.withMessageContaining("process.start-timeout")
			.withMessageContaining("36500 days");
	}

	@Test
	void aHandlerThatFailsToCloseDoesNotHoldItsProcess() throws Exception {
		ProcessSettings usual = TestProcesses.settings();
		// A process that is held is killed by then only, long after this test has failed.
		ParallelPool pool = pool(new ProcessSettings(usual.jvm(), List.of(), Map.of(), usual.startTimeout(),
				Duration.ofMinutes(10), usual.maxPayload(), null), Clinging.class.getName());
		pool.send("item").join();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	public static final class Clinging implements TaskHandler<String, String>, AutoCloseable {

		@Override
		public String handle(String item, TaskContext context) {
			new Thread(() -> {
				while (true) {
					java.util.concurrent.locks.LockSupport.park();
				}
			}).start();
			return item;
		}

		@Override
		public void close() {
			throw new NoClassDefFoundError("gone");
		}

	}

	@Test
	void whatATaskPutsIntoThreadLocalsIsTakenBackAlsoIfTheHandlerHasLookedAtThemBefore() {
		ParallelPool pool = pool(TestProcesses.settings(), Looking.class.getName());
		assertThat(pool.send("alice", String.class).join()).isEqualTo("null null null");
		assertThat(pool.send("bob", String.class).join()).isEqualTo("null null null");
	}

	public static final class Looking implements TaskHandler<String, String> {

		private static final ThreadLocal<String> USER = new ThreadLocal<>();

		private static final ThreadLocal<String> TENANT = new InheritableThreadLocal<>();

		public Looking() {
			found();
		}

		private static String found() {
			return USER.get() + " " + TENANT.get() + " " + MDC.get("user");
		}

		@Override
		public String handle(String item, TaskContext context) {
			String found = found();
			USER.set(item);
			TENANT.set(item);
			MDC.put("user", item);
			return found;
		}

	}

	@Test
	void whatCanNotTravelIsNamedThoughItsNeighboursAreBroken() {
		ParallelPool pool = pool();
		Map<Object, Object> map = Map.of(new Unspeakable(), new Object());
		assertThatExceptionOfType(TaskNotPortableException.class).isThrownBy(() -> pool.submit(() -> map.size()))
			.withMessageContaining("java.lang.Object");
	}

	static final class Unspeakable implements Serializable {

		@Override
		public String toString() {
			throw new IllegalStateException("no words");
		}

	}

	@Test
	void theHostLeavesNothingBehind() throws Exception {
		Set<Thread> others = threads();
		Path parent = Files.createDirectory(this.directory.resolve("host"));
		ProcessHost own = new ProcessHost(parent, getClass().getClassLoader());
		Pools some = new Pools(WorkerKind.PROCESS);
		ParallelPool pool = some.open(new ProcessWorkerFactory(own, TestProcesses.settings(), null),
				(recipe) -> recipe.size(2, 2));
		pool.start();
		await().until(() -> pool.snapshot().size().idle() == 2);
		try (Stream<Path> entries = Files.list(parent)) {
			List<Path> found = entries.toList();
			assertThat(found).hasSize(1);
			assertThat(Files.getPosixFilePermissions(found.get(0))).extracting(Enum::name)
				.containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");
		}
		List<Long> pids = pool.workers().stream().map((worker) -> worker.pid()).toList();
		some.close();
		own.close();
		assertThat(pids).hasSize(2).noneMatch(ProcessPoolFaultTests::isAlive);
		assertThat(parent).isEmptyDirectory();
		await().untilAsserted(() -> assertThat(threads()).filteredOn((thread) -> !others.contains(thread)).isEmpty());
	}

	/** Those that pools and hosts make, of other tests of this JVM, too. */
	private static Set<Thread> threads() {
		Thread[] all = new Thread[Thread.activeCount() * 2];
		int count = Thread.enumerate(all);
		return Arrays.stream(all, 0, count)
			.filter((thread) -> thread.getName().contains("work-") || thread.getName().equals("parallel-acceptor")
					|| thread.getName().equals("parallel-spawner"))
			.collect(Collectors.toSet());
	}

	@Test
	void workersStartThoughTheFilesThatTheyNeedWereCleanedAway() throws Exception {
		Path parent = Files.createDirectory(this.directory.resolve("cleaned"));
		ProcessHost own = new ProcessHost(parent, getClass().getClassLoader());
		try (Pools some = new Pools(WorkerKind.PROCESS)) {
			ParallelPool pool = some.open(new ProcessWorkerFactory(own, TestProcesses.settings(), null),
					(recipe) -> recipe.size(0, 2));
			pool.start();
			long first = pid(pool);
			try (Stream<Path> files = Files.walk(parent)) {
				for (Path file : files.filter(Files::isRegularFile).toList()) {
					Files.delete(file);
				}
			}
			assertThat(pid(pool)).isEqualTo(first);
			pool.killWorker("work-1");
			assertThat(pid(pool)).isNotEqualTo(first);
			assertThat(pool.snapshot().totals().workers().startFailures()).isZero();
		}
		own.close();
		assertThat(parent).isEmptyDirectory();
	}

	@Test
	void aDirectoryWithTooLongAPathIsRefusedWithTheRemedy() throws Exception {
		Path parent = Files.createDirectories(this.directory.resolve("x".repeat(100)));
		ProcessHost own = new ProcessHost(parent, getClass().getClassLoader());
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(own, TestProcesses.settings(), null),
				(recipe) -> recipe);
		pool.start();
		pool.submit(() -> "waiting");
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains("parallel.process-directory").contains("100");
		assertThat(parent).isEmptyDirectory();
	}

}
