package io.github.parallelpools.cluster.store;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.DesiredState;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators want of pools. */
interface DesiredStateContract {

	StoreFixture fixture();

	@Test
	default void whoeverKnowsTheLastWishMayReplaceIt() {
		ClusterStore store = fixture().open();
		ClusterStore other = fixture().open();
		assertThat(store.desired("pool")).isEmpty();
		assertThat(store.desire("pool", 1, "{}")).isEmpty();
		assertThat(store.desired("pool")).isEmpty();
		assertThat(store.desire("pool", 0, "{\"state\":\"PAUSED\"}")).hasValue(1);
		assertThat(other.desired("pool")).contains(new DesiredState(1, "{\"state\":\"PAUSED\"}"));
		assertThat(other.desire("pool", 0, "{}")).isEmpty();
		assertThat(other.desire("pool", 2, "{}")).isEmpty();
		assertThat(store.desired("pool")).contains(new DesiredState(1, "{\"state\":\"PAUSED\"}"));
		assertThat(other.desire("pool", 1, "{}")).hasValue(2);
		assertThat(store.desired("pool")).contains(new DesiredState(2, "{}"));
		assertThat(store.desired("another")).isEmpty();
	}

	@Test
	default void oneWishIsTakenWhoeverHasIt() {
		List<ClusterStore> stores = List.of(fixture().open(), fixture().open(), fixture().open(), fixture().open());
		AtomicInteger taken = new AtomicInteger();
		fixture().together(stores.size(), (number) -> {
			if (stores.get(number).desire("pool", 0, "{\"by\":" + number + "}").isPresent()) {
				taken.incrementAndGet();
			}
		});
		assertThat(taken).hasValue(1);
		assertThat(stores.get(0).desired("pool").orElseThrow().version()).isEqualTo(1);
	}

	@Test
	default void namesOfPoolsMayBeOdd() {
		ClusterStore store = fixture().open();
		for (String name : StoreFixture.ODD) {
			assertThat(store.desire(name, 0, "{\"\u00e4\":1}")).hasValue(1);
		}
		for (String name : StoreFixture.ODD) {
			assertThat(store.desired(name)).contains(new DesiredState(1, "{\"\u00e4\":1}"));
		}
	}

}
