package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who gets which task, and how it is given back. */
interface ClaimContract {

	StoreFixture fixture();

	private static ClaimOrder limited(int most, int maxRunning) {
		return new ClaimOrder(TestNode.POOL, Set.of(TaskDraft.WORK), most, maxRunning);
	}

	@Test
	default void aClaimTellsAllThatIsNeededToRunTheTask() {
		TestNode submitter = fixture().node();
		TestNode node = fixture().node();
		String id = submitter.submit(new TaskDraft().attempts(4).tagged("a tag"));
		fixture().pass(Duration.ofMillis(200));
		Claim claim = node.claim();
		assertThat(claim.claim().task()).isEqualTo(id);
		assertThat(claim.claim().node()).isEqualTo(node.id());
		assertThat(claim.claim().attempt()).isEqualTo(1);
		assertThat(claim.submitter()).isEqualTo(submitter.id());
		assertThat(claim.needs()).isEqualTo(TaskDraft.WORK);
		assertThat(claim.payload()).isEqualTo(TestNode.bytes("payload"));
		assertThat(claim.counted()).isEqualTo(1);
		assertThat(claim.maxAttempts()).isEqualTo(4);
		assertThat(claim.waited()).isBetween(Duration.ofMillis(200), Duration.ofMinutes(1));
		assertThat(claim.tag()).isEqualTo("a tag");
		StoredTask task = submitter.store().find(id).orElseThrow();
		assertThat(task.state()).isEqualTo(StoredTask.State.RUNNING);
		assertThat(task.node()).isEqualTo(node.id());
		assertThat(task.attempts()).isEqualTo(1);
		assertThat(submitter.begin().tag()).isNull();
	}

	@Test
	default void theHighestPriorityIsClaimedFirstAndOfItTheOldest() {
		TestNode node = fixture().node();
		String low = node.submit(new TaskDraft().withPriority(-1));
		String first = node.submit();
		String high = node.submit(new TaskDraft().withPriority(1_000));
		String second = node.submit();
		String higher = node.submit(new TaskDraft().withPriority(Integer.MAX_VALUE));
		String lowest = node.submit(new TaskDraft().withPriority(Integer.MIN_VALUE));
		assertThat(TestNode.ids(node.claim(3))).containsExactly(higher, high, first);
		assertThat(TestNode.ids(node.claim(9))).containsExactly(second, low, lowest);
		assertThat(node.claim(9)).isEmpty();
	}

	@Test
	default void manyTasksAreClaimedInTheOrderInWhichTheyCame() {
		TestNode node = fixture().node();
		List<String> ids = IntStream.range(0, 40).mapToObj((number) -> node.submit()).toList();
		assertThat(TestNode.ids(node.claim(15))).isEqualTo(ids.subList(0, 15));
		assertThat(TestNode.ids(node.claim(100))).isEqualTo(ids.subList(15, 40));
	}

	@Test
	default void aNodeGetsOnlyWhatItCanDo() {
		TestNode node = fixture().node();
		String odd = node.submit(new TaskDraft().needing("odd"));
		String first = node.submit(new TaskDraft().needing("one"));
		String second = node.submit(new TaskDraft().needing("two"));
		String third = node.submit(new TaskDraft().needing("one"));
		assertThat(node.claim(new ClaimOrder(TestNode.POOL, Set.of(), 9, 0))).isEmpty();
		assertThat(node.claim(new ClaimOrder(TestNode.POOL, Set.of("on", "One"), 9, 0))).isEmpty();
		assertThat(TestNode.ids(node.claim(new ClaimOrder(TestNode.POOL, Set.of("one", "two", "more"), 2, 0))))
			.containsExactly(first, second);
		assertThat(TestNode.ids(node.claim(new ClaimOrder(TestNode.POOL, Set.of("one"), 9, 0)))).containsExactly(third);
		assertThat(TestNode.ids(node.claim(new ClaimOrder(TestNode.POOL, Set.of("odd"), 9, 0)))).containsExactly(odd);
	}

	@Test
	default void aNodeGetsOnlyTasksOfThePool() {
		TestNode node = fixture().node();
		String other = node.submit(new TaskDraft().inPool("another").withPriority(9));
		String mine = node.submit();
		assertThat(TestNode.ids(node.claim(9))).containsExactly(mine);
		assertThat(TestNode.ids(node.claim(new ClaimOrder("another", Set.of(TaskDraft.WORK), 9, 0))))
			.containsExactly(other);
	}

	@Test
	default void anUnknownNodeGetsNothing() {
		TestNode node = fixture().node();
		node.submit();
		assertThat(node.store().claim("unknown", limited(1, 0))).isEmpty();
		assertThat(node.claim()).isNotNull();
	}

	@Test
	default void noMoreTasksRunThanMay() {
		TestNode first = fixture().node();
		TestNode second = fixture().node();
		IntStream.range(0, 10).forEach((number) -> first.submit());
		first.begin(new TaskDraft().inPool(TestNode.POOL).withPriority(1));
		List<Claim> claims = first.claim(limited(1, 3));
		assertThat(claims).hasSize(1);
		assertThat(second.claim(limited(5, 3))).hasSize(1);
		assertThat(second.claim(limited(5, 3))).isEmpty();
		assertThat(second.claim(limited(5, 2))).isEmpty();
		first.complete(claims.get(0));
		assertThat(second.claim(limited(5, 3))).hasSize(1);
		assertThat(second.claim(limited(4, 0))).hasSize(4);
	}

	@Test
	default void noMoreTasksRunThanMayWhoeverAsks() {
		List<TestNode> nodes = List.of(fixture().node(), fixture().node(), fixture().node(), fixture().node());
		int tasks = 60;
		IntStream.range(0, tasks).forEach((number) -> nodes.get(0).submit());
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		fixture().together(8, (number) -> {
			TestNode node = nodes.get(number % nodes.size());
			while (done.get() < tasks) {
				for (Claim claim : node.claim(limited(2, 3))) {
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
					// Counted down first, as others may begin at the very end.
					running.decrementAndGet();
					assertThat(node.complete(claim)).isTrue();
					done.incrementAndGet();
				}
				assertThat(node.store().figures(TestNode.POOL).running()).isLessThanOrEqualTo(3);
			}
		});
		assertThat(most.get()).isLessThanOrEqualTo(3);
		assertThat(done).hasValue(tasks);
	}

	@Test
	default void noTaskIsClaimedTwiceAtOnce() {
		List<TestNode> nodes = List.of(fixture().node(), fixture().node(), fixture().node(), fixture().node());
		int tasks = 200;
		Queue<String> claimed = new ConcurrentLinkedQueue<>();
		AtomicInteger submitted = new AtomicInteger();
		fixture().together(8, (number) -> {
			TestNode node = nodes.get(number % nodes.size());
			while (claimed.size() < tasks) {
				if (submitted.get() < tasks && submitted.incrementAndGet() <= tasks) {
					node.submit();
				}
				claimed.addAll(TestNode.ids(node.claim(3)));
			}
		});
		assertThat(claimed).hasSize(tasks).doesNotHaveDuplicates();
		long owned = nodes.stream().mapToLong((node) -> node.store().mine(node.id()).size()).sum();
		assertThat(owned).isEqualTo(tasks);
	}

	@Test
	default void whatIsGivenBackIsTheNextAndItsAttemptCountsIfItShall() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		String first = node.submit();
		String second = node.submit();
		Claim claim = node.claim();
		assertThat(node.release(claim, false)).isTrue();
		assertThat(node.store().find(first).orElseThrow().state()).isEqualTo(StoredTask.State.QUEUED);
		assertThat(node.store().find(first).orElseThrow().node()).isNull();
		assertThat(node.store().find(first).orElseThrow().attempts()).isZero();
		claim = other.claim();
		assertThat(claim.claim().task()).isEqualTo(first);
		assertThat(claim.claim().attempt()).isEqualTo(2);
		assertThat(claim.counted()).isEqualTo(1);
		assertThat(other.release(claim, true)).isTrue();
		assertThat(node.store().find(first).orElseThrow().attempts()).isEqualTo(1);
		String urgent = node.submit(new TaskDraft().withPriority(1));
		assertThat(node.claim().claim().task()).isEqualTo(urgent);
		claim = node.claim();
		assertThat(claim.claim().task()).isEqualTo(first);
		assertThat(claim.claim().attempt()).isEqualTo(3);
		assertThat(claim.counted()).isEqualTo(2);
		assertThat(node.claim().claim().task()).isEqualTo(second);
	}

	@Test
	default void severalThatAreGivenBackComeBeforeAllOthers() {
		TestNode node = fixture().node();
		IntStream.range(0, 6).forEach((number) -> node.submit());
		List<Claim> claims = node.claim(3);
		node.release(claims.get(1), false);
		node.release(claims.get(0), true);
		node.release(claims.get(2), false);
		assertThat(TestNode.ids(node.claim(3))).containsExactlyInAnyOrderElementsOf(TestNode.ids(claims));
	}

	@Test
	default void onlyTheClaimGivesBackAndOnlyOnce() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		Claim old = node.begin();
		assertThat(other.store().release(new TaskClaim(old.claim().task(), other.id(), 1), true)).isFalse();
		assertThat(node.release(old, true)).isTrue();
		assertThat(node.release(old, true)).isFalse();
		Claim current = node.claim();
		assertThat(current.counted()).isEqualTo(2);
		assertThat(node.release(old, true)).isFalse();
		assertThat(node.complete(current)).isTrue();
		assertThat(node.release(current, true)).isFalse();
		assertThat(node.claim(1)).isEmpty();
		assertThat(node.store().release(new TaskClaim("unknown", node.id(), 1), false)).isFalse();
	}

	@Test
	default void aNodeIsToldWhatItHas() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		assertThat(node.store().mine(node.id())).isEmpty();
		Claim first = node.begin();
		Claim second = node.begin();
		Claim third = node.begin();
		Claim theirs = other.begin();
		node.submit();
		assertThat(other.store().mine(node.id())).containsExactlyInAnyOrder(
				new OwnedTask(first.claim(), TestNode.POOL, null), new OwnedTask(second.claim(), TestNode.POOL, null),
				new OwnedTask(third.claim(), TestNode.POOL, null));
		node.complete(first);
		node.release(second, true);
		assertThat(node.store().mine(node.id())).containsExactly(new OwnedTask(third.claim(), TestNode.POOL, null));
		assertThat(node.store().mine(other.id())).containsExactly(new OwnedTask(theirs.claim(), TestNode.POOL, null));
		assertThat(node.store().mine("unknown")).isEmpty();
	}

	@Test
	default void whatIsQueuedForTooLongIsNeverClaimed() {
		TestNode node = fixture().node();
		Duration limit = fixture().lease();
		String late = node.submit(new TaskDraft().expiring(limit).withPriority(1));
		Claim claimed = node.begin(new TaskDraft().expiring(limit).withPriority(2));
		String patient = node.submit();
		fixture().pass(limit.plusMillis(1));
		assertThat(TestNode.ids(node.claim(9))).containsExactly(patient);
		assertThat(node.complete(claimed)).isTrue();
		await().until(() -> node.store().requeue().expired(), (expired) -> expired.equals(List.of(late)));
		StoredTask task = node.store().find(late).orElseThrow();
		assertThat(task.state()).isEqualTo(StoredTask.State.ENDED);
		assertThat(task.node()).isNull();
		assertThat(task.end().outcome().code()).isEqualTo("21004");
		assertThat(task.end().outcome().value()).isEmpty();
		assertThat(task.end().outcome().dead()).isFalse();
		assertThat(task.end().attempts()).isZero();
		assertThat(task.end().reason()).isNotBlank();
		assertThat(node.store().outcomes(List.of(late))).hasSize(1);
		assertThat(node.store().requeue().expired()).isEmpty();
	}

}
