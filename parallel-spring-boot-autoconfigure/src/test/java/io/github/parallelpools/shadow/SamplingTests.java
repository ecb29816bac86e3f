package io.github.parallelpools.shadow;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A share of all tasks is chosen. */
class SamplingTests {

	private static int[] chosen(Sampling sampling, int of) {
		return IntStream.range(0, of).filter((number) -> sampling.takesNext()).toArray();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.1, 1, 12.5, 50, 99 })
	void asManyAreChosenAsTheShareSays(double share) {
		int of = 1_000_000;
		double expected = of * share / 100;
		assertThat((double) chosen(new Sampling(share), of).length).isBetween(expected * 0.95, expected * 1.05);
	}

	@Test
	void nothingAndEverythingAreExact() {
		assertThat(chosen(new Sampling(0), 10_000)).isEmpty();
		assertThat(chosen(new Sampling(100), 10_000)).hasSize(10_000);
	}

	@Test
	void theSameAreChosenInEachRunAndInNoSimplePattern() {
		int[] first = chosen(new Sampling(10), 1000);
		assertThat(chosen(new Sampling(10), 1000)).isEqualTo(first);
		assertThat(IntStream.range(1, first.length).map((i) -> first[i] - first[i - 1]).distinct().count())
			.isGreaterThan(5);
	}

	@Test
	void theShareChangesAtOnce() {
		Sampling sampling = new Sampling(0);
		assertThat(sampling.takesNext()).isFalse();
		sampling.share(100);
		assertThat(sampling.takesNext()).isTrue();
		sampling.share(0);
		assertThat(sampling.takesNext()).isFalse();
	}

}
