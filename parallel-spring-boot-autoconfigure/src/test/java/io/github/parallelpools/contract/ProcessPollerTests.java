package io.github.parallelpools.contract;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of a look for work that ends its process. */
class ProcessPollerTests extends PollerFixture {

	ProcessPollerTests() {
		super(WorkerKind.PROCESS);
	}

	@Test
	void aLookThatEndsItsProcessHasAnUnknownOutcomeAndTheNextProcessWaits() {
		this.errands.add("exit-1");
		this.errands.add("exit-2");
		this.errands.add("then");
		ParallelPool pool = withBacklog((recipe) -> recipe.size(0, 1).release(Duration.ZERO));
		await().until(() -> this.told.values().contains("did then"));
		assertThat(this.told.ended().values()).containsExactlyInAnyOrder("31399", "31399", "00000");
		assertThat(pool.snapshot().totals().workers().crashed()).isEqualTo(2);
		await().until(() -> pool.snapshot().startFailures() == null);
		assertThat(this.told.messages()).allMatch((message) -> message.contains("exit code 3"));
	}

}
