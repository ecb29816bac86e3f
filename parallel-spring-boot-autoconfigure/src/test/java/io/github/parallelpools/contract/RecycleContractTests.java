package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers are replaced by others although they work, and nobody notices. */
@EachKind
class RecycleContractTests extends RecycleFixture {

	RecycleContractTests(WorkerKind kind) {
		super(kind);
	}

	private static RecycleSettings afterTasks(int tasks) {
		return new RecycleSettings(tasks, Duration.ZERO, 0);
	}

	private static TaskCallable<String> whoAmI() {
		return () -> TaskContext.current().worker();
	}

	private static Map<String, Long> share(List<TaskFuture<String>> futures) {
		return futures.stream().map(TaskFuture::join).collect(Collectors.groupingBy((id) -> id, Collectors.counting()));
	}

	@Test
	void noWorkerRunsMoreTasksThanItMayAndNothingIsLost() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2), afterTasks(5));
		List<TaskFuture<String>> futures = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			futures.add(pool.submit(whoAmI()));
		}
		Map<String, Long> share = share(futures);
		assertThat(share.values()).allMatch((tasks) -> tasks <= 5);
		assertThat(share).hasSizeGreaterThanOrEqualTo(12);
		pool.join(Duration.ofSeconds(30));
		assertThat(pool.snapshot().totals().completed()).isEqualTo(60);
		await().until(() -> pool.snapshot().totals().workers().recycled() >= share.size() - 3);
		assertThat(pool.snapshot().totals().workers().crashed()).isZero();
		assertThat(pool.snapshot().size().peak()).isLessThanOrEqualTo(3);
	}

	private static Map<String, Long> shareOfThree(ParallelPool pool) {
		return share(List.of(pool.submit(whoAmI()), pool.submit(whoAmI()), pool.submit(whoAmI())));
	}

	@Test
	void workersThatStartAfterAChangeLiveForAsLongAsThatSays() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1), RecycleSettings.NEVER);
		assertThat(shareOfThree(pool)).containsOnlyKeys("work-1");
		pool.change(Map.of(PoolSetting.RECYCLE_MAX_TASKS, 1L), "alice");
		assertThat(pool.settings().upkeep().recycle()).isEqualTo(afterTasks(1));
		assertThat(shareOfThree(pool)).containsOnlyKeys("work-1");
		pool.renew("alice");
		await().until(() -> pool.workers().stream().noneMatch((worker) -> worker.id().equals("work-1")));
		assertThat(shareOfThree(pool)).hasSize(3).doesNotContainKey("work-1");
		pool.reset("alice");
		// One that was started before may still be about to leave.
		await().until(() -> shareOfThree(pool).size() == 1);
		assertThat(shareOfThree(pool)).hasSize(1);
		assertThat(pool.snapshot().totals().failed()).isZero();
	}

	@Test
	void everyTaskMayHaveAWorkerOfItsOwn() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2), afterTasks(1));
		List<TaskFuture<String>> futures = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			futures.add(pool.submit(whoAmI()));
		}
		assertThat(share(futures)).hasSize(12);
		assertThat(share(List.of(pool.submit(whoAmI())))).hasSize(1);
	}

	@Test
	void whoReplacesAWorkerIsReadyBeforeThatLeavesAndTakesNothingMeanwhile() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1), afterTasks(1));
		Tasks.Gate gate = Tasks.Gate.in(this.directory);
		TaskFuture<String> last = pool.submit(Tasks.gated(gate, "last"));
		await().until(() -> pool.snapshot().size().busy() == 1 && pool.snapshot().size().idle() == 1);
		TaskFuture<String> next = pool.submit(whoAmI());
		await().pollInterval(Duration.ofMillis(10)).until(() -> pool.snapshot().queue().oldestWait().toMillis() >= 200);
		assertThat(pool.snapshot().size().busy()).isEqualTo(1);
		assertThat(pool.snapshot().totals().workers().recycled()).isZero();
		gate.open();
		assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo("last");
		assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo("work-2");
		await().until(() -> pool.snapshot().totals().workers().recycled() >= 1);
		await().until(() -> pool.workers().stream().noneMatch((worker) -> worker.id().equals("work-1")));
	}

	@Test
	void idleWorkersAreReplacedByAge() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2), new RecycleSettings(0, Duration.ofMillis(400), 0));
		await().until(() -> pool.snapshot().size().idle() == 2);
		await().pollInterval(Duration.ofMillis(5)).until(() -> {
			assertThat(pool.snapshot().size().idle()).isGreaterThanOrEqualTo(2);
			return pool.snapshot().totals().workers().recycled() >= 4;
		});
		assertThat(pool.snapshot().size().peak()).isEqualTo(3);
		assertThat(pool.submit(() -> 1).get(30, TimeUnit.SECONDS)).isEqualTo(1);
	}

	@Test
	void anOldWorkerThatWorksIsReplacedBetweenTwoTasks() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1), new RecycleSettings(0, Duration.ofMillis(300), 0));
		Tasks.Gate gate = Tasks.Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"));
		await().until(() -> pool.snapshot().size().current() == 2);
		gate.open();
		assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo("running");
		await().until(() -> pool.snapshot().totals().workers().recycled() >= 1);
		assertThat(pool.snapshot().totals().failed()).isZero();
	}

	@Test
	void aWorkerThatCanNotBeReplacedWorksOn() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1), afterTasks(2));
		assertThat(pool.submit(whoAmI()).get(30, TimeUnit.SECONDS)).isEqualTo("work-1");
		Files.delete(repaired());
		for (int i = 0; i < 5; i++) {
			assertThat(pool.submit(whoAmI()).get(30, TimeUnit.SECONDS)).isEqualTo("work-1");
		}
		assertThat(pool.snapshot().startFailures()).isNotNull();
		assertThat(pool.snapshot().totals().workers().recycled()).isZero();
		Files.writeString(repaired(), "");
		await().atMost(Duration.ofSeconds(30)).until(() -> pool.snapshot().totals().workers().recycled() == 1);
		assertThat(pool.submit(whoAmI()).get(30, TimeUnit.SECONDS)).isNotEqualTo("work-1");
		assertThat(pool.snapshot().startFailures()).isNull();
	}

	@Test
	void aPoolStopsAndStartsWhileWorkersAreReplaced() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2), afterTasks(1));
		for (int round = 0; round < 3; round++) {
			List<TaskFuture<String>> futures = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				futures.add(pool.submit(whoAmI()));
			}
			futures.get(0).join();
			pool.stop(Duration.ofSeconds(30));
			assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
			pool.start();
			assertThat(share(futures).values()).containsOnly(1L);
		}
		pool.pause(Duration.ofSeconds(30));
		pool.resume(Duration.ofSeconds(30));
		assertThat(share(List.of(pool.submit(whoAmI())))).hasSize(1);
	}

	@Test
	void aPoolThatStopsByItselfDoesSo() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2).stoppingByItself(), afterTasks(1));
		for (int i = 0; i < 5; i++) {
			try {
				pool.submit(() -> 1);
			}
			catch (io.github.parallelpools.pool.TaskRejectedException ex) {
				break;
			}
		}
		pool.join(Duration.ofSeconds(30));
		await().until(() -> pool.state() == PoolState.STOPPED);
	}

}
