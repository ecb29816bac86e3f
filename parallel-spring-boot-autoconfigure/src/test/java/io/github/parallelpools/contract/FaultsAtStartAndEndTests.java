package io.github.parallelpools.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Hello;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Faults while a worker process starts, is given a task, or ends: a start that fails says
 * why and is tried again, and no end takes longer than it may.
 */
@Timeout(180)
class FaultsAtStartAndEndTests {

	/** For starts that never end. */
	private static final Duration START_TIMEOUT = Duration.ofSeconds(3);

	/** For all others. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

	@TempDir
	private Path directory;

	private ProcessHost host;

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@BeforeEach
	void open() {
		this.host = new ProcessHost(this.directory, getClass().getClassLoader());
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool(List<String> prefix, Map<String, String> environment, Duration startTimeout,
			UnaryOperator<Recipe> recipe) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings settings = new ProcessSettings(usual.jvm(), prefix, environment, startTimeout, STOP_TIMEOUT,
				usual.maxPayload(), null);
		ParallelPool pool = this.pools.open(
				new ProcessWorkerFactory(this.host, settings, environment.isEmpty() ? null : Fragile.class.getName()),
				(standard) -> recipe.apply(standard.size(0, 1)));
		pool.start();
		return pool;
	}

	/** Starts processes through a script, until it is repaired. */
	private ParallelPool startedBy(String script, Duration startTimeout) throws IOException {
		Path prefix = this.directory.resolve("prefix");
		Files.writeString(prefix,
				"#!/bin/sh\nif [ ! -f '%s' ]; then\n%s\nfi\nexec \"$@\"\n".formatted(repaired(), script));
		assertThat(prefix.toFile().setExecutable(true)).isTrue();
		return pool(List.of(prefix.toString()), Map.of(), startTimeout, (recipe) -> recipe);
	}

	private Path repaired() {
		return this.directory.resolve("repaired");
	}

	/** A start has failed, has said why, and the pool recovers when it is repaired. */
	private void assertFailsAndRecovers(ParallelPool pool, TaskFuture<?> waiting, String... words) throws IOException {
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains(words);
		assertServedOnceRepaired(pool, waiting);
	}

	private void assertServedOnceRepaired(ParallelPool pool, TaskFuture<?> waiting) throws IOException {
		assertThat(waiting).isNotDone();
		Files.writeString(repaired(), "");
		assertThat(waiting).succeedsWithin(Duration.ofMinutes(1)).isEqualTo("served");
		assertThat(pool.snapshot().startFailures()).isNull();
		assertThat(pool.snapshot().totals().failed()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit 9", "kill -KILL $$" })
	void aProcessThatDiesBeforeItIsAWorkerIsAFailedStart(String script) throws IOException {
		ParallelPool pool = startedBy("echo last words\n" + script, Duration.ofSeconds(30));
		TaskFuture<String> waiting = pool.submit(() -> "served");
		assertFailsAndRecovers(pool, waiting, "it ended before it had connected",
				script.equals("exit 9") ? "exit code 9" : "exit code 137", "last words");
	}

	@ParameterizedTest
	@ValueSource(strings = { "kill -STOP $$", "exec sleep 1000", "exec tail -f /dev/null" })
	void aProcessThatNeverConnectsIsGivenUp(String script) throws IOException {
		ParallelPool pool = startedBy(script, START_TIMEOUT);
		TaskFuture<String> waiting = pool.submit(() -> "served");
		assertFailsAndRecovers(pool, waiting, "was not ready after 3000 ms", "process.start-timeout");
	}

	@ParameterizedTest
	@ValueSource(strings = { "exec 1>&- 2>&-", "head -c 3000000 /dev/urandom", "head -c 3000000 /dev/zero >&2" })
	void whatIsPrintedBeforehandAndClosedOutputHarmNothing(String script) throws IOException {
		ParallelPool pool = startedBy(script, Duration.ofSeconds(30));
		assertThat(pool.submit(() -> "served").join()).isEqualTo("served");
		assertThat(pool.snapshot().totals().workers().startFailures()).isZero();
	}

	@ParameterizedTest
	@EnumSource(value = Fault.class, mode = Mode.INCLUDE,
			names = { "KILLED", "STOPPED", "EXITED", "HALTED", "OUT_OF_MEMORY", "CRASHED", "THREAD_STAYS" })
	void aFaultWithinTheHandshakeIsAFailedStart(Fault fault) throws IOException {
		String script = "for socket; do :; done\nexec \"$1\" -Xmx32m -XX:+ExitOnOutOfMemoryError -XX:ErrorFile=%s -cp '%s' '%s' %s \"$socket\""
			.formatted(this.directory.resolve("error"), System.getProperty("java.class.path"), Impostor.class.getName(),
					fault);
		ParallelPool pool = startedBy(script, fault.isDeadly() ? PATIENCE : START_TIMEOUT);
		TaskFuture<String> waiting = pool.submit(() -> "served");
		String[] words = fault.isDeadly() ? new String[] { "it ended before it was ready", fault.words()[0] }
				: new String[] { "was not ready after 3000 ms" };
		assertFailsAndRecovers(pool, waiting, words);
	}

	/** Connects as a worker does, and goes no further. */
	static final class Impostor {

		private Impostor() {
		}

		public static void main(String[] args) throws Exception {
			String token = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
			SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[1]));
			new Connection(channel, 1000).send(FrameType.HELLO, 0,
					ByteBuffer.wrap(new Hello(token, ProcessHandle.current().pid()).encode()));
			Fault.valueOf(args[0]).happen();
			new CountDownLatch(1).await();
		}

	}

	/** A start that hangs is given up while the test still waits, and says where. */
	private static Duration startTimeout(Fault fault, String when) {
		return (fault == Fault.STOPPED && when.equals("made")) ? START_TIMEOUT : PATIENCE;
	}

	private ParallelPool fragile(Fault fault, String when) {
		return fragile(fault, when, (recipe) -> recipe);
	}

	private ParallelPool fragile(Fault fault, String when, UnaryOperator<Recipe> recipe) {
		return pool(List.of(), Map.of("FAULT", fault.name(), "WHEN", when, "REPAIRED", repaired().toString()),
				startTimeout(fault, when), recipe);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void aFaultWhileTheHandlerIsMadeIsAFailedStartIfItHarmsTheWorker(Fault fault) throws IOException {
		ParallelPool pool = fragile(fault, "made");
		TaskFuture<String> waiting = pool.send("item", String.class);
		if (fault.isDeadly()) {
			assertFailsAndRecovers(pool, waiting, fault.words());
		}
		else if (fault.isThrown()) {
			assertFailsAndRecovers(pool, waiting, "could not be made", fault.words()[0]);
		}
		else if (fault == Fault.STOPPED) {
			assertFailsAndRecovers(pool, waiting, "was not ready after 3000 ms", "process.start-timeout");
		}
		else {
			assertThat(waiting.join()).isEqualTo("served");
			assertThat(pool.snapshot().totals().workers().startFailures()).isZero();
		}
	}

	@Test
	void aHandlerThatIsNeverMadeIsAFailedStartThatSaysWhereItHangs() throws IOException {
		ParallelPool pool = pool(List.of(),
				Map.of("FAULT", Fault.EXITED.name(), "WHEN", "never", "REPAIRED", repaired().toString()), START_TIMEOUT,
				(recipe) -> recipe);
		TaskFuture<String> waiting = pool.send("item", String.class);
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains("was not ready after 3000 ms",
				"process.start-timeout");
		// A process that a busy machine holds up is elsewhere, or tells too late: one of
		// the next ones tells.
		await().until(() -> pool.snapshot().startFailures().message(),
				(message) -> message.contains(" and was killed while its main thread was in ") && message
					.contains("called by " + Fragile.class.getName() + ".waitForEver(FaultsAtStartAndEndTests.java:"));
		assertServedOnceRepaired(pool, waiting);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void aFaultWhileTheWorkerEndsHoldsNobodyUp(Fault fault) throws Exception {
		ParallelPool pool = fragile(fault, "closed");
		assertThat(pool.send("item", String.class).join()).isEqualTo("served");
		long pid = pool.workers().get(0).pid();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
		assertThat(pool.snapshot().totals().failed()).isZero();
		pool.start();
		assertThat(pool.send("item", String.class).join()).isEqualTo("served");
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void aFaultWhileAWorkerIsRecycledHoldsNobodyUp(Fault fault) throws Exception {
		UpkeepSettings oneTaskEach = new UpkeepSettings(Duration.ofMinutes(1),
				new RecycleSettings(1, Duration.ZERO, 0));
		ParallelPool pool = fragile(fault, "closed", (recipe) -> recipe.upkeep(oneTaskEach));
		Set<Long> pids = new HashSet<>();
		for (int i = 0; i < 3; i++) {
			assertThat(pool.send("item", String.class).join()).isEqualTo("served");
			pool.workers().stream().map(WorkerSnapshot::pid).filter(Objects::nonNull).forEach(pids::add);
		}
		// A worker that ends because the pool stops does not count as recycled.
		await().until(() -> pool.snapshot().totals().workers().recycled() >= 2);
		pool.stop(Duration.ofSeconds(30));
		assertThat(pids).noneMatch((pid) -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
		assertThat(pool.snapshot().totals().completed()).isEqualTo(3);
		assertThat(pool.snapshot().totals().failed()).isZero();
	}

	/** Lets a fault happen when it is made or closed, as its process is told. */
	public static final class Fragile implements TaskHandler<String, String>, AutoCloseable {

		Fragile() throws Exception {
			if (!Files.exists(Path.of(System.getenv("REPAIRED")))) {
				happenWhen("made");
				waitForEver();
			}
		}

		private static void waitForEver() throws InterruptedException {
			if (System.getenv("WHEN").equals("never")) {
				new CountDownLatch(1).await();
			}
		}

		private static void happenWhen(String moment) throws Exception {
			if (System.getenv("WHEN").equals(moment)) {
				Fault.valueOf(System.getenv("FAULT")).happen();
			}
		}

		@Override
		public String handle(String item, TaskContext context) {
			return "served";
		}

		@Override
		public void close() throws Exception {
			happenWhen("closed");
		}

	}

	private static long halted(ParallelPool pool) throws Exception {
		long pid = pool.submit(() -> ProcessHandle.current().pid()).join();
		await().until(() -> pool.snapshot().size().busy() == 0);
		signal("STOP", pid);
		await().until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
		return pid;
	}

	private static void signal(String name, long pid) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor()).isZero();
	}

	@Test
	void aTaskThatAHaltedWorkerReceivesInPartIsRunOnceItGoesOn() throws Exception {
		ParallelPool pool = pool(List.of(), Map.of(), Duration.ofSeconds(30), (recipe) -> recipe);
		long pid = halted(pool);
		byte[] large = new byte[8 * 1024 * 1024];
		TaskFuture<Integer> waiting = pool.submit(() -> large.length);
		await().until(() -> pool.snapshot().size().busy() == 1);
		signal("CONT", pid);
		assertThat(waiting.join()).isEqualTo(large.length);
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aTaskThatADyingWorkerReceivesInPartIsRunByAnother() throws Exception {
		ParallelPool pool = pool(List.of(), Map.of(), Duration.ofSeconds(30), (recipe) -> recipe);
		long pid = halted(pool);
		byte[] large = new byte[8 * 1024 * 1024];
		TaskFuture<Integer> waiting = pool.submit(() -> large.length);
		await().until(() -> pool.snapshot().size().busy() == 1);
		signal("KILL", pid);
		assertThat(waiting.join()).isEqualTo(large.length);
		assertThat(pool.snapshot().totals().workers().crashed()).isEqualTo(1);
	}

	@Test
	void aTaskThatAHaltedWorkerReceivesInPartIsOverTime() throws Exception {
		ParallelPool pool = pool(List.of(), Map.of(), Duration.ofSeconds(30),
				(recipe) -> recipe.overtime(Limits.NEVER, OvertimePolicy.KILL));
		halted(pool);
		byte[] large = new byte[8 * 1024 * 1024];
		TaskFuture<Integer> partly = pool.submit(() -> large.length);
		await().until(() -> pool.snapshot().size().busy() == 1);
		Limits.set(pool, Duration.ofMillis(300));
		assertThat(failure(partly)).isInstanceOf(TaskOvertimeException.class);
		Limits.lift(pool);
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

}
