package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.StoredTask;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of tasks that name somebody who is to be told of their end. */
interface UntoldContract {

	List<String> MAIL = List.of("mail");

	StoreFixture fixture();

	private static TaskDraft naming(String listener) {
		return new TaskDraft().naming(listener);
	}

	private static List<String> untold(TestNode node) {
		return node.store().untold(TestNode.POOL, MAIL, 10).stream().map((task) -> task.task().id()).toList();
	}

	@Test
	default void whatEndsAfterItsSubmitterIsUntold() {
		TestNode submitter = fixture().mortal();
		TestNode other = fixture().node();
		String first = submitter.submit(naming("mail"));
		String second = submitter.submit(naming("mail"));
		String running = submitter.submit(naming("mail"));
		submitter.submit(naming("mail").inPool("another"));
		submitter.submit(naming("fax"));
		submitter.submit(new TaskDraft());
		other.submit(naming("mail"));
		List<Claim> claims = other.claim(9);
		assertThat(claims).hasSize(6);
		claims.stream().filter((claim) -> !claim.claim().task().equals(running)).forEach(other::complete);
		other.complete(other.claim(new ClaimOrder("another", Set.of(TaskDraft.WORK), 1, 0)).get(0));
		assertThat(untold(other)).isEmpty();
		fixture().die(submitter);
		assertThat(untold(other)).containsExactlyInAnyOrder(first, second);
		assertThat(other.store().untold(TestNode.POOL, MAIL, 1)).hasSize(1);
		assertThat(other.store().untold(TestNode.POOL, List.of("fax", "mail"), 9)).hasSize(3);
		assertThat(other.store().untold("another", MAIL, 9)).hasSize(1);
		assertThat(other.store().untold("unknown", MAIL, 9)).isEmpty();
		StoredTask found = other.store().untold(TestNode.POOL, List.of("unknown", "mail"), 9).get(0);
		assertThat(found.task().submitter()).isEqualTo(submitter.id());
		assertThat(found.task().rules().onEnd()).isEqualTo("mail");
		assertThat(found.end().outcome().value()).isEqualTo(TestNode.DONE.value());
		other.complete(
				claims.stream().filter((claim) -> claim.claim().task().equals(running)).findFirst().orElseThrow());
		assertThat(untold(other)).containsExactlyInAnyOrder(first, second, running);
	}

	@Test
	default void oneOfThoseWhoWantToTellDoes() {
		TestNode submitter = fixture().mortal();
		List<TestNode> others = List.of(fixture().node(), fixture().node(), fixture().node(), fixture().node());
		String task = submitter.submit(naming("mail"));
		others.get(0).complete(others.get(0).claim());
		fixture().die(submitter);
		AtomicInteger adopted = new AtomicInteger();
		fixture().together(others.size(), (number) -> {
			TestNode one = others.get(number);
			if (one.store().adopt(one.id(), task, submitter.id())) {
				adopted.incrementAndGet();
				assertThat(one.store().adopt(one.id(), task, submitter.id())).isTrue();
			}
		});
		assertThat(adopted).hasValue(1);
		assertThat(untold(others.get(1))).isEmpty();
	}

	@Test
	default void whoHasAdoptedMayDieToo() {
		TestNode submitter = fixture().mortal();
		TestNode heir = fixture().mortal();
		TestNode last = fixture().node();
		String task = submitter.submit(naming("mail"));
		last.complete(last.claim());
		fixture().die(submitter, heir);
		assertThat(heir.store().adopt(heir.id(), task, submitter.id())).isFalse();
		TestNode next = fixture().mortal();
		assertThat(next.store().adopt(next.id(), task, submitter.id())).isTrue();
		assertThat(untold(last)).isEmpty();
		fixture().die(next);
		assertThat(last.store().adopt(last.id(), task, submitter.id())).isFalse();
		assertThat(untold(last)).containsExactly(task);
		assertThat(last.store().adopt(last.id(), task, next.id())).isTrue();
		assertThat(last.store().find(task).orElseThrow().task().submitter()).isEqualTo(last.id());
	}

	@Test
	default void nobodyAdoptsWhatHasNotEnded() {
		TestNode submitter = fixture().node();
		TestNode other = fixture().node();
		String task = submitter.submit(naming("mail"));
		assertThat(other.store().adopt(other.id(), task, submitter.id())).isFalse();
		assertThat(other.store().adopt(other.id(), "unknown", submitter.id())).isFalse();
		Claim claim = other.claim();
		assertThat(other.store().adopt(other.id(), task, submitter.id())).isFalse();
		assertThat(claim.submitter()).isEqualTo(submitter.id());
		other.store().told(List.of(task, "unknown"));
		other.store().told(List.of());
		assertThat(other.store().find(task).orElseThrow().task().submitter()).isEqualTo(submitter.id());
	}

	@Test
	default void whatWasToldIsToldNoMoreAndStays() {
		TestNode submitter = fixture().mortal();
		TestNode other = fixture().node();
		String ended = submitter.submit(naming("mail"));
		other.complete(other.claim());
		String letter = submitter.bury(naming("mail"));
		fixture().die(submitter);
		assertThat(untold(other)).containsExactlyInAnyOrder(ended, letter);
		other.store().told(List.of(ended, letter));
		assertThat(untold(other)).isEmpty();
		assertThat(other.store().outcomes(List.of(ended, letter))).hasSize(2);
		// Who sends it again wants it told again.
		TestNode sender = fixture().mortal();
		assertThat(sender.store().resend(letter, "again", sender.id())).isTrue();
		assertThat(other.store().find("again").orElseThrow().task().rules().onEnd()).isEqualTo("mail");
		other.complete(other.claim());
		assertThat(untold(other)).isEmpty();
		fixture().die(sender);
		assertThat(untold(other)).containsExactly("again");
	}

	@Test
	default void whatIsNotThereAnyMoreIsNotTold() {
		TestNode submitter = fixture().mortal();
		TestNode other = fixture().node();
		List<String> ids = List.of(submitter.submit(naming("mail")), submitter.submit(naming("mail")));
		other.claim(2).forEach(other::complete);
		String removed = submitter.bury(naming("mail"));
		String sent = submitter.bury(naming("mail"));
		other.store().forget(ids.subList(0, 1));
		other.store().removeDeadLetter(removed);
		fixture().die(submitter);
		other.store().resend(sent, "again", other.id());
		assertThat(untold(other)).containsExactly(ids.get(1));
		fixture().pass(Duration.ofMillis(200));
		other.store().expire(Duration.ofMillis(1));
		assertThat(untold(other)).isEmpty();
	}

	@Test
	default void oddNamesMayBeToldToo() {
		TestNode submitter = fixture().mortal();
		TestNode other = fixture().node();
		for (String name : StoreFixture.ODD) {
			submitter.submit(naming(name));
		}
		other.claim(StoreFixture.ODD.size()).forEach(other::complete);
		fixture().die(submitter);
		for (String name : StoreFixture.ODD) {
			assertThat(other.store().untold(TestNode.POOL, List.of(name), 9))
				.extracting((task) -> task.task().rules().onEnd())
				.containsExactly(name);
		}
		assertThat(other.store().untold(TestNode.POOL, StoreFixture.ODD, 99)).hasSameSizeAs(StoreFixture.ODD);
	}

}
