package io.github.parallelpools.engine.crew;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.crew.StartBackoff.Failure;
import io.github.parallelpools.engine.crew.StartBackoff.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** Failures in a row make the pause longer, and what was a crash loop is noticed. */
class StartBackoffTests {

	private static final long MILLISECOND = 1_000_000;

	private double chance;

	private long now = Long.MAX_VALUE - 5 * MILLISECOND;

	private final StartBackoff backoff = new StartBackoff(() -> this.chance);

	private void pass(long milliseconds) {
		this.now += milliseconds * MILLISECOND;
	}

	private void failStart() {
		this.backoff.failed(new Failure(Stage.START, "no luck", 0), this.now);
	}

	private void die(Stage stage, long life) {
		this.backoff.ready(this.now);
		long readyAt = this.now;
		pass(life);
		this.backoff.failed(new Failure(stage, "died", readyAt), this.now);
	}

	private long delay() {
		return Math.round((this.backoff.retryAt(this.now) - this.now) / (double) MILLISECOND);
	}

	private List<Long> delays(int count) {
		List<Long> delays = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			failStart();
			delays.add(delay());
			pass(delay());
		}
		return delays;
	}

	@Test
	void thePauseIsDoubledUpToHalfAMinute() {
		assertThat(delays(11)).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 30000L,
				30000L);
		assertThat(this.backoff.snapshot(this.now).consecutive()).isEqualTo(11);
	}

	@Test
	void chanceShortensThePauseByUpToAQuarter() {
		this.chance = 0.4;
		assertThat(delays(3)).containsExactly(90L, 180L, 360L);
		this.chance = 1;
		assertThat(delays(1)).containsExactly(600L);
		for (int i = 0; i < 30; i++) {
			pass(30_000);
			failStart();
		}
		assertThat(delay()).isEqualTo(22_500);
	}

	@Test
	void aReadyWorkerEndsTheTroubleAndAFinishedTaskSetsThePauseBack() {
		delays(3);
		this.backoff.ready(this.now);
		assertThat(this.backoff.snapshot(this.now)).isNull();
		assertThat(this.backoff.isWaiting(this.now)).isFalse();
		assertThat(delays(1)).containsExactly(800L);
		this.backoff.ready(this.now);
		this.backoff.worked(this.now);
		assertThat(delays(1)).containsExactly(100L);
	}

	@Test
	void aWorkerThatHasLivedForLongSetsThePauseBackToo() {
		delays(6);
		this.backoff.ready(this.now);
		pass(3100);
		assertThat(delays(1)).containsExactly(6400L);
		this.backoff.ready(this.now);
		pass(6400);
		assertThat(delays(1)).containsExactly(100L);
	}

	@Test
	void workersThatBecomeReadyAndDieAtOnceStayATroubleAlthoughTheyWereReady() {
		die(Stage.UNTRIED, 50);
		pass(delay());
		die(Stage.UNTRIED, 50);
		assertThat(delay()).isEqualTo(200);
		pass(delay());
		this.backoff.ready(this.now);
		assertThat(this.backoff.isTrouble(this.now)).isTrue();
		assertThat(this.backoff.wantsProof()).isFalse();
		this.backoff.worked(this.now);
		pass(1999);
		assertThat(this.backoff.isTrouble(this.now)).isTrue();
		pass(1);
		assertThat(this.backoff.snapshot(this.now)).isNull();
		failStart();
		assertThat(this.backoff.snapshot(this.now).consecutive()).isEqualTo(1);
	}

	@Test
	void workersThatHadTasksAndDieIdleAreATroubleFromTheTenthOn() {
		for (int i = 0; i < 9; i++) {
			die(Stage.TRIED, 50);
			assertThat(this.backoff.snapshot(this.now)).isNull();
			this.backoff.ready(this.now);
			this.backoff.worked(this.now);
		}
		die(Stage.TRIED, 50);
		assertThat(this.backoff.snapshot(this.now).message()).isEqualTo("died");
		assertThat(this.backoff.describe()).isEqualTo("1 workers in a row have failed, the last one with: died");
	}

	@Test
	void workersThatDieTogetherAreNoLoop() {
		this.backoff.ready(this.now);
		long readyAt = this.now;
		pass(50);
		for (int i = 0; i < 8; i++) {
			this.backoff.failed(new Failure(Stage.TRIED, "killed", readyAt), this.now);
			pass(1);
		}
		assertThat(this.backoff.snapshot(this.now)).isNull();
	}

	@Test
	void workersThatLivedForAWhileAreNoLoop() {
		for (int i = 0; i < 8; i++) {
			die(Stage.TRIED, 2000);
		}
		assertThat(this.backoff.snapshot(this.now)).isNull();
	}

	@Test
	void aWorkerThatWasThereBeforeTellsNothingAboutThoseWhoFail() {
		long before = this.now;
		pass(1);
		delays(3);
		this.backoff.worked(before);
		assertThat(this.backoff.snapshot(this.now).consecutive()).isEqualTo(3);
		assertThat(delays(1)).containsExactly(800L);
	}

	@Test
	void whoStartsThePoolAnewNeedNotWait() {
		delays(5);
		failStart();
		this.backoff.reset();
		assertThat(this.backoff.isWaiting(this.now)).isFalse();
		assertThat(delays(1)).containsExactly(100L);
	}

}
