package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.cluster.store.SettableTime;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/** An instance knows by its own clock whether it is a node. */
class ClusterMembershipTests {

	private static final ClusterSettings SETTINGS = new ClusterSettings("test", "build",
			new ClusterSettings.Times(ofSeconds(6), ofSeconds(1), ofSeconds(4), ofMillis(250)), Duration.ofMinutes(10),
			1024);

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	private final MemoryClusterStore store = this.memory.open();

	private final ManualTimers timers = new ManualTimers(this.time);

	private final ClusterMembership membership = new ClusterMembership(this.store, SETTINGS, this.timers, () -> "{}",
			new ClusterObserver() {
			});

	@Test
	void aNodeThatRenewsStaysTheSame() {
		this.membership.join();
		String node = this.membership.node();
		for (int i = 0; i < 10; i++) {
			this.timers.pass(ofSeconds(1));
			this.membership.beat();
		}
		assertThat(node).isNotNull().isEqualTo(this.membership.node());
		assertThat(this.membership.state()).isEqualTo(NodeState.LIVE);
		assertThat(this.store.evict()).isEmpty();
	}

	@Test
	void itIsFencedInTheVeryInstantAndBecomesAnotherNode() {
		this.membership.join();
		String node = this.membership.node();
		this.timers.pass(ofSeconds(4).minusNanos(1));
		assertThat(this.membership.isFenced()).isFalse();
		this.timers.pass(Duration.ofNanos(1));
		assertThat(this.membership.isFenced()).isTrue();
		assertThat(this.membership.state()).isEqualTo(NodeState.FENCED);
		this.membership.beat();
		assertThat(this.membership.node()).isNotNull().isNotEqualTo(node);
	}

	@Test
	void aStoreThatDoesNotAnswerMakesItUnavailableAndThenFenced() {
		List<Boolean> told = new ArrayList<>();
		this.membership.onChange(() -> told.add(this.membership.isFenced()));
		this.membership.join();
		this.store.down();
		this.timers.pass(ofSeconds(1));
		this.membership.beat();
		assertThat(this.membership.state()).isEqualTo(NodeState.UNAVAILABLE);
		this.timers.pass(ofSeconds(3));
		this.membership.beat();
		assertThat(this.membership.state()).isEqualTo(NodeState.FENCED);
		this.store.up();
		this.membership.beat();
		assertThat(this.membership.state()).isEqualTo(NodeState.LIVE);
		assertThat(told).containsExactly(false, true, false);
	}

	@Test
	void whoWasTakenOutOfTheStoreJoinsUnderANewId() {
		this.membership.join();
		String node = this.membership.node();
		this.time.pass(ofSeconds(7));
		assertThat(this.memory.open().evict()).containsExactly(node);
		this.membership.beat();
		assertThat(this.membership.node()).isNotNull().isNotEqualTo(node);
		assertThat(this.store.nodes()).hasSize(1);
	}

	@Test
	void whoLeavesDoesNotJoinByItself() {
		this.membership.join();
		this.membership.leave();
		this.membership.beat();
		assertThat(this.membership.node()).isNull();
		assertThat(this.store.nodes()).isEmpty();
	}

}
