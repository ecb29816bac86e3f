package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Settings that are changed while the pool works hold at once. */
@Timeout(60)
@EachKind
class SettingChangeContractTests {

	private static final String ALICE = "alice";

	private final TestWorkers workers;

	private Pools pools;

	@TempDir
	private Path directory;

	private Gate gate;

	SettingChangeContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.pools = new Pools(this.workers.kind());
		this.gate = Gate.in(this.directory);
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

	private TaskFuture<String> hanging(ParallelPool pool) {
		TaskFuture<String> hanging = pool.submit(Tasks.endless(this.gate, "hanging"));
		await().until(() -> this.gate.arrivals() == 1);
		return hanging;
	}

	@Test
	void aTaskThatRunsWithoutALimitIsKilledOnceThereIsOne() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		TaskFuture<String> hanging = hanging(pool);
		pool.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofMillis(50), PoolSetting.OVERTIME_POLICY,
				OvertimePolicy.KILL), ALICE);
		assertThat(failure(hanging)).isInstanceOf(TaskOvertimeException.class).hasMessageContaining("50 ms");
	}

	@Test
	void aTaskThatHasALongLimitIsKilledOnceItIsShort() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Duration.ofHours(1), OvertimePolicy.KILL));
		TaskFuture<String> hanging = hanging(pool);
		pool.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofMillis(50)), ALICE);
		assertThat(failure(hanging)).isInstanceOf(TaskOvertimeException.class);
	}

	@Test
	void aTaskMayGoOnOnceItsLimitIsTakenAway() throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.size(0, 1).overtime(Duration.ofSeconds(20), OvertimePolicy.KILL));
		TaskFuture<String> running = pool.submit(Tasks.gated(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		pool.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ZERO, PoolSetting.SLOW_AFTER, Duration.ofMillis(1)),
				ALICE);
		await().until(() -> pool.hangs().slow() == 1);
		this.gate.open();
		assertThat(running.join()).isEqualTo("running");
	}

	@Test
	void aWorkerThatDoesNotObeyIsGivenUpOnceItsTimeForThatIsOver() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).grace(Duration.ofHours(1)));
		TaskFuture<String> deaf = pool.submit(Tasks.deaf(this.gate, "deaf"));
		await().until(() -> this.gate.arrivals() == 1);
		deaf.cancel(true);
		TaskFuture<Integer> next = pool.submit(() -> 1);
		pool.change(Map.of(PoolSetting.KILL_GRACE, Duration.ofMillis(1)), ALICE);
		assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(1);
		this.gate.open();
	}

	@Test
	void moreWorkersComeAndLeaveAsTheSizesSay() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		List<TaskFuture<String>> tasks = IntStream.range(0, 3)
			.mapToObj((i) -> pool.submit(Tasks.gated(this.gate, "task" + i)))
			.toList();
		await().until(() -> this.gate.arrivals() == 1);
		pool.change(Map.of(PoolSetting.MAX_SIZE, 3), ALICE);
		await().until(() -> this.gate.arrivals() == 3);
		pool.change(Map.of(PoolSetting.WORKER_RELEASE_TIME, Duration.ofMillis(1)), ALICE);
		this.gate.open();
		tasks.forEach(TaskFuture::join);
		await().until(() -> pool.snapshot().size().current() == 0);
	}

	@Test
	void idleWorkersThatWaitForALongTimeLeaveOnceItIsShort() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).release(Duration.ofHours(1)));
		pool.submit(() -> 1).join();
		await().until(() -> pool.snapshot().size().idle() == 1);
		pool.change(Map.of(PoolSetting.WORKER_RELEASE_TIME, Duration.ofMillis(1)), ALICE);
		await().until(() -> pool.snapshot().size().current() == 0);
	}

	@Test
	void theQueueTakesAsManyAsItMay() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.BLOCK));
		hanging(pool);
		pool.submit(() -> 1);
		List<CompletableFuture<TaskFuture<Integer>>> blocked = IntStream.range(0, 2)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> pool.submit(() -> i)))
			.toList();
		assertThat(blocked).noneMatch(CompletableFuture::isDone);
		pool.change(Map.of(PoolSetting.QUEUE_CAPACITY, 3), ALICE);
		blocked.forEach(CompletableFuture::join);
		pool.change(Map.of(PoolSetting.QUEUE_CAPACITY, 1, PoolSetting.QUEUE_WHEN_FULL, WhenFull.REJECT), ALICE);
		assertThat(pool.snapshot().queue().size()).as("those that wait already stay").isEqualTo(3);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 2))
			.withMessageContaining("3/1");
	}

	@Test
	void callersThatWaitForRoomWaitNoLongerThanTheyMay() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.BLOCK));
		hanging(pool);
		pool.submit(() -> 1);
		CompletableFuture<TaskFuture<Integer>> blocked = blocked(pool);
		pool.change(Map.of(PoolSetting.QUEUE_BLOCK_TIMEOUT, Duration.ofMillis(1)), ALICE);
		assertThat(blocked).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TaskRejectedException.class)
			.withMessageContaining("full for 1 ms ('queue.block-timeout')");
	}

	@Test
	void callersThatWaitForRoomDoWhatIsToBeDoneNow() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.BLOCK));
		hanging(pool);
		TaskFuture<Integer> queued = pool.submit(() -> 1);
		CompletableFuture<TaskFuture<Integer>> discarding = blocked(pool);
		pool.change(Map.of(PoolSetting.QUEUE_WHEN_FULL, WhenFull.DISCARD_OLDEST), ALICE);
		assertThat(discarding).succeedsWithin(Duration.ofSeconds(30));
		assertThat(failure(queued)).hasMessageContaining("it was discarded");
		pool.reset(ALICE);
		CompletableFuture<TaskFuture<Integer>> rejected = blocked(pool);
		pool.change(Map.of(PoolSetting.QUEUE_WHEN_FULL, WhenFull.REJECT), ALICE);
		assertThat(rejected).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TaskRejectedException.class)
			.withMessageContaining("its queue is full");
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		assertThat(pool.snapshot().totals().rejected()).isEqualTo(1);
	}

	/** A caller that waits for room when this returns. */
	private static CompletableFuture<TaskFuture<Integer>> blocked(ParallelPool pool) {
		CompletableFuture<TaskFuture<Integer>> submitted = new CompletableFuture<>();
		Thread caller = new Thread(() -> submitted.completeAsync(() -> pool.submit(() -> 2), Runnable::run));
		caller.setDaemon(true);
		caller.start();
		await()
			.until(() -> caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING);
		return submitted;
	}

	@Test
	void aQueueWithoutLimitMayGetOneAndLoseItAgain() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		hanging(pool);
		TaskFuture<Integer> first = pool.submit(() -> 1);
		pool.change(Map.of(PoolSetting.QUEUE_CAPACITY, 1, PoolSetting.QUEUE_WHEN_FULL, WhenFull.REJECT), ALICE);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 2));
		pool.reset(ALICE);
		TaskFuture<Integer> second = pool.submit(() -> 2);
		assertThat(pool.killWorker(pool.workers().get(0).id())).isTrue();
		assertThat(first.join() + second.join()).isEqualTo(3);
	}

	@Test
	void whatIsImpossibleChangesNothing() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 2));
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> pool.change(Map.of(PoolSetting.MAX_SIZE, 5, PoolSetting.MIN_SIZE, 6), ALICE))
			.withMessageContaining("'min-size' can't be '6'");
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> pool.change(Map.of(PoolSetting.MAX_SIZE, "5"), ALICE))
			.withMessageContaining("It takes a value of type Integer");
		assertThat(pool.settings()).isEqualTo(pool.configured());
		assertThat(pool.events()).noneMatch((event) -> event.type() == RecordedEvent.Type.SETTINGS_CHANGED);
	}

	@Test
	void whoChangesWhatIsAnEvent() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 2));
		pool.change(Map.of(PoolSetting.MAX_SIZE, 5, PoolSetting.SLOW_AFTER, Duration.ofSeconds(2)), ALICE);
		pool.change(Map.of(PoolSetting.MAX_SIZE, 5), ALICE);
		assertThat(pool.settings().size().max()).isEqualTo(5);
		assertThat(pool.configured().size().max()).isEqualTo(2);
		assertThat(pool.reset("bob")).isEqualTo(pool.configured());
		// A thread of the pool may be telling of a change when it has returned
		await().untilAsserted(() -> assertThat(pool.events())
			.filteredOn((event) -> event.type() == RecordedEvent.Type.SETTINGS_CHANGED)
			.extracting(RecordedEvent::text)
			.containsExactlyInAnyOrder("Changed by alice: max-size: 5, was 2, slow-after: 2000ms, was 0ms",
					"Changed by bob: max-size: 2, was 5, slow-after: 0ms, was 2000ms"));
	}

}
