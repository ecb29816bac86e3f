package io.github.parallelpools.engine.crew;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a worker rests that found nothing, with a clock of the test's own. */
class IdlenessTests {

	private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Idleness idleness = new Idleness();

	@Test
	void restsLongerEachTimeUpToASecond() {
		long[] rests = { 10, 20, 40, 80, 160, 320, 640, 1000, 1000 };
		for (long rest : rests) {
			this.idleness.foundNothing(0);
			assertThat(this.idleness.restLeft(0)).isEqualTo(rest * MS);
			assertThat(this.idleness.restLeft(rest * MS)).isZero();
		}
		this.idleness.end();
		this.idleness.foundNothing(0);
		assertThat(this.idleness.restLeft(0)).isEqualTo(10 * MS);
	}

	@Test
	void aCallEndsTheRestOfOneThatFoundNothing() {
		this.idleness.foundNothing(0);
		assertThat(this.idleness.call(MS)).isTrue();
		assertThat(this.idleness.restLeft(MS)).isZero();
		assertThat(this.idleness.call(MS)).as("it does not rest any more").isFalse();
	}

	@Test
	void noCallEndsTheRestOfOneWhoseSearchFailed() {
		this.idleness.failed(0);
		assertThat(this.idleness.call(MS)).isFalse();
		assertThat(this.idleness.restLeft(MS)).isEqualTo(9 * MS);
	}

	@Test
	void isIdleSinceItWasFirstAsked() {
		assertThat(this.idleness.since(5)).isEqualTo(5);
		assertThat(this.idleness.since(9)).isEqualTo(5);
		this.idleness.end();
		assertThat(this.idleness.since(12)).isEqualTo(12);
	}

}
