package io.github.parallelpools.cluster.store;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.Requeued;
import io.github.parallelpools.spi.cluster.StoredTask;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of the tasks of nodes that are gone. */
interface RequeueContract {

	StoreFixture fixture();

	@Test
	default void theTasksOfADeadNodeAreTheNext() {
		TestNode dead = fixture().mortal();
		TestNode other = fixture().node();
		Claim first = dead.begin();
		Claim second = dead.begin();
		Claim theirs = other.begin();
		other.submit();
		fixture().die(dead);
		Requeued done = other.store().requeue();
		assertThat(done.queued()).containsExactlyInAnyOrder(first.claim().task(), second.claim().task());
		assertThat(done.dead()).isEmpty();
		assertThat(done.expired()).isEmpty();
		assertThat(other.store().find(first.claim().task()).orElseThrow().attempts()).isEqualTo(1);
		List<Claim> claims = other.claim(2);
		assertThat(TestNode.ids(claims)).containsExactlyInAnyOrder(first.claim().task(), second.claim().task());
		assertThat(claims).allSatisfy((claim) -> {
			assertThat(claim.claim().attempt()).isEqualTo(2);
			assertThat(claim.counted()).isEqualTo(2);
			assertThat(claim.claim().node()).isEqualTo(other.id());
		});
		assertThat(dead.complete(first)).isFalse();
		assertThat(dead.release(second, true)).isFalse();
		assertThat(other.complete(theirs)).isTrue();
		assertThat(other.complete(claims.get(0))).isTrue();
	}

	@Test
	default void nobodyHasTheTasksOfADeadNodeUntilThen() {
		TestNode dead = fixture().mortal();
		TestNode other = fixture().node();
		Claim claim = dead.begin();
		fixture().die(dead);
		assertThat(dead.store().mine(dead.id())).isEmpty();
		assertThat(dead.complete(claim)).isFalse();
		assertThat(dead.release(claim, false)).isFalse();
		assertThat(other.claim(1)).isEmpty();
		assertThat(other.store().outcomes(List.of(claim.claim().task()))).isEmpty();
		assertThat(other.store().requeue().queued()).containsExactly(claim.claim().task());
		assertThat(other.claim().counted()).isEqualTo(2);
	}

	@Test
	default void whatADeadNodeHasEndedStaysEnded() {
		TestNode dead = fixture().mortal();
		TestNode other = fixture().node();
		Claim claim = dead.begin();
		dead.complete(claim);
		fixture().die(dead);
		assertThat(other.store().requeue()).isEqualTo(Requeued.NOTHING);
		assertThat(dead.complete(claim)).isTrue();
		assertThat(other.store().find(claim.claim().task()).orElseThrow().node()).isEqualTo(dead.id());
	}

	@Test
	default void aTaskThatKillsItsNodesEndsAsADeadLetter() {
		TestNode first = fixture().mortal();
		TestNode other = fixture().node();
		TaskDraft draft = new TaskDraft().attempts(2);
		first.begin(draft);
		fixture().die(first);
		assertThat(other.store().requeue().queued()).containsExactly(draft.id());
		TestNode second = fixture().mortal();
		Claim claim = second.claim();
		assertThat(claim.counted()).isEqualTo(2);
		fixture().die(second);
		Requeued done = other.store().requeue();
		assertThat(done.dead()).containsExactly(draft.id());
		assertThat(done.queued()).isEmpty();
		assertThat(other.claim(1)).isEmpty();
		StoredTask task = other.store().find(draft.id()).orElseThrow();
		assertThat(task.state()).isEqualTo(StoredTask.State.DEAD);
		assertThat(task.node()).isNull();
		EndedTask end = other.store().outcomes(List.of(draft.id())).get(0);
		assertThat(end.outcome().code()).isEqualTo(ClusterOutcome.UNKNOWN);
		assertThat(end.outcome().value()).isEmpty();
		assertThat(end.outcome().dead()).isTrue();
		assertThat(end.attempts()).isEqualTo(2);
		assertThat(end.reason()).isNotBlank();
		assertThat(second.complete(claim)).isFalse();
		assertThat(other.store().outcomes(List.of(draft.id())).get(0).outcome().code()).isEqualTo("31399");
		assertThat(other.store().requeue()).isEqualTo(Requeued.NOTHING);
	}

	@Test
	default void attemptsThatDoNotCountDoNoHarm() {
		TestNode node = fixture().node();
		TestNode dead = fixture().mortal();
		String id = node.submit(new TaskDraft().attempts(2));
		for (int i = 0; i < 3; i++) {
			assertThat(node.release(node.claim(), false)).isTrue();
		}
		Claim claim = dead.claim();
		assertThat(claim.counted()).isEqualTo(1);
		assertThat(claim.claim().attempt()).isEqualTo(4);
		fixture().die(dead);
		assertThat(node.store().requeue().queued()).containsExactly(id);
	}

	@Test
	default void theWishToCancelOutlivesTheNode() {
		TestNode dead = fixture().mortal();
		TestNode other = fixture().node();
		Claim claim = dead.begin();
		other.store().cancel(claim.claim().task(), true, "not wanted");
		fixture().die(dead);
		other.store().requeue();
		Claim next = other.claim();
		assertThat(other.store().mine(other.id()))
			.containsExactly(new OwnedTask(next.claim(), TestNode.POOL, "not wanted"));
	}

	@Test
	default void eachTaskIsPutBackOnceWhoeverDoesIt() {
		TestNode dead = fixture().mortal();
		TestNode other = fixture().node();
		int tasks = 30;
		IntStream.range(0, tasks).forEach((number) -> dead.submit());
		dead.claim(tasks);
		fixture().die(dead);
		List<ClusterStore> stores = List.of(fixture().open(), fixture().open(), fixture().open(), fixture().open());
		Queue<String> queued = new ConcurrentLinkedQueue<>();
		fixture().together(stores.size(), (number) -> queued.addAll(stores.get(number).requeue().queued()));
		assertThat(queued).hasSize(tasks).doesNotHaveDuplicates();
		assertThat(other.claim(100)).hasSize(tasks).allMatch((claim) -> claim.counted() == 2);
	}

	@Test
	default void nothingIsPutBackOfThoseThatLive() {
		TestNode node = fixture().node();
		Claim claim = node.begin();
		assertThat(fixture().open().requeue()).isEqualTo(Requeued.NOTHING);
		assertThat(node.complete(claim)).isTrue();
	}

}
