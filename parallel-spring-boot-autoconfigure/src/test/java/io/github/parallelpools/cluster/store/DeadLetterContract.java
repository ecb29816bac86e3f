package io.github.parallelpools.cluster.store;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.StoredTask;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept of tasks that have failed for good. */
interface DeadLetterContract {

	StoreFixture fixture();

	private static List<String> letters(TestNode node, int most) {
		return node.store().deadLetters(TestNode.POOL, most).stream().map((letter) -> letter.task().id()).toList();
	}

	@Test
	default void lettersAreListedTheOldestFirst() {
		TestNode node = fixture().node();
		assertThat(letters(node, 5)).isEmpty();
		String first = node.bury(new TaskDraft().tagged("a tag"));
		String second = node.bury(new TaskDraft().withPriority(9));
		String third = node.bury(new TaskDraft());
		node.complete(node.begin());
		node.submit(new TaskDraft().inPool("another"));
		assertThat(letters(node, 5)).containsExactly(first, second, third);
		assertThat(letters(node, 2)).containsExactly(first, second);
		assertThat(node.store().deadLetters("another", 5)).isEmpty();
		StoredTask letter = fixture().open().deadLetters(TestNode.POOL, 1).get(0);
		assertThat(letter.state()).isEqualTo(StoredTask.State.DEAD);
		assertThat(letter.task().payload()).isEqualTo(TestNode.bytes("payload"));
		assertThat(letter.task().rules().tag()).isEqualTo("a tag");
		assertThat(letter.end().outcome().value()).isEqualTo(TestNode.bytes("broken"));
		assertThat(letter.node()).isEqualTo(node.id());
		assertThat(letter.attempts()).isEqualTo(1);
	}

	@Test
	default void aLetterIsSentAgainAsANewTask() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		String letter = node.bury(new TaskDraft().withPriority(4).attempts(5).tagged("a tag"));
		String id = fixture().unique();
		assertThat(other.store().resend(letter, id, other.id())).isTrue();
		assertThat(node.store().find(letter)).isEmpty();
		assertThat(letters(node, 5)).isEmpty();
		StoredTask task = node.store().find(id).orElseThrow();
		assertThat(task.state()).isEqualTo(StoredTask.State.QUEUED);
		assertThat(task.attempts()).isZero();
		assertThat(task.end()).isNull();
		assertThat(task.task().priority()).isEqualTo(4);
		assertThat(task.task().rules().maxAttempts()).isEqualTo(5);
		Claim claim = node.claim();
		assertThat(claim.claim().task()).isEqualTo(id);
		assertThat(claim.counted()).isEqualTo(1);
		assertThat(claim.payload()).isEqualTo(TestNode.bytes("payload"));
		assertThat(claim.submitter()).isEqualTo(other.id());
		assertThat(claim.needs()).isEqualTo(TaskDraft.WORK);
		assertThat(claim.tag()).isEqualTo("a tag");
	}

	@Test
	default void aLetterIsSentAgainOnce() {
		TestNode node = fixture().node();
		String letter = node.bury(new TaskDraft());
		String id = fixture().unique();
		assertThat(node.store().resend(letter, id, node.id())).isTrue();
		assertThat(node.store().resend(letter, id, node.id())).isTrue();
		Claim claim = node.claim();
		assertThat(node.store().resend(letter, id, node.id())).isTrue();
		node.complete(claim);
		assertThat(node.store().resend(letter, id, node.id())).isTrue();
		assertThat(node.store().resend(letter, fixture().unique(), node.id())).isFalse();
		assertThat(node.claim(5)).isEmpty();
	}

	@Test
	default void onlyLettersAreSentAgain() {
		TestNode node = fixture().node();
		Claim ended = node.begin();
		node.complete(ended);
		Claim running = node.begin();
		String queued = node.submit();
		for (String id : List.of(ended.claim().task(), running.claim().task(), queued, "unknown")) {
			assertThat(node.store().resend(id, fixture().unique(), node.id())).isFalse();
			assertThat(node.store().removeDeadLetter(id)).isFalse();
		}
		assertThat(TestNode.ids(node.claim(9))).containsExactly(queued);
		assertThat(node.store().find(ended.claim().task())).isPresent();
	}

	@Test
	default void aLetterIsRemoved() {
		TestNode node = fixture().node();
		String letter = node.bury(new TaskDraft());
		String other = node.bury(new TaskDraft());
		assertThat(node.store().removeDeadLetter(letter)).isTrue();
		assertThat(node.store().removeDeadLetter(letter)).isFalse();
		assertThat(node.store().find(letter)).isEmpty();
		assertThat(letters(node, 5)).containsExactly(other);
		assertThat(node.store().resend(letter, fixture().unique(), node.id())).isFalse();
	}

}
