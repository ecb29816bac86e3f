package io.github.parallelpools.engine.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;

class LiveSettingsTests {

	private final PoolSettings made = PoolRecipe.of("work", WorkerKind.THREAD).size(1, 2).settings();

	private final LiveSettings settings = new LiveSettings(this.made);

	@Test
	void whoeverReadsThroughThemSeesAChangeAtOnce() {
		Crew<String> crew = new Crew<>(this.settings::size);
		assertThat(crew.wantsMore(0)).isTrue();
		this.settings.change(this.made.withSize(new SizeSettings(0, 5, Duration.ZERO)));
		assertThat(crew.wantsMore(0)).isFalse();
		assertThat(crew.snapshot().max()).isEqualTo(5);
		assertThat(this.settings.present()).isEqualTo(this.made.withSize(new SizeSettings(0, 5, Duration.ZERO)));
	}

	@Test
	void whatFollowsFromThemFollowsAChange() {
		assertThat(this.settings.mayHaveLane()).isTrue();
		this.settings.change(new PoolSettings(this.made.name(), this.made.kind(), this.made.size(),
				this.made.overtime(), this.made.queue(), this.made.work(), RetrySettings.STANDARD,
				this.made.upkeep().withAutoStop(true)));
		assertThat(this.settings.mayHaveLane()).as("of a pool that stops by itself").isFalse();
		assertThat(this.settings.autoStop()).isTrue();
	}

}
