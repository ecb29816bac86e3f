package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What tasks are given beside their work. */
@Timeout(60)
@EachKind
class TaskOptionsContractTests {

	private static final TaskOptions HURRIED = TaskOptions.ofDeadline(Duration.ofMillis(20));

	private final TestWorkers workers;

	private final Pools pools;

	@TempDir
	private Path directory;

	TaskOptionsContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
		this.pools = new Pools(kind);
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

	private static void assertBooksAreBalanced(ParallelPool pool) throws InterruptedException {
		pool.join();
		PoolSnapshot.Totals totals = pool.snapshot().totals();
		assertThat(totals.completed() + totals.failed() + totals.cancelled()).isEqualTo(totals.submitted());
	}

	@Test
	void aTaskThatWaitsTooLongNeverBegins() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"),
				HURRIED.withDeadline(Duration.ofHours(1)));
		await().until(() -> gate.arrivals() == 1);
		TaskFuture<String> late = pool.submit(Tasks.gated(gate, "late"), HURRIED);
		TaskFuture<?> item = pool.send("late", HURRIED);
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(late::join)
			.withMessageContaining("its deadline of 20 ms was over before it began");
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(item::join);
		assertThat(running).isNotDone();
		gate.open();
		assertThat(running.join()).isEqualTo("running");
		assertBooksAreBalanced(pool);
		assertThat(gate.arrivals()).isEqualTo(1);
	}

	@Test
	void whoWaitsForRoomDoesNotWaitBeyondTheDeadline() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1).queue(1, WhenFull.BLOCK));
		Gate gate = Gate.in(this.directory);
		pool.submit(Tasks.gated(gate, "running"));
		await().until(() -> gate.arrivals() == 1);
		TaskFuture<String> queued = pool.submit(() -> "queued");
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> "late", HURRIED))
			.withMessageContaining("its queue was full for ")
			.withMessageContaining(" ms (the task's deadline)");
		gate.open();
		assertThat(queued.join()).isEqualTo("queued");
		assertBooksAreBalanced(pool);
	}

	@Test
	void allTasksWithATagAreCancelledAndNoOthers() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2));
		Gate gate = Gate.in(this.directory);
		TaskOptions order = TaskOptions.ofTag("order 7");
		TaskFuture<String> running = pool.submit(Tasks.endless(gate, "running"), order);
		TaskFuture<String> other = pool.submit(Tasks.gated(gate, "other"), TaskOptions.ofTag("order 8"));
		await().until(() -> gate.arrivals() == 2);
		assertThat(pool.workers()).extracting((worker) -> worker.task().tag())
			.containsExactlyInAnyOrder("order 7", "order 8");
		List<TaskFuture<Integer>> queued = IntStream.range(0, 10)
			.mapToObj((i) -> pool.submit(() -> i, (i % 2 == 0) ? order : TaskOptions.DEFAULTS))
			.toList();
		assertThat(pool.cancelTagged("order 7", true)).isEqualTo(6);
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(running::join)
			.withMessageContaining("was cancelled: the tasks with the tag 'order 7' were");
		assertThat(pool.cancelTagged("order 7", true)).isZero();
		gate.open();
		assertThat(other.join()).isEqualTo("other");
		assertBooksAreBalanced(pool);
		for (int i = 0; i < queued.size(); i++) {
			assertThat(queued.get(i).isCancelled()).isEqualTo(i % 2 == 0);
		}
	}

	@Test
	void aTaskKnowsItsTag() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		TaskCallable<String> tag = () -> TaskContext.current().tag().orElse("none");
		assertThat(pool.submit(tag, TaskOptions.ofTag("Auftrag \u00fc")).join()).isEqualTo("Auftrag \u00fc");
		assertThat(pool.submit(tag).join()).isEqualTo("none");
		assertThat(pool.submit(tag, TaskOptions.ofDeadline(Duration.ofHours(1))).join()).isEqualTo("none");
	}

	@Test
	void aBulkWithATagIsCancelledByIt() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		Gate gate = Gate.in(this.directory);
		CompletableFuture<List<String>> ends = CompletableFuture
			.supplyAsync(() -> pool.map(Stream.of("1", "2", "3"), (item) -> Tasks.endless(gate, item).call())
				.tag("order 7")
				.results()
				.map((result) -> (result instanceof BulkResult.Failed<?, ?> failed)
						? failed.failure().getClass().getSimpleName() : "done")
				.toList());
		await().until(() -> gate.arrivals() == 1);
		await().until(() -> pool.snapshot().queue().size() == 2);
		assertThat(pool.cancelTagged("order 7", true)).isEqualTo(3);
		assertThat(ends.get(30, TimeUnit.SECONDS)).containsOnly("TaskCancelledException").hasSize(3);
		assertBooksAreBalanced(pool);
	}

	@Test
	void tasksWithATagRunOutIfTheyAreNotInterrupted() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"), TaskOptions.ofTag("order 7"));
		await().until(() -> gate.arrivals() == 1);
		String worker = pool.workers().get(0).id();
		assertThat(pool.cancelTagged("order 7", false)).isEqualTo(1);
		assertThat(running).isCancelled();
		gate.open();
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
		assertThat(pool.workers()).extracting((one) -> one.id()).containsExactly(worker);
		assertBooksAreBalanced(pool);
	}

	@Test
	void nothingIsLostWhereTagsAndDeadlinesAreMixedWithOrdinaryTasks() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2));
		List<TaskFuture<Integer>> all = IntStream.range(0, 4_000).mapToObj((i) -> {
			if (i % 100 == 99) {
				pool.cancelTagged("odd", i % 200 == 99);
			}
			return pool.submit(() -> i, switch (i % 4) {
				case 1 -> TaskOptions.ofTag("odd");
				case 2 -> TaskOptions.ofDeadline(Duration.ofMillis(1 + i % 50));
				default -> TaskOptions.DEFAULTS;
			});
		}).toList();
		assertBooksAreBalanced(pool);
		for (int i = 0; i < all.size(); i++) {
			TaskFuture<Integer> task = all.get(i);
			assertThat(task).isDone();
			if (i % 4 == 0 || i % 4 == 3) {
				assertThat(task.join()).isEqualTo(i);
			}
			else {
				assertThat(task.isCancelled() || task.join() == i).isTrue();
			}
		}
		assertThat(pool.cancelTagged("odd", true)).isZero();
	}

}
