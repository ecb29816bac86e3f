package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.Bulk;
import io.github.parallelpools.pool.BulkFailedException;
import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of bulks whose pool stops, pauses or takes no more, on every kind. */
@Timeout(120)
@EachKind
class BulkStopContractTests extends BulkFixture {

	BulkStopContractTests(WorkerKind kind) {
		super(kind);
	}

	@Test
	void aStoppedPoolDeliversWhatHasBegunAndRefusesTheRest() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		Gate door = this.gate;
		List<BulkResult<Integer, Integer>> results = new ArrayList<>();
		Bulk<Integer, Integer> bulk = pool.map(numbers(new AtomicInteger()), (item) -> {
			door.arrive("item " + item);
			door.awaitOpen();
			return item;
		}).inFlight(5);
		CompletableFuture<Throwable> thrown = reading(() -> bulk.results().peek(results::add));
		await().until(() -> this.gate.arrivals() == 2 && bulk.progress().inFlight() == 5);
		pool.stop();
		this.gate.open();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(BulkFailedException.class)
			.hasCauseInstanceOf(TaskRejectedException.class)
			.hasMessageContaining("ended at item 5, which was not accepted")
			.hasMessageContaining("STOP");
		assertThat(results).extracting((result) -> result instanceof BulkResult.Done)
			.containsExactly(true, true, false, false, false);
		assertThat(results.subList(2, 5))
			.allSatisfy((result) -> assertThat(((BulkResult.Failed<?, ?>) result).failure())
				.isInstanceOf(TaskCancelledException.class));
		assertQuietAccounts(pool);
	}

	@Test
	void aPoolThatIsStoppedWhileAllIsQueuedHoldsUpNobody() throws Exception {
		for (int round = 0; round < 2; round++) {
			boolean force = round == 1;
			ParallelPool pool = fresh((recipe) -> recipe);
			Bulk<Integer, Integer> bulk = pool.map(List.of(1, 2, 3), (item) -> item);
			CompletableFuture<Throwable> thrown = reading(bulk::values);
			await().until(() -> pool.snapshot().queue().size() == 3);
			if (force) {
				pool.forceStop();
			}
			else {
				pool.stop();
			}
			assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(BulkFailedException.class)
				.hasCauseInstanceOf(TaskCancelledException.class)
				.hasMessageContaining("which is STOPPED");
			assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
			assertQuietAccounts(pool);
		}
	}

	@Test
	void aForcedStopEndsWhatHasBegun() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		Gate door = this.gate;
		Bulk<Integer, Integer> bulk = pool.map(List.of(0, 1, 2, 3), (item) -> pass(door, item, 0));
		CompletableFuture<Throwable> thrown = reading(bulk::results);
		await().until(() -> this.gate.arrivals() == 1 && bulk.progress().done() == 3);
		pool.forceStop();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isNull();
		assertThat(bulk.progress().failed()).isEqualTo(1);
		assertThatExceptionOfType(BulkFailedException.class)
			.isThrownBy(() -> pool.map(List.of(1), (item) -> item).results().toList())
			.withMessageContaining("STOP")
			.withCauseInstanceOf(TaskRejectedException.class);
	}

	@Test
	void aPauseHoldsItUpAndNoMore() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		pool.pause(Duration.ofSeconds(30));
		Bulk<Integer, Integer> bulk = pool.map(IntStream.range(0, 50).boxed(), (item) -> item).inFlight(4);
		CompletableFuture<Throwable> thrown = reading(bulk::values);
		await().until(() -> pool.snapshot().queue().size() == 4);
		pool.resume();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isNull();
		assertThat(bulk.progress().done()).isEqualTo(50);
	}

	@Test
	void theEndOfTheApplicationEndsIt() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		Gate door = this.gate;
		Bulk<Integer, Integer> bulk = pool.map(numbers(new AtomicInteger()), (item) -> pass(door, item, 3));
		CompletableFuture<Throwable> thrown = reading(bulk::results);
		await().until(() -> this.gate.arrivals() == 1);
		closePools();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(BulkFailedException.class)
			.hasCauseInstanceOf(TaskRejectedException.class);
	}

	@Test
	void losesNothingWhereTheQueueIsShort() {
		for (WhenFull whenFull : WhenFull.values()) {
			if (whenFull == WhenFull.CALLER_RUNS && kind() == WorkerKind.PROCESS) {
				continue;
			}
			for (int capacity : new int[] { 1, 3 }) {
				ParallelPool pool = started((recipe) -> recipe.size(0, 2).queue(capacity, whenFull));
				List<Integer> items = IntStream.range(0, 300).boxed().toList();
				assertThat(pool.map(items, (item) -> item).inFlight(20).values()).as("%s %s", whenFull, capacity)
					.containsExactlyElementsOf(items);
				assertThat(pool.map(items, (item) -> item).asCompleted().values())
					.containsExactlyInAnyOrderElementsOf(items);
				assertQuietAccounts(pool);
				assertThat(pool.snapshot().totals().cancelled()).isZero();
			}
		}
	}

	@Test
	void aQueueThatIsFullOfOthersTasksIsAClearEnd() {
		ParallelPool pool = fresh((recipe) -> recipe.queue(1, WhenFull.REJECT));
		TaskFuture<String> other = pool.submit(() -> "other");
		ThrowingCallable reading = () -> pool.map(List.of(1, 2), (item) -> item).values().toList();
		assertThatExceptionOfType(BulkFailedException.class).isThrownBy(reading::call)
			.withMessageContaining("ended at item 0, which was not accepted (0 done, 0 failed, 0 in flight)")
			.withMessageContaining("Raise 'queue.capacity'")
			.withCauseInstanceOf(TaskRejectedException.class);
		pool.start();
		assertThat(other.join()).isEqualTo("other");
	}

	@Test
	void losesNothingWhenThePoolStopsAtAnyMoment() throws Exception {
		ParallelPool pool = fresh((recipe) -> recipe.size(0, 2));
		for (int round = 0; round < ((kind() == WorkerKind.PROCESS) ? 6 : 60); round++) {
			pool.start();
			int moment = round * 7;
			List<BulkResult<Integer, Integer>> results = new CopyOnWriteArrayList<>();
			AtomicInteger closed = new AtomicInteger();
			Bulk<Integer, Integer> bulk = pool.map(numbers(closed), (item) -> -item).inFlight(1 + round % 9);
			CompletableFuture<Throwable> thrown = reading(() -> bulk.results().peek(results::add));
			await().until(() -> results.size() >= moment);
			if (round % 2 == 0) {
				pool.stop();
			}
			else {
				pool.forceStop();
			}
			assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOfSatisfying(BulkFailedException.class,
					(ex) -> assertThat(ex.index()).isEqualTo(results.size()));
			assertThat(results).extracting(BulkResult::index)
				.containsExactlyElementsOf(LongStream.range(0, results.size()).boxed().toList());
			assertThat(results.stream().filter((result) -> result instanceof BulkResult.Done))
				.hasSize((int) bulk.progress().done())
				.allMatch((result) -> result.get() == -result.item());
			assertThat(closed).hasValue(1);
			pool.stop(Duration.ofSeconds(30));
			assertQuietAccounts(pool);
		}
	}

}
