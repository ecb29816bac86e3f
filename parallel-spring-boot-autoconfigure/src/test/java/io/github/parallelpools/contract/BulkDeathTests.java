package io.github.parallelpools.contract;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.BulkFailedException;
import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Items that kill their worker cost themselves only. */
@Timeout(120)
class BulkDeathTests extends BulkFixture {

	private static final int ITEMS = 10_000;

	BulkDeathTests() {
		super(WorkerKind.PROCESS);
	}

	private static int survive(int item, int deadly) {
		if (item == deadly) {
			Runtime.getRuntime().halt(3);
		}
		return item + 1;
	}

	@Test
	void oneOfTenThousandThatHaltsItsProcessCostsItselfOnly() {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2));
		List<BulkResult<Integer, Integer>> results = pool
			.map(IntStream.range(0, ITEMS).boxed(), (item) -> survive(item, 4321))
			.results()
			.toList();
		assertThat(results).extracting(BulkResult::item)
			.containsExactlyElementsOf(IntStream.range(0, ITEMS).boxed().toList());
		assertThat(results.stream().filter((result) -> result instanceof BulkResult.Failed)).singleElement()
			.isInstanceOfSatisfying(BulkResult.Failed.class, (failed) -> {
				assertThat(failed.index()).isEqualTo(4321);
				assertThat(failed.failure()).isInstanceOf(WorkerDiedException.class).hasMessageContaining("3");
			});
		assertThat(results.stream().filter((result) -> result instanceof BulkResult.Done).mapToLong(BulkResult::get))
			.hasSize(ITEMS - 1);
		assertThat(pool.deadLetters()).extracting(DeadLetter::attempts).containsExactly(1);
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(ITEMS);
		assertThat(pool.snapshot().totals().completed()).isEqualTo(ITEMS - 1);
		assertQuietAccounts(pool);
	}

	@Test
	void aDeathStopsABulkOfValues() {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2));
		assertThatExceptionOfType(BulkFailedException.class)
			.isThrownBy(() -> pool.map(Stream.iterate(0, (item) -> item + 1), (item) -> survive(item, 50))
				.asCompleted()
				.values()
				.forEach((value) -> {
				}))
			.satisfies((ex) -> assertThat(ex.index()).isEqualTo(50))
			.withCauseInstanceOf(WorkerDiedException.class);
		assertThat(pool.submit(() -> "alive").join()).isEqualTo("alive");
		assertQuietAccounts(pool);
	}

}
