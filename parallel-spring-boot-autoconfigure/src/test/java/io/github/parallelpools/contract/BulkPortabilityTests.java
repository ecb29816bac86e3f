package io.github.parallelpools.contract;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskNotPortableException;

import static org.assertj.core.api.Assertions.assertThat;

/** Items and functions that can't travel are refused, each for itself. */
@Timeout(60)
@EachKind
class BulkPortabilityTests extends BulkFixture {

	BulkPortabilityTests(WorkerKind kind) {
		super(kind);
	}

	private static void assertNotPortable(BulkResult<?, ?> result, String reason) {
		assertThat(result).isInstanceOfSatisfying(BulkResult.Failed.class,
				(failed) -> assertThat(failed.failure()).isInstanceOf(TaskNotPortableException.class)
					.hasMessageContaining(reason));
	}

	@Test
	void anItemThatCannotTravelFailsAlone() {
		ParallelPool pool = ofWhatTravels();
		List<BulkResult<Object, String>> results = pool
			.map(List.of("a", new Object(), "b"), (item) -> item.toString() + "!")
			.results()
			.toList();
		assertThat(results.get(0).get() + results.get(2).get()).isEqualTo("a!b!");
		assertNotPortable(results.get(1), "java.lang.Object");
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(2);
	}

	@Test
	void aFunctionThatCannotTravelFailsWithEachItem() {
		ParallelPool pool = ofWhatTravels();
		Thread captured = Thread.currentThread();
		List<BulkResult<Integer, String>> results = pool.map(List.of(1, 2), (item) -> item + captured.getName())
			.asCompleted()
			.results()
			.toList();
		assertThat(results).hasSize(2).allSatisfy((result) -> assertNotPortable(result, "java.lang.Thread"));
		assertThat(pool.snapshot().totals().submitted()).isZero();
	}

}
