package io.github.parallelpools.cluster.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;

import static org.assertj.core.api.Assertions.assertThat;

/** How tasks end, by their run or by being cancelled. */
interface CompletionContract {

	StoreFixture fixture();

	private static EndedTask ended(TestNode node, String task) {
		List<EndedTask> ended = node.store().outcomes(List.of(task));
		assertThat(ended).hasSize(1);
		return ended.get(0);
	}

	private static String value(EndedTask task) {
		return new String(task.outcome().value(), StandardCharsets.UTF_8);
	}

	@Test
	default void aClaimEndsItsTask() {
		TestNode submitter = fixture().node();
		TestNode node = fixture().node();
		String id = submitter.submit();
		assertThat(node.store().complete(node.claim().claim(), TestNode.outcome("a value"))).isTrue();
		EndedTask ended = ended(submitter, id);
		assertThat(ended.id()).isEqualTo(id);
		assertThat(ended.outcome().code()).isEqualTo("00000");
		assertThat(value(ended)).isEqualTo("a value");
		assertThat(ended.outcome().dead()).isFalse();
		assertThat(ended.attempts()).isEqualTo(1);
		assertThat(ended.reason()).isEmpty();
		StoredTask task = submitter.store().find(id).orElseThrow();
		assertThat(task.state()).isEqualTo(StoredTask.State.ENDED);
		assertThat(task.node()).isEqualTo(node.id());
		assertThat(task.attempts()).isEqualTo(1);
		assertThat(task.end()).usingRecursiveComparison().isEqualTo(ended);
		assertThat(node.store().mine(node.id())).isEmpty();
		assertThat(node.claim(1)).isEmpty();
	}

	@Test
	default void aDeadOneStaysAsALetter() {
		TestNode node = fixture().node();
		String id = node.bury(new TaskDraft());
		assertThat(node.store().find(id).orElseThrow().state()).isEqualTo(StoredTask.State.DEAD);
		EndedTask ended = ended(node, id);
		assertThat(ended.outcome().dead()).isTrue();
		assertThat(ended.outcome().code()).isEqualTo("21399");
		assertThat(value(ended)).isEqualTo("broken");
	}

	@Test
	default void theSameClaimMayEndItsTaskAgainAndTheFirstOutcomeStays() {
		TestNode node = fixture().node();
		Claim claim = node.begin();
		assertThat(node.store().complete(claim.claim(), TestNode.outcome("first"))).isTrue();
		assertThat(node.store().complete(claim.claim(), TestNode.outcome("second"))).isTrue();
		assertThat(fixture().open().complete(claim.claim(), TestNode.DEAD)).isTrue();
		assertThat(value(ended(node, claim.claim().task()))).isEqualTo("first");
		assertThat(node.store().find(claim.claim().task()).orElseThrow().state()).isEqualTo(StoredTask.State.ENDED);
	}

	@Test
	default void nobodyElseEndsATask() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		Claim old = node.begin();
		String id = old.claim().task();
		node.release(old, true);
		assertThat(node.complete(old)).isFalse();
		Claim current = node.claim();
		assertThat(node.complete(old)).isFalse();
		assertThat(node.store().complete(new TaskClaim(id, node.id(), 3), TestNode.DONE)).isFalse();
		assertThat(other.store().complete(new TaskClaim(id, other.id(), 2), TestNode.DONE)).isFalse();
		assertThat(other.store().complete(new TaskClaim("unknown", other.id(), 1), TestNode.DONE)).isFalse();
		assertThat(node.store().outcomes(List.of(id))).isEmpty();
		assertThat(node.store().complete(current.claim(), TestNode.outcome("mine"))).isTrue();
		assertThat(node.complete(old)).isFalse();
		assertThat(value(ended(node, id))).isEqualTo("mine");
	}

	@Test
	default void oneOutcomeIsTakenWhoeverIsTooLate() {
		TestNode late = fixture().mortal();
		TestNode other = fixture().node();
		IntStream.range(0, 20).forEach((number) -> late.submit());
		List<Claim> claims = late.claim(20);
		Map<String, String> taken = new ConcurrentHashMap<>();
		List<String> twice = new ArrayList<>();
		fixture().pass(fixture().lease().plusMillis(1));
		fixture().together(2, (number) -> {
			if (number == 0) {
				claims.forEach((claim) -> {
					if (late.store().complete(claim.claim(), TestNode.outcome("late"))) {
						note(taken, twice, claim, "late");
					}
				});
				return;
			}
			other.store().evict();
			other.store().requeue();
			for (Claim claim : other.claim(20)) {
				assertThat(other.store().complete(claim.claim(), TestNode.outcome("other"))).isTrue();
				note(taken, twice, claim, "other");
			}
		});
		assertThat(twice).isEmpty();
		taken.forEach((id, value) -> assertThat(value(ended(other, id))).isEqualTo(value));
		other.store().evict();
		other.store().requeue();
		assertThat(other.claim(20)).hasSize(20 - taken.size());
	}

	private static void note(Map<String, String> taken, List<String> twice, Claim claim, String value) {
		if (taken.putIfAbsent(claim.claim().task(), value) != null) {
			synchronized (twice) {
				twice.add(claim.claim().task());
			}
		}
	}

	@Test
	default void aQueuedTaskIsCancelledAtOnce() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		String id = node.submit();
		assertThat(other.store().cancel(id, true, "not wanted")).isEqualTo(CancelResult.ENDED);
		assertThat(node.claim(1)).isEmpty();
		EndedTask ended = ended(node, id);
		assertThat(ended.outcome().code()).isEqualTo(ClusterOutcome.CANCELLED);
		assertThat(ended.outcome().value()).isEmpty();
		assertThat(ended.outcome().dead()).isFalse();
		assertThat(ended.attempts()).isZero();
		assertThat(ended.reason()).isEqualTo("not wanted");
		assertThat(node.store().find(id).orElseThrow().node()).isNull();
		assertThat(node.store().cancel(id, true, "again")).isEqualTo(CancelResult.TOO_LATE);
		assertThat(ended(node, id).reason()).isEqualTo("not wanted");
	}

	@Test
	default void theNodeOfARunningTaskIsAskedAndDecides() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		Claim claim = node.begin();
		Claim second = node.begin();
		String id = claim.claim().task();
		assertThat(other.store().cancel(id, true, "not wanted")).isEqualTo(CancelResult.ASKED);
		assertThat(node.store().mine(node.id())).containsExactlyInAnyOrder(
				new OwnedTask(claim.claim(), TestNode.POOL, "not wanted"),
				new OwnedTask(second.claim(), TestNode.POOL, null));
		assertThat(node.store().outcomes(List.of(id))).isEmpty();
		assertThat(node.store().find(id).orElseThrow().state()).isEqualTo(StoredTask.State.RUNNING);
		assertThat(other.store().cancel(id, true, "not wanted")).isEqualTo(CancelResult.ASKED);
		assertThat(node.store().complete(claim.claim(), TestNode.outcome("done all the same"))).isTrue();
		assertThat(value(ended(other, id))).isEqualTo("done all the same");
	}

	@Test
	default void theWishToCancelStaysWithTheTask() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		Claim claim = node.begin();
		other.store().cancel(claim.claim().task(), true, "not wanted");
		node.release(claim, false);
		Claim next = other.claim();
		assertThat(other.store().mine(other.id()))
			.containsExactly(new OwnedTask(next.claim(), TestNode.POOL, "not wanted"));
	}

	@Test
	default void allTasksOfATagAreCancelledTogether() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		Claim running = node.begin(new TaskDraft().tagged("a tag"));
		node.complete(node.begin(new TaskDraft().tagged("a tag")));
		Claim untagged = node.begin();
		String queued = node.submit(new TaskDraft().tagged("a tag"));
		String another = node.submit(new TaskDraft().tagged("A tag"));
		String elsewhere = node.submit(new TaskDraft().tagged("a tag").inPool("another"));
		assertThat(other.store().cancelTagged(TestNode.POOL, "a tag", true, "not wanted")).isEqualTo(2);
		assertThat(other.store().cancelTagged(TestNode.POOL, "a tag", true, "not wanted")).isZero();
		assertThat(other.store().cancelTagged(TestNode.POOL, "unknown", true, "not wanted")).isZero();
		assertThat(ended(node, queued).reason()).isEqualTo("not wanted");
		assertThat(ended(node, queued).outcome().code()).isEqualTo(ClusterOutcome.CANCELLED);
		assertThat(node.store().mine(node.id())).containsExactlyInAnyOrder(
				new OwnedTask(running.claim(), TestNode.POOL, "not wanted"),
				new OwnedTask(untagged.claim(), TestNode.POOL, null));
		assertThat(TestNode.ids(node.claim(9))).containsExactly(another);
		assertThat(node.store().find(elsewhere).orElseThrow().end()).isNull();
	}

	@Test
	default void whatRunsGoesOnIfThatIsWanted() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		Claim running = node.begin(new TaskDraft().tagged("a tag"));
		String queued = node.submit(new TaskDraft().tagged("a tag"));
		String another = node.submit();
		assertThat(other.store().cancelTagged(TestNode.POOL, "a tag", false, "not wanted")).isEqualTo(1);
		assertThat(other.store().cancel(running.claim().task(), false, "not wanted")).isEqualTo(CancelResult.TOO_LATE);
		assertThat(other.store().cancel(another, false, "not wanted")).isEqualTo(CancelResult.ENDED);
		assertThat(node.store().mine(node.id())).containsExactly(new OwnedTask(running.claim(), TestNode.POOL, null));
		assertThat(ended(node, queued).outcome().code()).isEqualTo(ClusterOutcome.CANCELLED);
		assertThat(other.store().cancelTagged(TestNode.POOL, "a tag", true, "not wanted")).isEqualTo(1);
	}

	@Test
	default void whatHasEndedIsNotCancelled() {
		TestNode node = fixture().node();
		Claim claim = node.begin();
		node.complete(claim);
		String letter = node.bury(new TaskDraft());
		assertThat(node.store().cancel(claim.claim().task(), true, "late")).isEqualTo(CancelResult.TOO_LATE);
		assertThat(node.store().cancel(letter, true, "late")).isEqualTo(CancelResult.TOO_LATE);
		assertThat(node.store().cancel("unknown", true, "late")).isEqualTo(CancelResult.TOO_LATE);
		assertThat(value(ended(node, claim.claim().task()))).isEqualTo("done");
		assertThat(ended(node, letter).reason()).isEmpty();
	}

	@Test
	default void aTaskIsClaimedOrCancelledButNotBoth() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		List<String> ids = IntStream.range(0, 40).mapToObj((number) -> node.submit()).toList();
		List<String> claimed = new ArrayList<>();
		List<String> ended = new ArrayList<>();
		fixture().together(2, (number) -> {
			if (number == 0) {
				IntStream.range(0, 20).forEach((turn) -> claimed.addAll(TestNode.ids(node.claim(1))));
			}
			else {
				ids.stream()
					.filter((id) -> other.store().cancel(id, true, "not wanted") == CancelResult.ENDED)
					.forEach(ended::add);
			}
		});
		assertThat(claimed).doesNotContainAnyElementsOf(ended);
		assertThat(other.store().outcomes(ids)).hasSameSizeAs(ended);
		assertThat(node.store().mine(node.id())).hasSameSizeAs(claimed);
	}

	@Test
	default void severalEndInOneCall() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		Claim done = node.begin();
		Claim dead = node.begin();
		Claim before = node.begin();
		Claim others = node.begin();
		node.complete(before);
		node.release(others, true);
		Claim current = other.claim();
		List<TaskEnd> ends = List.of(new TaskEnd(before.claim(), TestNode.outcome("again")),
				new TaskEnd(done.claim(), TestNode.outcome("one")), new TaskEnd(others.claim(), TestNode.DONE),
				new TaskEnd(dead.claim(), TestNode.DEAD),
				new TaskEnd(new TaskClaim("unknown", node.id(), 1), TestNode.DONE));
		assertThat(node.store().complete(ends)).containsExactly(true, true, false, true, false);
		assertThat(node.store().complete(ends)).containsExactly(true, true, false, true, false);
		assertThat(value(ended(node, done.claim().task()))).isEqualTo("one");
		assertThat(value(ended(node, before.claim().task()))).isEqualTo("done");
		assertThat(ended(node, dead.claim().task()).outcome().dead()).isTrue();
		assertThat(node.store().mine(node.id())).isEmpty();
		assertThat(other.store().mine(other.id())).extracting(OwnedTask::claim).containsExactly(current.claim());
		node.store().leave(node.id());
		assertThat(node.store().complete(List.of(new TaskEnd(current.claim(), TestNode.DONE)))).containsExactly(true);
	}

	@Test
	default void nothingOfANodeThatIsGoneEndsInOneCall() {
		TestNode node = fixture().node();
		List<TaskEnd> ends = Stream.of(node.begin(), node.begin())
			.map((claim) -> new TaskEnd(claim.claim(), TestNode.DONE))
			.toList();
		node.store().leave(node.id());
		assertThat(node.store().complete(ends)).containsExactly(false, false);
	}

}
