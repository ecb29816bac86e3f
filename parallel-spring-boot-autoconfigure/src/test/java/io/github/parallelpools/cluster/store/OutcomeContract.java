package io.github.parallelpools.cluster.store;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.StoredTask;

import static org.assertj.core.api.Assertions.assertThat;

/** How long it is known how tasks ended. */
interface OutcomeContract {

	StoreFixture fixture();

	@Test
	default void outcomesAreToldOfThoseThatHaveEnded() {
		TestNode node = fixture().node();
		Claim first = node.begin();
		Claim second = node.begin();
		node.complete(first);
		node.complete(second);
		String letter = node.bury(new TaskDraft());
		String running = node.begin().claim().task();
		String queued = node.submit();
		List<EndedTask> outcomes = fixture().open()
			.outcomes(List.of(queued, first.claim().task(), "unknown", letter, running, second.claim().task()));
		assertThat(outcomes).extracting(EndedTask::id)
			.containsExactlyInAnyOrder(first.claim().task(), second.claim().task(), letter);
		assertThat(node.store().outcomes(List.of())).isEmpty();
	}

	@Test
	default void outcomesOfManyAreToldAtOnce() {
		TestNode node = fixture().node();
		List<String> ids = IntStream.range(0, 300).mapToObj((number) -> node.submit()).toList();
		node.claim(300).forEach(node::complete);
		assertThat(node.store().outcomes(ids)).extracting(EndedTask::id).containsExactlyInAnyOrderElementsOf(ids);
		node.store().forget(ids);
		assertThat(node.store().outcomes(ids)).isEmpty();
	}

	@Test
	default void onlyWhatHasEndedIsForgotten() {
		TestNode node = fixture().node();
		Claim ended = node.begin();
		node.complete(ended);
		Claim kept = node.begin();
		node.complete(kept);
		String letter = node.bury(new TaskDraft());
		Claim running = node.begin();
		String queued = node.submit();
		node.store().forget(List.of(queued, "unknown", ended.claim().task(), letter, running.claim().task()));
		node.store().forget(List.of());
		assertThat(node.store().find(ended.claim().task())).isEmpty();
		assertThat(node.store().outcomes(List.of(ended.claim().task(), kept.claim().task(), letter)))
			.extracting(EndedTask::id)
			.containsExactlyInAnyOrder(kept.claim().task(), letter);
		assertThat(node.complete(running)).isTrue();
		assertThat(node.claim().claim().task()).isEqualTo(queued);
	}

	@Test
	default void whatEndedLongAgoIsRemoved() {
		TestNode node = fixture().node();
		Claim old = node.begin();
		Claim lately = node.begin();
		Claim running = node.begin();
		node.complete(old);
		String letter = node.bury(new TaskDraft());
		String queued = node.submit();
		fixture().pass(fixture().lease().plusMillis(1));
		node.complete(lately);
		assertThat(node.store().expire(StoreFixture.LONG)).isZero();
		assertThat(node.store().expire(fixture().lease())).isEqualTo(1);
		assertThat(node.store().find(old.claim().task())).isEmpty();
		assertThat(node.store().find(lately.claim().task()).orElseThrow().state()).isEqualTo(StoredTask.State.ENDED);
		assertThat(node.store().find(letter).orElseThrow().state()).isEqualTo(StoredTask.State.DEAD);
		assertThat(node.store().find(queued).orElseThrow().state()).isEqualTo(StoredTask.State.QUEUED);
		assertThat(node.complete(running)).isTrue();
		assertThat(node.store().expire(StoreFixture.LONG)).isZero();
	}

}
