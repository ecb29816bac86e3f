package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How tasks come into the store, and how they are found. */
interface SubmissionContract {

	StoreFixture fixture();

	@Test
	default void aSubmittedTaskIsFoundAsItWas() {
		TestNode node = fixture().node();
		NewTask.Rules rules = new NewTask.Rules(7, Duration.ofHours(1), "a tag", false, "a bean");
		String id = node.submit(new TaskDraft().withPriority(-5).needing("handler").under(rules));
		StoredTask task = fixture().open().find(id).orElseThrow();
		assertThat(task.task()).usingRecursiveComparison()
			.ignoringFields("payload")
			.isEqualTo(new NewTask(id, TestNode.POOL, node.id(), -5, "handler", new byte[0], rules));
		assertThat(task.task().payload()).isEqualTo(TestNode.bytes("payload"));
		assertThat(task.state()).isEqualTo(StoredTask.State.QUEUED);
		assertThat(task.node()).isNull();
		assertThat(task.attempts()).isZero();
		assertThat(task.end()).isNull();
		assertThat(task.age()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
	}

	@Test
	default void anUnknownTaskIsNotFound() {
		assertThat(fixture().open().find("unknown")).isEmpty();
	}

	@Test
	default void theAgeOfATaskIsCountedFromItsSubmission() {
		TestNode node = fixture().node();
		Claim claim = node.begin();
		fixture().pass(Duration.ofMillis(200));
		node.complete(claim);
		assertThat(node.store().find(claim.claim().task()).orElseThrow().age())
			.isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	@Test
	default void aTaskIsSubmittedOnceWhateverBecameOfIt() {
		TestNode node = fixture().node();
		NewTask task = new TaskDraft().by(node.id());
		NewTask changed = new TaskDraft().withId(task.id()).withPriority(9).by("another");
		assertThat(node.store().submit(task)).isTrue();
		assertThat(node.store().submit(task)).isFalse();
		assertThat(fixture().open().submit(changed)).isFalse();
		Claim claim = node.claim();
		assertThat(claim.submitter()).isEqualTo(node.id());
		assertThat(node.store().submit(task)).isFalse();
		node.complete(claim);
		assertThat(node.store().submit(task)).isFalse();
		assertThat(node.claim(1)).isEmpty();
		assertThat(node.store().find(task.id()).orElseThrow().task().priority()).isZero();
		TaskDraft letter = new TaskDraft();
		node.bury(letter);
		assertThat(node.store().submit(letter.by(node.id()))).isFalse();
		assertThat(node.store().find(letter.id()).orElseThrow().state()).isEqualTo(StoredTask.State.DEAD);
	}

	@Test
	default void ofAllWhoSubmitATaskOneHasDoneIt() {
		TestNode node = fixture().node();
		NewTask task = new TaskDraft().by(node.id());
		List<ClusterStore> stores = List.of(fixture().open(), fixture().open(), fixture().open(), fixture().open());
		AtomicInteger done = new AtomicInteger();
		fixture().together(stores.size(), (number) -> {
			if (stores.get(number).submit(task)) {
				done.incrementAndGet();
			}
		});
		assertThat(done).hasValue(1);
		assertThat(node.claim(5)).hasSize(1);
	}

	@Test
	default void aPayloadMayBeEmptyOrLarge() {
		TestNode node = fixture().node();
		byte[] large = new byte[1 << 20];
		new Random(1).nextBytes(large);
		assertThat(node.begin(new TaskDraft().carrying(new byte[0])).payload()).isEmpty();
		Claim claim = node.begin(new TaskDraft().carrying(large));
		assertThat(Arrays.equals(claim.payload(), large)).isTrue();
		String id = claim.claim().task();
		assertThat(Arrays.equals(node.store().find(id).orElseThrow().task().payload(), large)).isTrue();
		assertThat(node.store().complete(claim.claim(), new ClusterOutcome("00000", large, false))).isTrue();
		assertThat(Arrays.equals(node.store().outcomes(List.of(id)).get(0).outcome().value(), large)).isTrue();
	}

	@Test
	default void namesOfTasksMayBeOdd() {
		TestNode node = fixture().node();
		for (String name : StoreFixture.ODD) {
			node.submit(new TaskDraft().withId(name).inPool(name).needing(name).tagged(name));
		}
		for (String name : StoreFixture.ODD) {
			assertThat(node.claim(new ClaimOrder(name, Set.of("other"), 9, 0))).isEmpty();
			List<Claim> claims = node.claim(new ClaimOrder(name, Set.copyOf(StoreFixture.ODD), 9, 9));
			assertThat(TestNode.ids(claims)).containsExactly(name);
			assertThat(claims.get(0).needs()).isEqualTo(name);
			assertThat(claims.get(0).tag()).isEqualTo(name);
			assertThat(node.store().figures(name).running()).isEqualTo(1);
			assertThat(node.complete(claims.get(0))).isTrue();
		}
		assertThat(node.store().outcomes(StoreFixture.ODD)).hasSameSizeAs(StoreFixture.ODD);
		node.store().forget(StoreFixture.ODD);
		assertThat(node.store().outcomes(StoreFixture.ODD)).isEmpty();
	}

	@Test
	default void aStoreWithoutTransactionsRefusesToJoinThem() {
		Assumptions.assumeFalse(fixture().joinsTransactions(), "This store joins transactions.");
		TestNode node = fixture().node();
		TaskDraft draft = new TaskDraft().under(new NewTask.Rules(1, null, null, true));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> node.store().submit(draft.by(node.id())));
		assertThat(node.store().find(draft.id())).isEmpty();
	}

	@Test
	default void figuresTellWhatIsToBeDone() {
		TestNode node = fixture().node();
		assertThat(node.store().figures(TestNode.POOL).oldestWait()).isZero();
		node.bury(new TaskDraft());
		node.begin();
		node.submit();
		fixture().pass(Duration.ofMillis(200));
		node.submit();
		node.submit();
		node.submit(new TaskDraft().inPool("another"));
		QueueFigures figures = node.store().figures(TestNode.POOL);
		assertThat(figures.queued()).isEqualTo(3);
		assertThat(figures.running()).isEqualTo(1);
		assertThat(figures.dead()).isEqualTo(1);
		assertThat(figures.oldestWait()).isBetween(Duration.ofMillis(200), Duration.ofMinutes(1));
		assertThat(node.store().figures("unknown").queued()).isZero();
	}

	@Test
	default void whatIsQueuedIsCountedAsFarAsItMatters() {
		TestNode node = fixture().node();
		assertThat(node.store().queued(TestNode.POOL, 5)).isZero();
		node.bury(new TaskDraft());
		node.complete(node.begin());
		Claim running = node.begin();
		node.submit(new TaskDraft().inPool("another"));
		node.submit();
		node.submit(new TaskDraft().withPriority(3));
		node.submit(new TaskDraft().needing("other"));
		assertThat(node.store().queued(TestNode.POOL, 5)).isEqualTo(3);
		assertThat(node.store().queued(TestNode.POOL, Integer.MAX_VALUE)).isEqualTo(3);
		assertThat(node.store().queued(TestNode.POOL, 3)).isEqualTo(3);
		assertThat(node.store().queued(TestNode.POOL, 2)).isEqualTo(2);
		node.release(running, true);
		assertThat(fixture().open().queued(TestNode.POOL, 5)).isEqualTo(4);
	}

	@Test
	default void aTaskIsGivenToANodeAtOnceIfNoOtherWaits() {
		TestNode node = fixture().node();
		NewTask.Rules rules = new NewTask.Rules(7, Duration.ofHours(1), "a tag", false, "a bean");
		TaskDraft draft = new TaskDraft().withPriority(-5).under(rules);
		Optional<Claim> given = node.submitHere(draft);
		assertThat(given.isPresent()).isEqualTo(fixture().givesAtOnce());
		Claim claim = given.orElseGet(node::claim);
		assertThat(claim).usingRecursiveComparison()
			.ignoringFields("waited")
			.isEqualTo(new Claim(new TaskClaim(draft.id(), node.id(), 1), node.id(), TaskDraft.WORK,
					TestNode.bytes("payload"), 1, 7, Duration.ZERO, "a tag"));
		assertThat(node.store().mine(node.id())).extracting((one) -> one.claim()).containsExactly(claim.claim());
		assertThat(fixture().node().claim(1)).isEmpty();
		StoredTask stored = node.store().find(draft.id()).orElseThrow();
		assertThat(stored.state()).isEqualTo(StoredTask.State.RUNNING);
		assertThat(stored.node()).isEqualTo(node.id());
		assertThat(stored.attempts()).isEqualTo(1);
		assertThat(stored.task().rules()).isEqualTo(rules);
		assertThat(node.store().figures(TestNode.POOL).running()).isEqualTo(1);
		assertThat(node.submitHere(draft)).isEmpty();
		assertThat(node.store().submit(draft.by(node.id()))).isFalse();
		assertThat(node.complete(claim)).isTrue();
		assertThat(node.store().outcomes(List.of(draft.id()))).hasSize(1);
		assertThat(node.submitHere(draft)).isEmpty();
		assertThat(node.claim(1)).isEmpty();
	}

	@Test
	default void whatWasGivenAtOnceIsGivenBackAndCancelledAsAllElse() {
		TestNode node = fixture().node();
		Claim first = node.submitHere(new TaskDraft().tagged("tag")).orElseGet(node::claim);
		assertThat(node.release(first, true)).isTrue();
		Claim second = node.claim();
		assertThat(second.claim()).isEqualTo(new TaskClaim(first.claim().task(), node.id(), 2));
		assertThat(second.counted()).isEqualTo(2);
		assertThat(node.complete(first)).isFalse();
		assertThat(node.store().cancelTagged(TestNode.POOL, "tag", true, "not wanted")).isEqualTo(1);
		assertThat(node.store().mine(node.id())).extracting((one) -> one.cancelled()).containsExactly("not wanted");
	}

	@Test
	default void whatWasGivenAtOnceToANodeThatIsGoneIsQueuedAgain() {
		TestNode node = fixture().mortal();
		TestNode other = fixture().node();
		TaskDraft draft = new TaskDraft();
		Claim claim = node.submitHere(draft).orElseGet(node::claim);
		assertThat(claim.claim().attempt()).isEqualTo(1);
		fixture().die(node);
		assertThat(other.store().requeue().queued()).containsExactly(draft.id());
		assertThat(other.claim().claim()).isEqualTo(new TaskClaim(draft.id(), other.id(), 2));
	}

	@Test
	default void aTaskIsQueuedBehindOthersThatWait() {
		TestNode node = fixture().node();
		String before = node.submit();
		TaskDraft draft = new TaskDraft();
		assertThat(node.submitHere(draft)).isEmpty();
		assertThat(TestNode.ids(node.claim(2))).containsExactly(before, draft.id());
	}

	@Test
	default void aTaskThatTheNodeDoesNotWantIsNotInTheWay() {
		TestNode node = fixture().node();
		String others = node.submit(new TaskDraft().needing("another handler"));
		String elsewhere = node.submit(new TaskDraft().inPool("another pool"));
		Optional<Claim> given = node.submitHere(new TaskDraft());
		assertThat(given.isPresent()).isEqualTo(fixture().givesAtOnce());
		assertThat(node.store().find(others).orElseThrow().state()).isEqualTo(StoredTask.State.QUEUED);
		assertThat(node.store().find(elsewhere).orElseThrow().state()).isEqualTo(StoredTask.State.QUEUED);
	}

	@Test
	default void aNodeThatIsGoneIsGivenNothing() {
		TestNode node = fixture().node();
		TestNode gone = fixture().node();
		gone.store().leave(gone.id());
		TaskDraft draft = new TaskDraft();
		assertThat(gone.submitHere(draft)).isEmpty();
		assertThat(node.claim().claim().task()).isEqualTo(draft.id());
	}

	@Test
	default void noMoreRunAtOnceThanMayRun() {
		TestNode node = fixture().node();
		ClaimOrder two = new ClaimOrder(TestNode.POOL, Set.of(TaskDraft.WORK), 1, 2);
		for (int i = 0; i < 2; i++) {
			NewTask task = new TaskDraft().by(node.id());
			assertThat(node.store().submit(task, node.id(), two).isPresent() || !node.claim(two).isEmpty()).isTrue();
		}
		assertThat(node.store().submit(new TaskDraft().by(node.id()), node.id(), two)).isEmpty();
		assertThat(node.claim(two)).isEmpty();
		assertThat(node.store().figures(TestNode.POOL).running()).isEqualTo(2);
	}

	@Test
	default void theNodeKnowsWhatItWasGivenAtOnceIfTheAnswerWasLost() {
		LostAnswers lost = new LostAnswers(fixture().open());
		TestNode node = fixture().node(lost.store(), StoreFixture.LONG);
		TaskDraft draft = new TaskDraft();
		lost.lose("submit");
		assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(() -> node.submitHere(draft));
		assertThat(node.store().submit(draft.by(node.id()))).isFalse();
		assertThat(node.claim(1).isEmpty()).isEqualTo(fixture().givesAtOnce());
		assertThat(node.store().mine(node.id())).extracting((one) -> one.claim())
			.containsExactly(new TaskClaim(draft.id(), node.id(), 1));
	}

}
