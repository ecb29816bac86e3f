package io.github.parallelpools.engine.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.shared.store.DelegatingLocks.KeptRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The moves of a pass, with a clock of the test's own and without threads. */
class GatePassTests {

	private static final long FIRST_BACKOFF = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long STAND_BY = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long SOON = TimeUnit.MICROSECONDS.toNanos(50);

	private long now = 1_000;

	private final Ticker ticker = () -> this.now;

	private final GatePass pass = new GatePass();

	private final KeptRequest request = new KeptRequest();

	@Test
	void aWorkerAsksOnceAndOnlyForATask() {
		assertThat(this.pass.isToSettle(false, this.ticker)).isFalse();
		assertThat(this.pass.isToSettle(true, this.ticker)).isTrue();
		this.pass.asked(this.request);
		assertThat(this.pass.isToSettle(true, this.ticker)).isFalse();
		assertThat(this.pass.noteFailure(this.ticker)).isNull();
		assertThat(this.pass.isOpen()).isFalse();
		assertThat(this.pass.isUnderWay()).isTrue();
		assertThat(this.pass.patience(this.ticker)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void aGrantOpensItUntilTheTaskHasEnded() {
		this.pass.asked(this.request);
		this.request.answer().complete(true);
		assertThat(this.pass.noteFailure(this.ticker)).isNull();
		assertThat(this.pass.isOpen()).isTrue();
		this.pass.used();
		assertThat(this.pass.isUsed()).isTrue();
		this.pass.left();
		assertThat(this.pass.isUsed()).isFalse();
		assertThat(this.pass.isToSettle(true, this.ticker)).as("it asks again for the next task").isTrue();
	}

	@Test
	void whatIsNotNeededIsTakenBackAndNothingAskedForBeforeThatIsDone() {
		this.pass.asked(this.request);
		assertThat(this.pass.isToSettle(false, this.ticker)).isTrue();
		CompletableFuture<Void> returned = new CompletableFuture<>();
		assertThat(this.pass.withdraw()).isSameAs(this.request);
		this.pass.returns(returned);
		assertThat(this.pass.isToSettle(false, this.ticker)).isFalse();
		assertThat(this.pass.isToSettle(true, this.ticker)).isFalse();
		assertThat(this.pass.isUnderWay()).isTrue();
		returned.complete(null);
		assertThat(this.pass.isToSettle(true, this.ticker)).isTrue();
		assertThat(this.pass.isUnderWay()).isFalse();
	}

	@Test
	void aFailureIsToldAndTheLockAskedForLaterAndLater() {
		IllegalStateException gone = new IllegalStateException("gone");
		fail(gone);
		assertThat(this.pass.isOpen()).isFalse();
		assertThat(this.pass.failures()).isOne();
		assertThat(this.pass.isToSettle(true, this.ticker)).isFalse();
		assertThat(this.pass.patience(this.ticker)).isEqualTo(FIRST_BACKOFF);
		this.now += FIRST_BACKOFF;
		assertThat(this.pass.isToSettle(true, this.ticker)).isTrue();
		fail(gone);
		assertThat(this.pass.patience(this.ticker)).isEqualTo(2 * FIRST_BACKOFF);
		this.now += 2 * FIRST_BACKOFF;
		this.pass.asked(this.request);
		this.request.answer().complete(true);
		assertThat(this.pass.noteFailure(this.ticker)).isNull();
		this.pass.used();
		assertThat(this.pass.failures()).isZero();
	}

	private void fail(RuntimeException error) {
		KeptRequest failing = new KeptRequest();
		this.pass.asked(failing);
		failing.answer().completeExceptionally(error);
		assertThat(this.pass.isToSettle(true, this.ticker)).isTrue();
		assertThat(this.pass.noteFailure(this.ticker)).isSameAs(error);
	}

	@Test
	void aRequestThatWasCancelledBySomebodyElseIsAskedAgainLater() {
		this.pass.asked(this.request);
		this.request.answer().complete(false);
		assertThat(this.pass.isOpen()).isFalse();
		assertThat(this.pass.isToSettle(true, this.ticker)).isTrue();
		assertThat(this.pass.noteFailure(this.ticker)).hasMessageContaining("cancelled");
		assertThat(this.pass.patience(this.ticker)).isEqualTo(FIRST_BACKOFF);
		assertThat(this.pass.isToSettle(false, this.ticker)).isFalse();
		assertThat(this.pass.isToSettle(true, this.ticker)).as("there was no task meanwhile").isTrue();
	}

	@Test
	void aWorkerStandsByWhileOthersTakeTasksAndAsksOnceNothingMoves() {
		assertThat(this.pass.isToStandBy(5, this.ticker)).isTrue();
		assertThat(this.pass.patience(this.ticker)).isEqualTo(STAND_BY);
		this.now += STAND_BY;
		assertThat(this.pass.isToStandBy(6, this.ticker)).as("one more was taken").isTrue();
		this.now += STAND_BY - 1;
		assertThat(this.pass.isToStandBy(6, this.ticker)).isTrue();
		assertThat(this.pass.patience(this.ticker)).isOne();
		this.now++;
		assertThat(this.pass.isToStandBy(6, this.ticker)).isFalse();
		this.pass.asked(this.request);
		assertThat(this.pass.isToStandBy(7, this.ticker)).as("it has asked").isFalse();
		assertThat(this.pass.patience(this.ticker)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void whatItSawIsForgottenWhileThereIsNoTask() {
		assertThat(this.pass.isToStandBy(5, this.ticker)).isTrue();
		this.now += STAND_BY;
		assertThat(this.pass.isToSettle(false, this.ticker)).isFalse();
		assertThat(this.pass.patience(this.ticker)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.pass.isToStandBy(5, this.ticker)).isTrue();
	}

	@Test
	void whoCameBackLateIsNotWaitedForTheNextTime() {
		assertThat(this.pass.leaves(this.ticker)).isTrue();
		this.now += SOON;
		this.pass.cameBack(this.ticker);
		assertThat(this.pass.leaves(this.ticker)).isTrue();
		this.now += SOON + 1;
		this.pass.cameBack(this.ticker);
		assertThat(this.pass.leaves(this.ticker)).isFalse();
		this.pass.cameBack(this.ticker);
		assertThat(this.pass.leaves(this.ticker)).isTrue();
	}

}
