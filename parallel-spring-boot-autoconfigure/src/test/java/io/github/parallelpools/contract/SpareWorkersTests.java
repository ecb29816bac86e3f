package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers that are kept ready beside those at work. */
@Timeout(120)
class SpareWorkersTests {

	@TempDir
	private Path directory;

	private final SharedStore store = SharedStore.inMemory();

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store,
			new ApplicationObjects(this.store, getClass().getClassLoader()));

	private final Pools processes = new Pools(WorkerKind.PROCESS, this.store);

	private final Pools threads = new Pools(WorkerKind.THREAD);

	@AfterEach
	void close() {
		this.processes.close();
		this.threads.close();
		this.host.close();
	}

	private ParallelPool processes(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = this.processes.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				recipe);
		pool.start();
		return pool;
	}

	private ParallelPool threads(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = this.threads.open(RealWorkers.threads(), recipe);
		pool.start();
		return pool;
	}

	private static int ready(ParallelPool pool) {
		return pool.snapshot().size().idle();
	}

	private static Set<Long> pids(ParallelPool pool) {
		return pool.workers().stream().map(WorkerSnapshot::pid).filter(Objects::nonNull).collect(Collectors.toSet());
	}

	@Test
	void aSpareTakesTheNextTaskWhenAWorkerIsKilled() throws Exception {
		ParallelPool pool = processes((recipe) -> recipe.size(0, 1).spares(1).retry(1, 1, 10));
		for (int round = 0; round < 3; round++) {
			Gate gate = Gate.in(Files.createDirectory(this.directory.resolve("round" + round)));
			TaskFuture<String> hanging = pool.submit(Tasks.endless(gate, "hanging"));
			await().until(() -> gate.arrivals() == 1);
			int started = round + 2;
			await().until(() -> pool.snapshot().totals().workers().started() == started
					&& pool.snapshot().size().current() == 2 && pool.snapshot().size().busy() == 1 && ready(pool) == 1);
			Set<Long> before = pids(pool);
			TaskFuture<Long> next = pool.submit(() -> ProcessHandle.current().pid());
			String busy = pool.workers()
				.stream()
				.filter((worker) -> worker.task() != null)
				.findFirst()
				.orElseThrow()
				.id();
			assertThat(pool.killWorker(busy)).isTrue();
			assertThat(failure(hanging)).isInstanceOf(WorkerDiedException.class);
			assertThat(before).contains(next.join());
		}
		assertThat(pool.snapshot().totals().completed()).isEqualTo(3);
	}

	@Test
	void noMoreWorkersThanAllowedAreEverAtWork() throws Exception {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		ParallelPool pool = threads((recipe) -> recipe.size(0, 2).spares(3));
		await().until(() -> ready(pool) == 3);
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < 2_000; i++) {
			tasks.add(pool.submit(() -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				Thread.onSpinWait();
				return running.decrementAndGet();
			}));
		}
		tasks.forEach(TaskFuture::join);
		assertThat(most).hasValueLessThanOrEqualTo(2);
		assertThat(pool.snapshot().size().current()).isLessThanOrEqualTo(5);
		pool.join();
		assertThat(pool.snapshot().totals().completed()).isEqualTo(2_000);
	}

	@Test
	void aSpareIsThereWhenAllWorkAsManyAsMay() throws Exception {
		ParallelPool pool = threads((recipe) -> recipe.size(3, 3).spares(1));
		CountDownLatch gate = new CountDownLatch(1);
		for (int round = 0; round < 3; round++) {
			List<TaskFuture<Integer>> quick = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				int number = i;
				quick.add(pool.submit(() -> number));
			}
			quick.forEach(TaskFuture::join);
		}
		List<TaskFuture<Boolean>> tasks = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			tasks.add(pool.submit(() -> gate.await(60, TimeUnit.SECONDS)));
		}
		await().until(() -> pool.snapshot().size().busy() == 3 && ready(pool) == 1);
		assertThat(pool.snapshot().queue().size()).isEqualTo(2);
		gate.countDown();
		tasks.forEach((task) -> assertThat(task.join()).isTrue());
	}

	@Test
	void aSpareStandsInForAWorkerThatIsReplaced() throws Exception {
		ParallelPool pool = threads(
				(recipe) -> recipe.size(0, 1).spares(1).overtime(Duration.ofMillis(100), OvertimePolicy.REPLACE));
		CountDownLatch gate = new CountDownLatch(1);
		TaskFuture<Boolean> slow = pool.submit(() -> gate.await(60, TimeUnit.SECONDS));
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			tasks.add(pool.submit(() -> number));
		}
		for (TaskFuture<Integer> task : tasks) {
			task.get(60, TimeUnit.SECONDS);
		}
		assertThat(slow).isNotDone();
		gate.countDown();
		assertThat(slow.join()).isTrue();
	}

	@Test
	void sparesStayWhenIdleWorkersAreReleased() throws Exception {
		ParallelPool pool = threads((recipe) -> recipe.size(0, 4).spares(2).release(Duration.ofMillis(50)));
		List<TaskFuture<Object>> tasks = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			tasks.add(pool.submit(() -> {
				Thread.sleep(50);
				return null;
			}));
		}
		tasks.forEach(TaskFuture::join);
		await().until(() -> pool.snapshot().size().current() == 2);
		long released = pool.snapshot().totals().workers().idleReleased();
		assertThat(released).isPositive();
		for (int i = 0; i < 20; i++) {
			int number = i;
			assertThat(pool.submit(() -> number).join()).isEqualTo(i);
		}
		assertThat(ready(pool)).isGreaterThanOrEqualTo(1);
	}

	@Test
	void aPoolWithSparesPausesResizesAndStops() throws Exception {
		ParallelPool pool = threads((recipe) -> recipe.size(1, 2).spares(1));
		await().until(() -> ready(pool) >= 1);
		pool.pause(Duration.ofSeconds(30));
		TaskFuture<String> waiting = pool.submit(() -> "later");
		pool.resize(1, 1);
		pool.resume();
		assertThat(waiting.join()).isEqualTo("later");
		await().until(() -> pool.snapshot().size().current() == 2);
		assertThat(pool.settings().size().spares()).isEqualTo(1);
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.snapshot().size().current()).isZero();
	}

}
