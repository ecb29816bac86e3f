package io.github.parallelpools.benchmarks;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundsTests {

	private static final Metric METRIC = Metric.higher("rate", "tasks/s").goal("b", "≥ 2");

	private final List<String> order = new ArrayList<>();

	private final Effort threeRounds = Effort.QUICK;

	@Test
	void measuresInTurnAndComparesRoundByRound() {
		Figures figures = measure(new Fixed("a", null, 2, 40, 6), new Fixed("b", null, 1, 10, 3));
		assertThat(this.order).containsExactly("a", "b", "a", "b", "a", "b");
		assertThat(figures.ratios(figures.scenario().peers().get(0), METRIC)).containsExactly(2.0, 4.0, 2.0);
		assertThat(Table.of(List.of(figures)))
			.endsWith("| what | tasks/s ↑ | 6.00 | b | 3.00 | **2.00** | 2.00 to 4.00 | ≥ 2 |\n");
	}

	@Test
	void saysWhatIsMissingAndGoesOn() {
		Figures figures = measure(new Fixed("a", null, 1, 2, 3), new Fixed("b", "b is not installed"));
		assertThat(this.order).containsExactly("a", "a", "a");
		assertThat(Table.of(List.of(figures)))
			.endsWith("| what | tasks/s ↑ | 2.00 | b | b is not installed |  |  | ≥ 2 |\n");
	}

	@Test
	void saysWhatFailedAndGoesOn() {
		Figures figures = measure(new Fixed("a", null, 1, 2, 3), new Fixed("b", null, 1));
		assertThat(this.order).containsExactly("a", "b", "a", "b", "a");
		assertThat(Table.of(List.of(figures))).endsWith("| what | tasks/s ↑ | 2.00 | b | failed |  |  | ≥ 2 |\n");
	}

	private Figures measure(Contender ours, Contender peer) {
		Scenario scenario = new Scenario("Chapter", "what", List.of(METRIC), ours, List.of(peer));
		return new Rounds(this.threeRounds, new PrintStream(OutputStream.nullOutputStream())).measure(scenario);
	}

	/** Has these values, one in each round, and fails when there are no more. */
	private final class Fixed implements Contender {

		private final String name;

		private final @Nullable String missing;

		private final double[] values;

		private int round;

		Fixed(String name, @Nullable String missing, double... values) {
			this.name = name;
			this.missing = missing;
			this.values = values;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public @Nullable String missing() {
			return this.missing;
		}

		@Override
		public Map<String, Double> measure(Effort effort) {
			RoundsTests.this.order.add(this.name);
			return Map.of(METRIC.name(), this.values[this.round++]);
		}

	}

}
