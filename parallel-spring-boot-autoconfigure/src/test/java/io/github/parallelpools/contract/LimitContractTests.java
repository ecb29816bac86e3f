package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.RecordedEvent;
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
@Timeout(180)
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
		List<Boolean> asked = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			asked.add(pool.submit(() -> Thread.interrupted() || TaskContext.current().isCancelled()).get());
		}
		pool.join();
		assertThat(this.results).hasSize(21);
		for (int i = 0; i < 20; i++) {
			TaskResult result = this.results.get(i + 1);
			// A task that a busy machine holds up for a second is rightly asked.
			if (result.elapsed().compareTo(Duration.ofSeconds(1)) < 0) {
				assertThat(result.overtime()).isFalse();
				assertThat(asked.get(i)).isFalse();
			}
		}
		assertThat(pool.snapshot().totals().overtime().asked())
			.isEqualTo(this.results.stream().filter(TaskResult::overtime).count());
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
				(recipe) -> recipe.size(0, 1).softOvertime(SHORT).overtime(Limits.NEVER, OvertimePolicy.KILL));
		TaskFuture<String> stubborn = pool.submit(stubborn(this.gate));
		await().until(() -> this.gate.arrivals() == 2);
		Limits.set(pool, Duration.ofSeconds(1));
		assertThat(failure(stubborn)).isInstanceOf(TaskOvertimeException.class)
			.hasMessageContaining("1000 ms")
			.hasMessageContaining("'worker-overtime'");
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.overtime().asked(), (totals) -> totals.overtime().tasks(),
					(totals) -> totals.overtime().killed())
			.containsExactly(1L, 1L, 1L);
		Limits.lift(pool);
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
		this.gate.open();
		await().until(() -> pool.snapshot().size().abandoned() == 0);
	}

	@Test
	void tellsWhereATaskHungThatItEnded() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Limits.NEVER, OvertimePolicy.KILL));
		// On a busy machine a process may tell too late.
		Throwable told = await().until(() -> failure(hanging(pool, door())),
				(one) -> this.workers.kind() != WorkerKind.PROCESS || !(one instanceof TaskOvertimeException overtime)
						|| overtime.result().stack() != null);
		assertThat(told).isInstanceOfSatisfying(TaskOvertimeException.class, (overtime) -> {
			assertThat(overtime).hasMessageContaining("LimitContractTests.hang");
			assertThat(overtime.result().stack()).startsWith("\"").contains("LimitContractTests.hang");
			assertThat(overtime.result().message()).isEqualTo(overtime.getMessage());
		});
	}

	private Gate door() throws IOException {
		return Gate.in(Files.createTempDirectory(this.directory, "door"));
	}

	/** A task that hangs, and has a limit from now on. */
	private static TaskFuture<String> hanging(ParallelPool pool, Gate door) {
		Limits.lift(pool);
		TaskFuture<String> hanging = pool.submit(() -> hang(door));
		await().until(() -> door.arrivals() == 1);
		Limits.set(pool, Duration.ofSeconds(1));
		return hanging;
	}

	private static String hang(Gate gate) throws InterruptedException {
		gate.arrive("to hang");
		gate.awaitOpen();
		return "let go";
	}

	@Test
	void tellsWhereATaskWasThatItReplaced() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Limits.NEVER, OvertimePolicy.REPLACE));
		// On a busy machine a process may tell too late.
		List<TaskResult> told = await().until(() -> {
			this.results.clear();
			Gate door = door();
			TaskFuture<String> slow = hanging(pool, door);
			await().until(() -> isToldAsOverTime(pool, slow));
			Limits.lift(pool);
			assertThat(pool.submit(() -> "beside").join()).isEqualTo("beside");
			door.open();
			assertThat(slow.get()).isEqualTo("let go");
			await().until(() -> this.results.size() == 2);
			return List.copyOf(this.results);
		}, (all) -> this.workers.kind() != WorkerKind.PROCESS
				|| all.stream().noneMatch((one) -> one.overtime() && one.stack() == null));
		assertThat(told).filteredOn(TaskResult::overtime)
			.singleElement()
			.satisfies((result) -> assertThat(result.stack()).contains("LimitContractTests.hang"));
	}

	/** Whether the overtime was told: its worker has answered by then, or too late. */
	private static boolean isToldAsOverTime(ParallelPool pool, TaskFuture<?> task) {
		return pool.events()
			.stream()
			.anyMatch((event) -> event.type() == RecordedEvent.Type.TASK_OVERTIME && task.id().equals(event.task()));
	}

}
