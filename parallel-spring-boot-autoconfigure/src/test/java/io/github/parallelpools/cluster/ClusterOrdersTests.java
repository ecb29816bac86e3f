package io.github.parallelpools.cluster;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What operators want of the cluster, as a text. */
class ClusterOrdersTests {

	private static final PoolOrder PAUSED = PoolOrder.NONE.to(PoolOrder.State.PAUSED, "a lice\n\u00e4");

	@Test
	void whatIsWrittenIsRead() {
		PoolOrder both = PAUSED.to(new PoolOrder.Size(0, 7), "bob");
		ClusterOrders orders = ClusterOrders.NONE.with("a b\n", PAUSED)
			.with("two", both)
			.with("three", PoolOrder.NONE.to(new PoolOrder.Size(1, 1), ""))
			.drain("node 1", true)
			.drain("node 2", true)
			.drain("node 1", false);
		assertThat(ClusterOrders.read(orders.write())).isEqualTo(orders);
		assertThat(both.state()).isEqualTo(PoolOrder.State.PAUSED);
		assertThat(orders.drained()).containsExactly("node 2");
		assertThat(ClusterOrders.read("")).isEqualTo(ClusterOrders.NONE);
	}

	@Test
	void whatALaterReleaseHasAddedIsPassedOver() {
		assertThat(ClusterOrders.read("pool one PAUSED - alice 1 0 more\ncolour green\ndrain n more")).isEqualTo(
				new ClusterOrders(Map.of("one", PoolOrder.NONE.to(PoolOrder.State.PAUSED, "alice")), Set.of("n")));
		assertThatIllegalArgumentException().isThrownBy(() -> ClusterOrders.read("pool one DANCING - alice 1 0"));
	}

	@Test
	void nodesThatAreNoMoreAreForgotten() {
		ClusterOrders orders = ClusterOrders.NONE.drain("gone", true).drain("there", true).with("one", PAUSED);
		assertThat(orders.among(Set.of("there", "other")))
			.isEqualTo(ClusterOrders.NONE.drain("there", true).with("one", PAUSED));
	}

}
