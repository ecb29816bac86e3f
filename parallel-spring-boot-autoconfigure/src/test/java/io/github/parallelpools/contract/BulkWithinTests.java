package io.github.parallelpools.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Bulks within tasks and callbacks of their own pool, which must not wait for itself. */
@Timeout(60)
@EachKind({ WorkerKind.THREAD, WorkerKind.VIRTUAL })
class BulkWithinTests extends BulkFixture {

	BulkWithinTests(WorkerKind kind) {
		super(kind);
	}

	private static List<Integer> upTo(int count) {
		return IntStream.range(0, count).boxed().toList();
	}

	@Test
	void theOnlyWorkerDoesTheItemsOfItsTaskItself() throws Exception {
		for (WhenFull whenFull : WhenFull.values()) {
			ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(2, whenFull));
			assertThat(pool.submit(() -> pool.map(upTo(50), (item) -> item * 2).values().toList())
				.get(30, TimeUnit.SECONDS))
				.containsExactlyElementsOf(upTo(50).stream().map((item) -> item * 2).toList());
			assertThat(pool.submit(() -> pool.map(upTo(50), (item) -> item).asCompleted().values().count())
				.get(30, TimeUnit.SECONDS)).isEqualTo(50);
			assertQuietAccounts(pool);
		}
	}

	@Test
	void tasksThatAllMapWaitForEachOtherNever() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 3));
		List<TaskFuture<Integer>> futures = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			futures.add(pool.submit(() -> pool
				.map(upTo(10),
						(item) -> pool.map(upTo(5), (inner) -> inner + item).values().mapToInt(Integer::intValue).sum())
				.inFlight(4)
				.values()
				.mapToInt(Integer::intValue)
				.sum()));
		}
		for (TaskFuture<Integer> future : futures) {
			assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(10 * 10 + 5 * 45);
		}
		assertQuietAccounts(pool);
	}

	@Test
	void whatTheWorkerDidItselfFailsAsElsewhere() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		List<BulkResult<Integer, Integer>> results = pool
			.submit(() -> pool.map(List.of(1, 0), (item) -> 6 / item).results().toList())
			.get(30, TimeUnit.SECONDS);
		assertThat(results.get(0).get()).isEqualTo(6);
		assertThat(results.get(1)).isInstanceOfSatisfying(BulkResult.Failed.class,
				(failed) -> assertThat(failed.failure()).isInstanceOf(TaskFailedException.class)
					.hasMessage("Item 1 of a bulk of pool 'work' failed: java.lang.ArithmeticException: / by zero")
					.hasCauseInstanceOf(ArithmeticException.class));
	}

	@Test
	void theItemsEndWithTheTask() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		Gate door = this.gate;
		TaskFuture<Long> future = pool.submit(() -> pool.map(upTo(50), (item) -> {
			door.arrive("item " + item);
			Thread.sleep(Long.MAX_VALUE);
			TaskContext.current().checkpoint();
			return item;
		}).results().count());
		await().until(() -> this.gate.arrivals() == 1);
		assertThat(future.cancel(true)).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(future::join);
		assertThat(pool.submit(() -> "alive").get(30, TimeUnit.SECONDS)).isEqualTo("alive");
		assertQuietAccounts(pool);
		assertThat(this.gate.arrivals()).isEqualTo(1);
	}

	@Test
	void aCallbackDoesTheItemsItself() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		Gate door = this.gate;
		CompletableFuture<Long> future = pool.submit(Tasks.gated(door, "first"))
			.thenApply((value) -> pool.map(upTo(20), (item) -> item).values().count());
		this.gate.open();
		assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(20);
	}

	@Test
	void itemsForTheHandlerAreRefused() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(
					() -> pool.submit(() -> pool.sendAll(List.of("you")).values().toList()).get(30, TimeUnit.SECONDS))
			.havingCause()
			.havingCause()
			.isInstanceOf(PoolStateException.class)
			.withMessageContaining("'work'")
			.withMessageContaining("use another pool");
	}

	@Test
	void aTaskOfAnotherPoolWaitsAsAnybody() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		ParallelPool other = started((recipe) -> recipe.size(0, 1).named("other"));
		assertThat(pool.submit(() -> other.sendAll(List.of("you"), String.class).values().toList())
			.get(30, TimeUnit.SECONDS)).containsExactly("hello you from other 1 false false");
		assertThat(other.snapshot().totals().completed()).isEqualTo(1);
		assertThat(pool.submit(() -> other.map(upTo(20), (item) -> TaskContext.current().pool()).values().toList())
			.get(30, TimeUnit.SECONDS)).hasSize(20).containsOnly("other");
	}

}
