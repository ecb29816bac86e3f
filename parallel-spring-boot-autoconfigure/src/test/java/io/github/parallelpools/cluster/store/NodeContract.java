package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who lives, and for how long. */
interface NodeContract {

	StoreFixture fixture();

	private static ClusterMember member(TestNode node) {
		return node.store().nodes().stream().filter((one) -> one.node().id().equals(node.id())).findAny().orElseThrow();
	}

	private static List<String> ids(ClusterStore store) {
		return store.nodes().stream().map((member) -> member.node().id()).toList();
	}

	@Test
	default void aStoreHasAName() {
		assertThat(fixture().open().name()).isNotBlank();
	}

	@Test
	default void aNodeThatHasJoinedIsSeenByAll() {
		ClusterNode node = new ClusterNode(fixture().unique(), "a name", "a build", "{\"a\":1}");
		fixture().open().join(node, StoreFixture.LONG);
		List<ClusterMember> members = fixture().open().nodes();
		assertThat(members).hasSize(1);
		assertThat(members.get(0).node()).isEqualTo(node);
		assertThat(members.get(0).age()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
		assertThat(members.get(0).lease()).isBetween(StoreFixture.LONG.minusMinutes(2), StoreFixture.LONG);
	}

	@Test
	default void nodesAreListedTheOldestFirst() {
		TestNode first = fixture().node();
		fixture().pass(Duration.ofMillis(50));
		TestNode second = fixture().node();
		fixture().pass(Duration.ofMillis(50));
		TestNode third = fixture().node();
		assertThat(ids(second.store())).containsExactly(first.id(), second.id(), third.id());
		assertThat(member(first).age()).isGreaterThan(member(third).age());
	}

	@Test
	default void aRenewalTellsTheStatusAndCountsTheLeaseFromNow() {
		ClusterStore other = fixture().open();
		TestNode node = fixture().mortal();
		fixture().pass(fixture().lease());
		assertThat(member(node).lease()).isLessThanOrEqualTo(Duration.ZERO);
		assertThat(node.store().renew(node.id(), "{\"busy\":1}")).isTrue();
		assertThat(member(node).lease()).isPositive();
		assertThat(member(node).node().status()).isEqualTo("{\"busy\":1}");
		assertThat(member(node).node().name()).isEqualTo("name of " + node.id());
		assertThat(member(node).node().build()).isEqualTo("build 1");
		assertThat(member(node).age()).isGreaterThanOrEqualTo(fixture().lease());
		assertThat(node.store().renew(node.id(), "{}")).isTrue();
		assertThat(other.evict()).isEmpty();
	}

	@Test
	default void anUnknownNodeIsNotRenewed() {
		assertThat(fixture().open().renew("unknown", "{}")).isFalse();
		assertThat(fixture().open().nodes()).isEmpty();
	}

	@Test
	default void aNodeWhoseLeaseIsOverIsEvictedOnce() {
		TestNode alive = fixture().node();
		TestNode dead = fixture().mortal();
		fixture().pass(fixture().lease().plusMillis(1));
		await().until(() -> alive.store().evict(), (evicted) -> evicted.equals(List.of(dead.id())));
		assertThat(alive.store().evict()).isEmpty();
		assertThat(ids(alive.store())).containsExactly(alive.id());
	}

	@Test
	default void aNodeLivesUntilItIsEvicted() {
		TestNode node = fixture().mortal();
		TestNode other = fixture().node();
		Claim claim = node.begin();
		long token = node.store().tryLock(node.id(), "lock", "me").getAsLong();
		fixture().pass(fixture().lease().plusMillis(1));
		assertThat(ids(other.store())).containsExactlyInAnyOrder(node.id(), other.id());
		assertThat(other.store().tryLock(other.id(), "lock", "me")).isEmpty();
		assertThat(other.store().requeue().queued()).isEmpty();
		assertThat(node.complete(claim)).isTrue();
		assertThat(node.begin().claim().attempt()).isEqualTo(1);
		assertThat(node.store().unlock(node.id(), "lock", token)).isTrue();
		assertThat(node.store().renew(node.id(), "{}")).isTrue();
		assertThat(other.store().evict()).isEmpty();
	}

	@Test
	default void anEvictedNodeNeverLivesAgain() {
		TestNode dead = fixture().mortal();
		fixture().die(dead);
		fixture().node().submit();
		for (int i = 0; i < 2; i++) {
			assertThat(dead.store().renew(dead.id(), "{}")).isFalse();
			assertThat(dead.claim(1)).isEmpty();
			assertThat(dead.store().tryLock(dead.id(), "lock", "me")).isEmpty();
			assertThat(dead.store().mine(dead.id())).isEmpty();
			assertThat(ids(dead.store())).doesNotContain(dead.id());
		}
		assertThat(dead.store().locks()).isEmpty();
		TestNode next = fixture().node(dead.store(), StoreFixture.LONG);
		assertThat(next.claim()).isNotNull();
		assertThat(dead.store().renew(dead.id(), "{}")).isFalse();
	}

	@Test
	default void oneOfAllWhoEvictHasDoneIt() {
		TestNode[] dead = { fixture().mortal(), fixture().mortal(), fixture().mortal() };
		List<ClusterStore> stores = List.of(fixture().open(), fixture().open(), fixture().open(), fixture().open());
		fixture().pass(fixture().lease().plusMillis(100));
		Queue<String> evicted = new ConcurrentLinkedQueue<>();
		fixture().together(stores.size(), (number) -> evicted.addAll(stores.get(number).evict()));
		assertThat(evicted).containsExactlyInAnyOrder(dead[0].id(), dead[1].id(), dead[2].id());
	}

	@Test
	default void aNodeIsRenewedOrEvictedButNotBoth() {
		List<TestNode> nodes = List.of(fixture().mortal(), fixture().mortal(), fixture().mortal(), fixture().mortal());
		ClusterStore other = fixture().open();
		fixture().pass(fixture().lease().plusMillis(100));
		Queue<String> renewed = new ConcurrentLinkedQueue<>();
		Queue<String> evicted = new ConcurrentLinkedQueue<>();
		fixture().together(nodes.size() + 1, (number) -> {
			if (number == nodes.size()) {
				evicted.addAll(other.evict());
			}
			else if (nodes.get(number).store().renew(nodes.get(number).id(), "{}")) {
				renewed.add(nodes.get(number).id());
			}
		});
		assertThat(evicted).noneMatch(renewed::contains);
		assertThat(ids(other)).containsExactlyInAnyOrderElementsOf(renewed);
		assertThat(renewed.size() + evicted.size()).isEqualTo(nodes.size());
	}

	@Test
	default void whoLeavesGivesEverythingBackAtOnceAndUncounted() {
		TestNode leaving = fixture().node();
		TestNode other = fixture().node();
		Claim first = leaving.begin(new TaskDraft().attempts(1));
		Claim second = leaving.begin(new TaskDraft().attempts(1));
		String third = other.submit();
		long token = leaving.store().tryLock(leaving.id(), "lock", "me").getAsLong();
		leaving.store().leave(leaving.id());
		assertThat(ids(other.store())).containsExactly(other.id());
		assertThat(leaving.store().renew(leaving.id(), "{}")).isFalse();
		assertThat(leaving.complete(first)).isFalse();
		List<Claim> claims = other.claim(2);
		assertThat(TestNode.ids(claims)).containsExactlyInAnyOrder(first.claim().task(), second.claim().task());
		assertThat(claims).allSatisfy((claim) -> {
			assertThat(claim.counted()).isEqualTo(1);
			assertThat(claim.claim().attempt()).isEqualTo(2);
		});
		assertThat(other.claim().claim().task()).isEqualTo(third);
		assertThat(other.store().locks()).isEmpty();
		assertThat(leaving.store().unlock(leaving.id(), "lock", token)).isFalse();
		assertThat(other.store().tryLock(other.id(), "lock", "me").getAsLong()).isGreaterThan(token);
	}

	@Test
	default void leavingLeavesWhatBelongsToOthers() {
		TestNode leaving = fixture().node();
		TestNode other = fixture().node();
		Claim claim = other.begin();
		other.store().tryLock(other.id(), "lock", "me");
		leaving.store().leave(leaving.id());
		leaving.store().leave(leaving.id());
		leaving.store().leave("unknown");
		assertThat(other.store().mine(other.id())).hasSize(1);
		assertThat(other.store().locks()).hasSize(1);
		assertThat(other.complete(claim)).isTrue();
	}

	@Test
	default void nobodyIsEvictedSoonAfterTheStoresStart() {
		TestNode node = fixture().mortal();
		fixture().pass(fixture().lease());
		Assumptions.assumeTrue(fixture().restart(), "This store can't be restarted by a test.");
		ClusterStore other = fixture().open();
		assertThat(other.evict()).isEmpty();
		assertThat(ids(other)).contains(node.id());
		// The old connection may only now be found dead.
		assertThat(await().ignoreExceptionsInstanceOf(ClusterStoreException.class)
			.until(() -> node.store().renew(node.id(), "{}"), (renewed) -> true)).isTrue();
		fixture().die(node);
	}

	@Test
	default void aNodeWhoseConnectionIsGoneIsEvictedBeforeItsLeaseEnds() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		ClusterStore.Watch watch = node.store().watch(node.id(), new RecordingListener());
		ClusterStore.Watch others = other.store().watch(other.id(), new RecordingListener());
		Assumptions.assumeTrue(watch.showsDeath() && others.showsDeath(), "This store shows no deaths.");
		assertThat(other.store().evict()).isEmpty();
		Assumptions.assumeTrue(fixture().cut(node), "Connections of this store can't be cut by a test.");
		await().until(() -> other.store().evict(), (evicted) -> evicted.equals(List.of(node.id())));
		assertThat(ids(other.store())).containsExactly(other.id());
	}

	@Test
	default void namesOfNodesMayBeOdd() {
		ClusterStore store = fixture().open();
		for (String name : StoreFixture.ODD) {
			store.join(new ClusterNode(name, name, name, "{\"" + name.replaceAll("[\"\\\\\\s]", "") + "\":1}"),
					StoreFixture.LONG);
		}
		assertThat(ids(store)).containsExactlyInAnyOrderElementsOf(StoreFixture.ODD);
		assertThat(store.nodes()).allSatisfy((member) -> {
			assertThat(member.node().name()).isEqualTo(member.node().id());
			assertThat(member.node().build()).isEqualTo(member.node().id());
		});
		store.leave("a");
		assertThat(store.renew("a", "{}")).isFalse();
		assertThat(store.nodes()).hasSize(StoreFixture.ODD.size() - 1);
		assertThat(Set.copyOf(ids(store))).contains("A", "a ", " a", "a%");
	}

}
