package io.github.parallelpools.engine.radar;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.HangSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/** Hangs are counted by place, in bounded memory. */
class HangRadarTests {

	private static final String MATCH = "com.example.Orders.match(Orders.java:42)";

	private static final String PRINT = "com.example.Orders.print(Orders.java:7)";

	private Instant now = Instant.EPOCH;

	private final HangRadar radar = new HangRadar((name) -> name.startsWith("com.example."), new Clock() {

		@Override
		public ZoneOffset getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(java.time.ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return HangRadarTests.this.now;
		}

	});

	private static String at(String place) {
		return "\"main\" RUNNABLE\n\tat java.util.Spin.spin(Spin.java:1)\n\tat " + place + "\n";
	}

	@Test
	void whatHasSeenNothingTellsNothing() {
		assertThat(this.radar.snapshot()).isEqualTo(HangSnapshot.NONE);
		assertThat(this.radar.snapshot().summary()).isNull();
		assertThat(this.radar.snapshot().place(MATCH)).isNull();
	}

	@Test
	void slowKilledAndSavedTasksAreCountedByPlace() {
		this.radar.slow(at(PRINT));
		this.now = this.now.plus(Duration.ofSeconds(1));
		this.radar.slow(at(MATCH));
		this.radar.killed(at(MATCH));
		this.now = this.now.plus(Duration.ofSeconds(1));
		this.radar.saved(PRINT);
		this.radar.killed(null);
		HangSnapshot seen = this.radar.snapshot();
		assertThat(seen.slow()).isEqualTo(2);
		assertThat(seen.killed()).isEqualTo(2);
		assertThat(seen.saved()).isEqualTo(1);
		assertThat(seen.places()).containsExactly(
				new HangSnapshot.Place(MATCH, 1, 1, 0, Instant.EPOCH.plusSeconds(1), Instant.EPOCH.plusSeconds(1)),
				new HangSnapshot.Place(HangSnapshot.UNKNOWN, 0, 1, 0, Instant.EPOCH.plusSeconds(2),
						Instant.EPOCH.plusSeconds(2)),
				new HangSnapshot.Place(PRINT, 1, 0, 1, Instant.EPOCH, Instant.EPOCH.plusSeconds(2)));
		assertThat(seen.summary()).isEqualTo("1 of 2 kills hang in Orders.match(Orders.java:42)");
	}

	@Test
	void withoutKillsTheSummaryIsAboutSlowTasks() {
		this.radar.slow(at(MATCH));
		this.radar.slow(null);
		this.radar.slow(null);
		assertThat(this.radar.snapshot().summary()).isEqualTo("1 of 3 slow tasks were in Orders.match(Orders.java:42)");
	}

	@Test
	void onlyTheFirstTaskAtAPlaceIsNew() {
		assertThat(this.radar.slow(at(MATCH))).isEqualTo(new HangRadar.Sighting(MATCH, true));
		assertThat(this.radar.slow(at(MATCH)).isNew()).isFalse();
		assertThat(this.radar.killed(at(MATCH)).isNew()).isFalse();
		assertThat(this.radar.killed(at(PRINT)).isNew()).isTrue();
		assertThat(this.radar.killed(null)).isEqualTo(new HangRadar.Sighting(HangSnapshot.UNKNOWN, false));
	}

	@Test
	void placesBeyondTheBoundAreCountedTogether() {
		this.radar.killed(null);
		for (int number = 0; number < HangRadar.MOST + 10; number++) {
			String place = "com.example.Many.one(Many.java:" + number + ")";
			HangRadar.Sighting seen = this.radar.slow(at(place));
			assertThat(seen.isNew()).isEqualTo(number < HangRadar.MOST);
			assertThat(seen.place()).isEqualTo((number < HangRadar.MOST) ? place : HangSnapshot.OTHERS);
		}
		assertThat(this.radar.slow(at("com.example.Many.one(Many.java:0)")).place()).endsWith(":0)");
		HangSnapshot seen = this.radar.snapshot();
		assertThat(seen.places()).hasSize(HangRadar.MOST + 2);
		assertThat(seen.place(HangSnapshot.OTHERS).slow()).isEqualTo(10);
		assertThat(seen.slow()).isEqualTo(HangRadar.MOST + 11);
	}

	@Test
	void whateverAStackSaysANameOfAPlaceIsNotLong() {
		String endless = "com.example." + "x".repeat(100_000) + ".y(Z.java:1)";
		assertThat(this.radar.slow(at(endless)).place()).hasSize(HangRadar.LONGEST);
	}

}
