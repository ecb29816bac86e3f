package io.github.parallelpools.engine.crew;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

	/** How pools have come to where they are. */
	private enum Past {

		/** Nothing has happened. */
		CLEAN,

		/** A worker did not start. */
		UNSTARTED,

		/** A worker did not start, and the next one is ready. */
		RECOVERED,

		/** Two workers in a row were ready and died before they had run anything. */
		CRASHING,

		/** The same, and the next one is ready. */
		DOUBTFUL

	}

	/** What happens then. */
	private enum Event {

		NOTHING, START_FAILS, DIES_UNTRIED_SOON, DIES_UNTRIED_LATE, DIES_TRIED_SOON, DIES_TRIED_LATE, READY, WORKS,
		OLD_ONE_WORKS, TWO_SECONDS, RESET

	}

	private void reach(Past past) {
		switch (past) {
			case CLEAN -> {
			}
			case UNSTARTED -> failStart();
			case RECOVERED -> {
				failStart();
				pass(delay());
				this.backoff.ready(this.now);
			}
			case CRASHING -> {
				die(Stage.UNTRIED, 50);
				pass(delay());
				die(Stage.UNTRIED, 50);
			}
			case DOUBTFUL -> {
				reach(Past.CRASHING);
				pass(delay());
				this.backoff.ready(this.now);
			}
		}
	}

	private void happens(Event event, long before) {
		switch (event) {
			case NOTHING -> {
			}
			case START_FAILS -> failStart();
			case DIES_UNTRIED_SOON -> die(Stage.UNTRIED, 50);
			case DIES_UNTRIED_LATE -> die(Stage.UNTRIED, 2000);
			case DIES_TRIED_SOON -> die(Stage.TRIED, 50);
			case DIES_TRIED_LATE -> die(Stage.TRIED, 2000);
			case READY -> this.backoff.ready(this.now);
			case WORKS -> this.backoff.worked(this.now);
			case OLD_ONE_WORKS -> this.backoff.worked(before);
			case TWO_SECONDS -> pass(2000);
			case RESET -> this.backoff.reset();
		}
	}

	/**
	 * Whether there is trouble after that, whether somebody is to be hired to see whether
	 * it is over, whether it is too early for an attempt, and whether nothing is left
	 * that the task of a worker would change.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			CLEAN     | NOTHING           | false | false | false | true
			CLEAN     | START_FAILS       | true  | true  | true  | false
			CLEAN     | DIES_UNTRIED_SOON | true  | true  | true  | false
			CLEAN     | DIES_UNTRIED_LATE | true  | true  | true  | false
			CLEAN     | DIES_TRIED_SOON   | false | false | false | true
			CLEAN     | DIES_TRIED_LATE   | false | false | false | true
			CLEAN     | READY             | false | false | false | true
			CLEAN     | WORKS             | false | false | false | true
			CLEAN     | OLD_ONE_WORKS     | false | false | false | true
			CLEAN     | TWO_SECONDS       | false | false | false | true
			CLEAN     | RESET             | false | false | false | true
			UNSTARTED | NOTHING           | true  | true  | true  | false
			UNSTARTED | START_FAILS       | true  | true  | true  | false
			UNSTARTED | DIES_UNTRIED_SOON | true  | true  | true  | false
			UNSTARTED | DIES_UNTRIED_LATE | true  | true  | true  | false
			UNSTARTED | DIES_TRIED_SOON   | false | false | false | false
			UNSTARTED | DIES_TRIED_LATE   | false | false | false | true
			UNSTARTED | READY             | false | false | false | false
			UNSTARTED | WORKS             | false | false | false | true
			UNSTARTED | OLD_ONE_WORKS     | true  | true  | true  | false
			UNSTARTED | TWO_SECONDS       | true  | true  | false | false
			UNSTARTED | RESET             | false | false | false | true
			RECOVERED | NOTHING           | false | false | false | false
			RECOVERED | START_FAILS       | true  | true  | true  | false
			RECOVERED | DIES_UNTRIED_SOON | true  | true  | true  | false
			RECOVERED | DIES_UNTRIED_LATE | true  | true  | true  | false
			RECOVERED | DIES_TRIED_SOON   | false | false | false | false
			RECOVERED | DIES_TRIED_LATE   | false | false | false | true
			RECOVERED | READY             | false | false | false | false
			RECOVERED | WORKS             | false | false | false | true
			RECOVERED | OLD_ONE_WORKS     | false | false | false | false
			RECOVERED | TWO_SECONDS       | false | false | false | false
			RECOVERED | RESET             | false | false | false | true
			CRASHING  | NOTHING           | true  | true  | true  | false
			CRASHING  | START_FAILS       | true  | true  | true  | false
			CRASHING  | DIES_UNTRIED_SOON | true  | true  | true  | false
			CRASHING  | DIES_UNTRIED_LATE | true  | true  | true  | false
			CRASHING  | DIES_TRIED_SOON   | true  | true  | true  | false
			CRASHING  | DIES_TRIED_LATE   | false | false | false | true
			CRASHING  | READY             | true  | false | true  | false
			CRASHING  | WORKS             | true  | true  | true  | false
			CRASHING  | OLD_ONE_WORKS     | true  | true  | true  | false
			CRASHING  | TWO_SECONDS       | true  | true  | false | false
			CRASHING  | RESET             | false | false | false | true
			DOUBTFUL  | NOTHING           | true  | false | false | false
			DOUBTFUL  | START_FAILS       | true  | true  | true  | false
			DOUBTFUL  | DIES_UNTRIED_SOON | true  | true  | true  | false
			DOUBTFUL  | DIES_UNTRIED_LATE | true  | true  | true  | false
			DOUBTFUL  | DIES_TRIED_SOON   | true  | true  | false | false
			DOUBTFUL  | DIES_TRIED_LATE   | false | false | false | true
			DOUBTFUL  | READY             | true  | false | false | false
			DOUBTFUL  | WORKS             | true  | false | false | false
			DOUBTFUL  | OLD_ONE_WORKS     | true  | false | false | false
			DOUBTFUL  | TWO_SECONDS       | false | false | false | false
			DOUBTFUL  | RESET             | false | false | false | true
			""")
	void whatHappensComesToThatOfTheTable(Past past, Event event, boolean trouble, boolean proof, boolean waiting,
			boolean clear) {
		long before = this.now;
		pass(1);
		reach(past);
		happens(event, before);
		assertThat(List.of(this.backoff.isTrouble(this.now), this.backoff.wantsProof(),
				this.backoff.isWaiting(this.now), this.backoff.isClear()))
			.as("trouble, proof, waiting, clear")
			.containsExactly(trouble, proof, waiting, clear);
		assertThat(this.backoff.snapshot(this.now) != null).isEqualTo(trouble);
	}

}
