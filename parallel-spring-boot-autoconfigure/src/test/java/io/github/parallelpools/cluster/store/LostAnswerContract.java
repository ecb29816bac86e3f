package io.github.parallelpools.cluster.store;

import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.MapValue;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.Requeued;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What was done, but whose answer was lost, is asked for again, and is not done twice.
 */
interface LostAnswerContract {

	StoreFixture fixture();

	/** Loses the answer of a call, and asks again. */
	private static <R> R again(LostAnswers lost, String method, Supplier<R> call) {
		lost.lose(method);
		assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(call::get);
		return call.get();
	}

	private static void again(LostAnswers lost, String method, Runnable call) {
		again(lost, method, () -> {
			call.run();
			return method;
		});
	}

	/** A node, the answers to which get lost. */
	private TestNode node(LostAnswers lost) {
		return fixture().node(lost.store(), StoreFixture.LONG);
	}

	private LostAnswers lost() {
		return new LostAnswers(fixture().open());
	}

	@Test
	default void aNodeJoinsOnce() {
		LostAnswers lost = lost();
		ClusterNode node = new ClusterNode(fixture().unique(), "name", "build", "{}");
		again(lost, "join", () -> lost.store().join(node, StoreFixture.LONG));
		assertThat(lost.store().nodes()).hasSize(1);
		assertThat(again(lost, "renew", () -> lost.store().renew(node.id(), "{}"))).isTrue();
	}

	@Test
	default void aNodeLeavesOnce() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		TestNode other = fixture().node();
		node.begin();
		again(lost, "leave", () -> node.store().leave(node.id()));
		assertThat(other.claim().counted()).isEqualTo(1);
		assertThat(other.claim(1)).isEmpty();
	}

	@Test
	default void theDeadAreEvictedOnce() {
		LostAnswers lost = lost();
		TestNode dead = fixture().mortal();
		TestNode other = fixture().node();
		dead.begin();
		fixture().pass(fixture().lease().plusMillis(100));
		assertThat(again(lost, "evict", lost.store()::evict)).isEmpty();
		assertThat(other.store().nodes()).hasSize(1);
		assertThat(again(lost, "requeue", lost.store()::requeue)).isEqualTo(Requeued.NOTHING);
		assertThat(other.claim().counted()).isEqualTo(2);
		assertThat(other.claim(1)).isEmpty();
	}

	@Test
	default void aTaskIsSubmittedOnce() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		NewTask task = new TaskDraft().by(node.id());
		assertThat(again(lost, "submit", () -> lost.store().submit(task))).isFalse();
		assertThat(node.claim(5)).hasSize(1);
	}

	@Test
	default void aClaimThatNobodyKnowsIsFound() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		String first = node.submit();
		String second = node.submit();
		assertThat(again(lost, "claim", () -> node.claim(1)).get(0).claim().task()).isEqualTo(second);
		OwnedTask orphan = node.store()
			.mine(node.id())
			.stream()
			.filter((owned) -> owned.claim().task().equals(first))
			.findAny()
			.orElseThrow();
		assertThat(again(lost, "release", () -> lost.store().release(orphan.claim(), false))).isFalse();
		Claim claim = node.claim();
		assertThat(claim.claim().task()).isEqualTo(first);
		assertThat(claim.counted()).isEqualTo(1);
	}

	@Test
	default void aTaskIsGivenBackOnce() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		Claim claim = node.begin();
		assertThat(again(lost, "release", () -> node.release(claim, true))).isFalse();
		assertThat(node.claim().counted()).isEqualTo(2);
		assertThat(node.claim(1)).isEmpty();
	}

	@Test
	default void aTaskEndsOnce() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		Claim claim = node.begin();
		String id = claim.claim().task();
		assertThat(again(lost, "complete", () -> node.complete(claim))).isTrue();
		assertThat(again(lost, "outcomes", () -> lost.store().outcomes(List.of(id)))).hasSize(1);
		again(lost, "forget", () -> lost.store().forget(List.of(id)));
		assertThat(lost.store().find(id)).isEmpty();
		node.complete(node.begin());
		fixture().pass(fixture().lease().plusMillis(1));
		assertThat(again(lost, "expire", () -> lost.store().expire(fixture().lease()))).isZero();
	}

	@Test
	default void aTaskIsCancelledOnce() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		String queued = node.submit();
		assertThat(again(lost, "cancel", () -> lost.store().cancel(queued, true, "not wanted")))
			.isEqualTo(CancelResult.TOO_LATE);
		assertThat(lost.store().outcomes(List.of(queued)).get(0).reason()).isEqualTo("not wanted");
		node.submit(new TaskDraft().tagged("a tag"));
		assertThat(again(lost, "cancelTagged",
				() -> lost.store().cancelTagged(TestNode.POOL, "a tag", true, "not wanted")))
			.isZero();
		String running = node.begin().claim().task();
		assertThat(again(lost, "cancel", () -> lost.store().cancel(running, true, "not wanted")))
			.isEqualTo(CancelResult.ASKED);
	}

	@Test
	default void aLetterIsSentOrRemovedOnce() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		String letter = node.bury(new TaskDraft());
		String id = fixture().unique();
		assertThat(again(lost, "resend", () -> lost.store().resend(letter, id, node.id()))).isTrue();
		assertThat(TestNode.ids(node.claim(5))).containsExactly(id);
		String other = node.bury(new TaskDraft());
		assertThat(again(lost, "removeDeadLetter", () -> lost.store().removeDeadLetter(other))).isFalse();
		assertThat(lost.store().deadLetters(TestNode.POOL, 5)).isEmpty();
	}

	@Test
	default void aLockIsTakenAndGivenBackOnce() {
		LostAnswers lost = lost();
		TestNode node = node(lost);
		long token = again(lost, "tryLock", () -> lost.store().tryLock(node.id(), "lock", "me")).getAsLong();
		assertThat(lost.store().locks().get(0).token()).isEqualTo(token);
		assertThat(again(lost, "unlock", () -> lost.store().unlock(node.id(), "lock", token))).isFalse();
		assertThat(lost.store().locks()).isEmpty();
		assertThat(lost.store().tryLock(node.id(), "lock", "again")).isPresent();
		assertThat(again(lost, "forceUnlock", () -> lost.store().forceUnlock("lock"))).isEmpty();
		assertThat(lost.store().locks()).isEmpty();
	}

	@Test
	default void aValueIsSwappedOnce() {
		LostAnswers lost = lost();
		ClusterStore store = lost.store();
		assertThat(again(lost, "cas", () -> store.cas("map", "key", MapValue.ABSENT, TestNode.bytes("1")))).isEmpty();
		assertThat(store.get("map", "key").value()).isEqualTo(TestNode.bytes("1"));
		assertThat(again(lost, "put", () -> store.put("map", "key", TestNode.bytes("2"))).value())
			.isEqualTo(TestNode.bytes("2"));
		assertThat(again(lost, "put", () -> store.put("map", "key", null))).isNull();
		store.put("map", "key", TestNode.bytes("3"));
		again(lost, "clear", () -> store.clear("map"));
		assertThat(store.size("map")).isZero();
	}

	@Test
	default void aWishIsTakenOnce() {
		LostAnswers lost = lost();
		assertThat(again(lost, "desire", () -> lost.store().desire("pool", 0, "{}"))).isEmpty();
		assertThat(lost.store().desired("pool").orElseThrow().version()).isEqualTo(1);
	}

}
