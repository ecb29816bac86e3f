package io.github.parallelpools.engine.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.pool.PoolSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/** How long it takes from a kill to the next task. */
class RecoveryTests {

	private final Totals totals = new Totals();

	private final Recovery recovery = new Recovery(this.totals);

	private PoolSnapshot.Times times() {
		return this.totals.snapshot(0).workers().times();
	}

	@Test
	void eachKillEndsWithTheFirstTaskOfAnotherWorker() {
		this.recovery.killed(100, true);
		this.recovery.killed(200, true);
		assertThat(this.recovery.isUnderWay()).isTrue();
		this.recovery.succeeded(1_000);
		this.recovery.succeeded(1_500);
		assertThat(this.recovery.isUnderWay()).isFalse();
		this.recovery.succeeded(9_000);
		assertThat(times()).isEqualTo(new PoolSnapshot.Times(Duration.ZERO, 2, Duration.ofNanos(900 + 1_300)));
	}

	@Test
	void whatNobodyWaitsForIsNotMeasured() {
		this.recovery.killed(100, false);
		assertThat(this.recovery.isUnderWay()).isFalse();
		this.recovery.killed(200, true);
		this.recovery.quiet();
		this.recovery.succeeded(9_000);
		assertThat(times().recoveries()).isZero();
	}

	@Test
	void aClockThatIsMovedBackTakesNothingAway() {
		this.totals.started(300);
		this.totals.started(-1_000);
		this.recovery.killed(200, true);
		this.recovery.succeeded(100);
		assertThat(times()).isEqualTo(new PoolSnapshot.Times(Duration.ofNanos(300), 1, Duration.ZERO));
	}

	@Test
	void startsAreAddedUp() {
		this.totals.started(300);
		this.totals.started(400);
		assertThat(this.totals.snapshot(0).workers().started()).isEqualTo(2);
		assertThat(times().starting()).hasNanos(700);
	}

}
