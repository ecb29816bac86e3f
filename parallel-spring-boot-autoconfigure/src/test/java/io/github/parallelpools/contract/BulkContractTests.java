package io.github.parallelpools.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.Bulk;
import io.github.parallelpools.pool.BulkFailedException;
import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** What every pool does with many items. */
@Timeout(120)
@EachKind
class BulkContractTests extends BulkFixture {

	BulkContractTests(WorkerKind kind) {
		super(kind);
	}

	private static int half(int number) {
		if (number % 2 != 0) {
			throw new IllegalArgumentException(number + " is odd");
		}
		return number / 2;
	}

	@Test
	void deliversTheValuesInTheOrderOfTheItems() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 4));
		List<Integer> items = IntStream.range(0, 500).boxed().toList();
		int factor = 3;
		assertThat(pool.map(items, (item) -> item * factor).values())
			.containsExactlyElementsOf(items.stream().map((item) -> item * 3).toList());
		assertThat(pool.map(items.stream(), (item) -> TaskContext.current().pool() + item).values().toList())
			.startsWith("work0")
			.endsWith("work499")
			.hasSize(500);
		assertThat(pool.map(List.of(), Object::toString).values()).isEmpty();
		assertThat(pool.map(items, Integer::toBinaryString).values().count()).isEqualTo(500);
		assertQuietAccounts(pool);
	}

	@Test
	void deliversTheResultsAsTheItemsAreCompletedIfToldTo() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		Gate door = this.gate;
		try (Stream<BulkResult<Integer, Integer>> results = pool
			.map(Stream.iterate(0, (item) -> item + 1).limit(20), (item) -> {
				if (item == 0) {
					door.awaitOpen();
				}
				return -item;
			})
			.asCompleted()
			.results()) {
			Iterator<BulkResult<Integer, Integer>> each = results.iterator();
			Set<Long> seen = new HashSet<>();
			for (int i = 1; i < 20; i++) {
				BulkResult<Integer, Integer> result = each.next();
				assertThat(result.get()).isEqualTo(-result.item()).isEqualTo((int) -result.index());
				seen.add(result.index());
			}
			assertThat(seen).hasSize(19).doesNotContain(0L);
			this.gate.open();
			assertThat(each.next().index()).isZero();
			assertThat(each.hasNext()).isFalse();
		}
	}

	@Test
	void sendsAllItemsToTheHandler() {
		ParallelPool pool = started((recipe) -> recipe);
		assertThat(pool.sendAll(List.of("you", "me"), String.class).values())
			.containsExactly("hello you from work 1 false false", "hello me from work 1 false false");
		List<BulkResult<String, Object>> results = pool.sendAll(Stream.of("you", "nobody", null, "me"))
			.results()
			.toList();
		assertThat(results).extracting((result) -> result instanceof BulkResult.Done)
			.containsExactly(true, false, false, true);
		assertThat(((BulkResult.Failed<?, ?>) results.get(1)).failure()).isInstanceOf(TaskFailedException.class)
			.hasMessageContaining("Nobody is to be greeted");
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> results.get(2).get())
			.withMessage("An item can't be null");
		assertThatExceptionOfType(BulkFailedException.class)
			.isThrownBy(() -> pool.sendAll(List.of("x"), Integer.class).values().toList())
			.havingCause()
			.havingCause()
			.isInstanceOf(ClassCastException.class);
	}

	@Test
	void deliversWhatIsNull() {
		ParallelPool pool = started((recipe) -> recipe);
		List<Integer> items = Arrays.asList(1, null, 3);
		assertThat(pool.map(items, (item) -> (item == null) ? "none" : null).values()).containsExactly(null, "none",
				null);
		assertThat(pool.map(items, (item) -> null).asCompleted().results()).hasSize(3)
			.allMatch((result) -> result.get() == null);
	}

	@Test
	void stopsAtTheFirstFailureAfterTheValuesBefore() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 3));
		AtomicInteger taken = new AtomicInteger();
		AtomicInteger closed = new AtomicInteger();
		Stream<Integer> items = Stream.iterate(0, (item) -> (item == 10) ? 11 : item + 2)
			.peek((item) -> taken.incrementAndGet())
			.onClose(closed::incrementAndGet);
		List<Integer> values = new ArrayList<>();
		Bulk<Integer, Integer> bulk = pool.map(items, (item) -> half(item)).inFlight(8);
		assertThatExceptionOfType(BulkFailedException.class).isThrownBy(() -> bulk.values().forEach(values::add))
			.withMessageStartingWith("A bulk of pool 'work' stopped at item 6 (")
			.withMessageContaining("11 is odd")
			.withMessageContaining("results()")
			.satisfies((ex) -> assertThat(ex.index()).isEqualTo(6))
			.havingCause()
			.isInstanceOf(TaskFailedException.class)
			.havingCause()
			.isInstanceOf(IllegalArgumentException.class);
		assertThat(values).containsExactly(0, 1, 2, 3, 4, 5);
		assertThat(taken.get()).isLessThanOrEqualTo(6 + 8);
		assertThat(closed).hasValue(1);
		assertThat(bulk.cancel()).isFalse();
		assertQuietAccounts(pool);
	}

	@Test
	void collectsFailuresIfResultsAreAskedFor() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 3));
		Bulk<Integer, Integer> bulk = pool.map(IntStream.range(0, 100).boxed().toList(), (item) -> half(item));
		assertThat(bulk.progress().total()).isEmpty();
		var results = bulk.results().collect(Collectors.partitioningBy((result) -> result instanceof BulkResult.Done));
		assertThat(results.get(true)).hasSize(50).allMatch((result) -> result.get() * 2 == result.item());
		assertThat(results.get(false)).hasSize(50)
			.allSatisfy((result) -> assertThat(result).isInstanceOfSatisfying(BulkResult.Failed.class,
					(failed) -> assertThat(failed.failure()).isInstanceOf(TaskFailedException.class)));
		assertThat(bulk.progress().done()).isEqualTo(50);
		assertThat(bulk.progress().failed()).isEqualTo(50);
		assertThat(bulk.progress().inFlight()).isZero();
		assertThat(bulk.progress().total()).isEqualTo(OptionalLong.of(100));
		assertThat(bulk.progress().rate()).isPositive();
		assertThat(bulk.progress().elapsed()).isPositive().isEqualTo(bulk.progress().elapsed());
	}

	@Test
	void tellsHowFarItHasCome() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		Gate door = this.gate;
		Bulk<Integer, Integer> bulk = pool.map(List.of(0, 1, 2, 3, 4), (item) -> {
			if (item > 2) {
				door.awaitOpen();
			}
			return half(item);
		}).inFlight(4);
		assertThat(bulk.progress().rate()).isZero();
		Iterator<BulkResult<Integer, Integer>> results = bulk.results().iterator();
		assertThat(results.next().get()).isZero();
		await().until(() -> bulk.progress().done() == 2 && bulk.progress().failed() == 1);
		assertThat(bulk.progress().inFlight()).isEqualTo(3);
		assertThat(bulk.progress().total()).hasValue(5);
		this.gate.open();
		results.forEachRemaining((result) -> {
		});
		assertThat(bulk.progress().done() + bulk.progress().failed()).isEqualTo(5);
	}

	@Test
	void readsAnEndlessSourceOnlyAsFarAsItIsRead() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		AtomicInteger taken = new AtomicInteger();
		for (boolean inOrder : new boolean[] { true, false }) {
			taken.set(0);
			Bulk<Integer, Integer> bulk = pool.map(Stream.generate(taken::incrementAndGet), (item) -> item).inFlight(5);
			try (Stream<Integer> values = (inOrder ? bulk : bulk.asCompleted()).values()) {
				assertThat(taken).hasValue(0);
				assertThat(values.limit(300)).hasSize(300);
				assertThat(taken.get()).isBetween(300, 305);
			}
		}
		assertQuietAccounts(pool);
	}

	@Test
	void deliversWhatWasReadBeforeTheSourceFailed() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		AtomicInteger closed = new AtomicInteger();
		Stream<Integer> items = Stream.iterate(1, (item) -> item + 1).peek((item) -> {
			if (item == 7) {
				throw new UnsupportedOperationException("the file is torn");
			}
		}).onClose(closed::incrementAndGet);
		List<Integer> values = new ArrayList<>();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> pool.map(items, (item) -> item).values().forEach(values::add))
			.withMessage("the file is torn");
		assertThat(values).containsExactly(1, 2, 3, 4, 5, 6);
		assertThat(closed).hasValue(1);
	}

	@Test
	void isRunOnceAsItWasChosenBefore() {
		ParallelPool pool = started((recipe) -> recipe);
		Bulk<Integer, Integer> bulk = pool.map(List.of(1), (item) -> item);
		assertThatIllegalArgumentException().isThrownBy(() -> bulk.inFlight(0))
			.withMessageContaining("'work'")
			.withMessageContaining("0 items");
		assertThat(bulk.values()).containsExactly(1);
		assertThatIllegalStateException().isThrownBy(bulk::values).withMessageContaining("run once");
		assertThatIllegalStateException().isThrownBy(bulk::results);
		assertThatIllegalStateException().isThrownBy(bulk::asCompleted);
		assertThatIllegalStateException().isThrownBy(() -> bulk.inFlight(2));
		assertThatIllegalStateException().isThrownBy(() -> bulk.priority(2));
		Bulk<Integer, Integer> cancelled = pool.map(List.of(1), (item) -> item);
		assertThat(cancelled.cancel()).isTrue();
		assertThat(cancelled.cancel()).isFalse();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> cancelled.values().toList());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> pool.map(List.of(1), (item) -> item).priority(2).values().toList())
			.withMessageContaining("priority 2");
	}

}
