package io.github.parallelpools.engine.crew;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.RecycleSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What a worker may do is what was said, or a little less by chance. */
class LifespanTests {

	private static Lifespan lifespan(double chance) {
		return new Lifespan(new RecycleSettings(1000, Duration.ofSeconds(100), 100L * 1024 * 1024), () -> chance, 0);
	}

	@Test
	void chanceTakesUpToATenth() {
		assertThat(lifespan(0).isSpent(999)).isFalse();
		assertThat(lifespan(0).isSpent(1000)).isTrue();
		assertThat(lifespan(0.5).isSpent(949)).isFalse();
		assertThat(lifespan(0.5).isSpent(950)).isTrue();
		Lifespan lifespan = lifespan(0.5);
		lifespan.begin(7);
		assertThat(lifespan.expiresAt()).isEqualTo(7 + Duration.ofSeconds(95).toNanos());
	}

	@Test
	void fewTasksAreExact() {
		Lifespan lifespan = new Lifespan(new RecycleSettings(3, Duration.ZERO, 0), () -> 0.999, 0);
		assertThat(lifespan.isSpent(2)).isFalse();
		assertThat(lifespan.isSpent(3)).isTrue();
	}

	@Test
	void isWeighedAfterTasksOnlyAndNotTooOften() {
		Lifespan lifespan = lifespan(0);
		assertThat(lifespan.isToBeWeighed(0)).isFalse();
		assertThat(lifespan.isToBeWeighed(1)).isTrue();
		lifespan.weighing(1, 5);
		lifespan.weighed(100L * 1024 * 1024);
		assertThat(lifespan.isOver(1, 6)).isFalse();
		assertThat(lifespan.isToBeWeighed(1)).isFalse();
		assertThat(lifespan.isToBeWeighed(2)).isTrue();
		assertThat(lifespan.nextWeighing()).isEqualTo(5 + Duration.ofSeconds(1).toNanos());
		lifespan.weighed(100L * 1024 * 1024 + 1);
		assertThat(lifespan.isOver(2, 6)).isTrue();
	}

	@Test
	void whoHasNoLimitsIsNeverReplaced() {
		Lifespan lifespan = new Lifespan(RecycleSettings.NEVER, () -> 0.5, 0);
		lifespan.begin(0);
		assertThat(lifespan.isOver(Long.MAX_VALUE, Duration.ofDays(36500).toNanos())).isFalse();
		assertThat(lifespan.isToBeWeighed(1)).isFalse();
	}

}
