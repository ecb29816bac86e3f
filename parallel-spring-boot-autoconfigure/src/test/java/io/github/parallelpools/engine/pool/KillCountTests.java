package io.github.parallelpools.engine.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.KillBudgetSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Kills are counted within a period that moves on. */
class KillCountTests {

	private static final Duration PER = Duration.ofMinutes(1);

	private static final KillBudgetSettings TWO = new KillBudgetSettings(2, 0, PER, KillBudgetSettings.Then.REJECT);

	private static final KillBudgetSettings TENTH = new KillBudgetSettings(0, 10, PER, KillBudgetSettings.Then.REJECT);

	private long now = Long.MAX_VALUE - 10;

	private long ended = 7;

	private final KillCount count = new KillCount(this.now, this.ended);

	private void pass(Duration time) {
		this.now += time.toNanos();
		this.count.pass(this.now, this.ended, PER.toNanos());
	}

	private @Nullable String kill(KillBudgetSettings budget) {
		this.ended++;
		pass(Duration.ZERO);
		this.count.killed();
		return this.count.excess(budget);
	}

	private void end(int tasks) {
		this.ended += tasks;
		pass(Duration.ZERO);
	}

	@Test
	void asManyAsAreAllowedAreNoExcess() {
		assertThat(kill(TWO)).isNull();
		assertThat(kill(TWO)).isNull();
		assertThat(kill(TWO))
			.isEqualTo("3 of 3 tasks were killed within 60000 ms, " + "which is more than 'kill-budget.max-kills' (2)");
	}

	@Test
	void aClockThatIsMovedBackForgetsNothing() {
		kill(TWO);
		kill(TWO);
		pass(Duration.ofSeconds(-1));
		pass(Duration.ofSeconds(-5));
		assertThat(kill(TWO)).startsWith("3 of 3 tasks were killed");
	}

	@Test
	void whatWasKilledBeforeThePeriodIsForgotten() {
		kill(TWO);
		kill(TWO);
		pass(PER.minusSeconds(1));
		assertThat(kill(TWO)).isNotNull();
		pass(Duration.ofSeconds(2));
		assertThat(kill(TWO)).isNull();
		pass(PER.multipliedBy(100));
		assertThat(kill(TWO)).isNull();
	}

	@Test
	void aShareIsOfTheTasksThatEndedInThePeriod() {
		end(18);
		assertThat(kill(TENTH)).isNull();
		assertThat(kill(TENTH)).isNull();
		assertThat(kill(TENTH)).isEqualTo("3 of 21 tasks were killed within 60000 ms, "
				+ "which is more than 'kill-budget.max-rate' (10.0 percent)");
		end(100);
		assertThat(kill(TENTH)).isNull();
		pass(PER.plusSeconds(1));
		end(9);
		assertThat(kill(TENTH)).isNull();
		assertThat(kill(TENTH)).isNotNull();
	}

	@Test
	void whatHasEndedSinceItWasLastToldIsSpreadOverTheTime() {
		kill(TWO);
		this.ended += 6000;
		pass(PER.multipliedBy(100));
		kill(TWO);
		kill(TWO);
		assertThat(kill(TWO)).startsWith("3 of 63 tasks were killed within 60000 ms");
	}

	@Test
	void ofFewTasksThereIsNoShare() {
		for (int i = 1; i < KillBudgetSettings.LEAST_TASKS; i++) {
			assertThat(kill(TENTH)).isNull();
		}
		assertThat(kill(TENTH)).isNotNull();
	}

	@Test
	void whatIsClearedIsForgotten() {
		kill(TWO);
		kill(TWO);
		this.count.clear();
		assertThat(kill(TWO)).isNull();
	}

}
