package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every pool does with a task that runs for too long: first it asks, then it acts,
 * and it tells where the task was.
 */
@Timeout(60)
@EachKind
class LimitContractTests {

	private static final Duration SHORT = Duration.ofMillis(100);

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private Gate gate;

	private Pools pools;

	private final List<TaskResult> results = new CopyOnWriteArrayList<>();

	LimitContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.gate = Gate.in(this.directory);
		this.pools = new Pools(this.workers.kind());
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				LimitContractTests.this.results.add(result);
			}

		});
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = this.pools.open(this.workers.handling(Tasks.Greeter.class), recipe);
		pool.start();
		return pool;
	}

	/** Tells of each interrupt and goes on until the gate is open. */
	private static TaskCallable<String> stubborn(Gate gate) {
		return () -> {
			TaskContext context = TaskContext.current();
			int interrupts = 0;
			gate.arrive("begun, cancelled: " + context.isCancelled());
			while (!gate.isOpen()) {
				try {
					Thread.sleep(2);
				}
				catch (InterruptedException ex) {
					interrupts++;
					gate.arrive("interrupted");
				}
			}
			return interrupts + " " + context.isCancelled();
		};
	}

	@Test
	void asksATaskOnceToEndByItselfAndLetsItHaveItsResult() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).softOvertime(SHORT));
		TaskFuture<String> slow = pool.submit(stubborn(this.gate));
		await().until(() -> this.gate.arrivals() == 2);
		assertThat(slow).isNotDone();
		this.gate.open();
		assertThat(slow.get()).isEqualTo("1 true");
		pool.join();
		assertThat(this.results).singleElement().satisfies((result) -> {
			assertThat(result.code()).isEqualTo("00000");
			assertThat(result.overtime()).isTrue();
		});
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.overtime().asked(), (totals) -> totals.overtime().tasks(),
					(totals) -> totals.workers().started(), (totals) -> totals.workers().crashed())
			.containsExactly(1L, 0L, 1L, 0L);
	}

	@Test
	void asksNeitherAShortTaskNorTheOneAfterALongOne() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).softOvertime(Duration.ofSeconds(1)));
		TaskFuture<Object> slow = pool.submit(() -> {
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
		assertThat(failure(slow)).isInstanceOfSatisfying(TaskFailedException.class, (failed) -> {
			assertThat(failed).hasCauseInstanceOf(InterruptedException.class);
			assertThat(failed.result().code()).isEqualTo("21399");
			assertThat(failed.result().overtime()).isTrue();
		});
		for (int i = 0; i < 20; i++) {
			assertThat(pool.submit(() -> Thread.interrupted() || TaskContext.current().isCancelled()).get()).isFalse();
		}
		pool.join();
		assertThat(this.results.subList(1, 21)).noneMatch(TaskResult::overtime);
		assertThat(pool.snapshot().totals().overtime().asked()).isEqualTo(1);
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void endsATaskThatObeysAtACheckpointAsOverTime() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).softOvertime(SHORT));
		TaskFuture<Object> obedient = pool.submit(() -> {
			while (true) {
				TaskContext.current().checkpoint();
			}
		});
		assertThat(failure(obedient)).isInstanceOfSatisfying(TaskOvertimeException.class, (overtime) -> {
			assertThat(overtime.result().code()).isEqualTo("21005");
			assertThat(overtime.result().overtime()).isTrue();
			assertThat(overtime).hasMessageContaining("100 ms").hasMessageContaining("'soft-overtime'");
		});
	}

	@Test
	void endsByForceATaskThatWasAskedInVain() throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.size(0, 1).softOvertime(SHORT).overtime(Duration.ofSeconds(1), OvertimePolicy.KILL));
		TaskFuture<String> stubborn = pool.submit(stubborn(this.gate));
		assertThat(failure(stubborn)).isInstanceOf(TaskOvertimeException.class)
			.hasMessageContaining("1000 ms")
			.hasMessageContaining("'worker-overtime'");
		assertThat(this.gate.arrivals()).isGreaterThanOrEqualTo(2);
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.overtime().asked(), (totals) -> totals.overtime().tasks(),
					(totals) -> totals.overtime().killed())
			.containsExactly(1L, 1L, 1L);
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
		this.gate.open();
		await().until(() -> pool.snapshot().size().abandoned() == 0);
	}

	@Test
	void tellsWhereATaskHungThatItEnded() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Duration.ofSeconds(2), OvertimePolicy.KILL));
		Gate door = warm(pool);
		TaskFuture<String> hanging = pool.submit(() -> hang(door));
		assertThat(failure(hanging)).isInstanceOfSatisfying(TaskOvertimeException.class, (overtime) -> {
			assertThat(overtime).hasMessageContaining("LimitContractTests.hang");
			assertThat(overtime.result().stack()).startsWith("\"").contains("LimitContractTests.hang");
			assertThat(overtime.result().message()).isEqualTo(overtime.getMessage());
		});
	}

	/**
	 * Has a worker load what it needs to hang, which may take longer than it may hang.
	 */
	private Gate warm(ParallelPool pool) throws IOException {
		Gate open = new Gate(Files.createDirectory(this.directory.resolve("warm")).toString());
		open.open();
		assertThat(pool.submit(() -> hang(open)).join()).isEqualTo("let go");
		return this.gate;
	}

	private static String hang(Gate gate) throws InterruptedException {
		gate.awaitOpen();
		return "let go";
	}

	@Test
	void tellsWhereATaskWasThatItReplaced() throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.size(0, 1).overtime(Duration.ofSeconds(2), OvertimePolicy.REPLACE));
		Gate door = warm(pool);
		TaskFuture<String> slow = pool.submit(() -> hang(door));
		assertThat(pool.submit(() -> "beside").join()).isEqualTo("beside");
		await().until(() -> ReflectionTestUtils.invokeMethod(slow, "hungAt") != null);
		door.open();
		assertThat(slow.get()).isEqualTo("let go");
		await().until(() -> this.results.size() == 3);
		assertThat(this.results).filteredOn(TaskResult::overtime)
			.singleElement()
			.satisfies((result) -> assertThat(result.stack()).contains("LimitContractTests.hang"));
	}

}
