package io.github.parallelpools.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * All that was measured for one scenario: by contender the values of each round, or why
 * there are none.
 */
final class Figures {

	private final Scenario scenario;

	private final Map<String, List<Map<String, Double>>> rounds = new LinkedHashMap<>();

	private final Map<String, String> missing = new LinkedHashMap<>();

	Figures(Scenario scenario) {
		this.scenario = scenario;
	}

	void add(Contender contender, Map<String, Double> values) {
		this.rounds.computeIfAbsent(contender.name(), (name) -> new ArrayList<>()).add(values);
	}

	/** There are no figures of a contender, whatever was measured before. */
	void missing(Contender contender, String why) {
		this.rounds.remove(contender.name());
		this.missing.put(contender.name(), why);
	}

	Scenario scenario() {
		return this.scenario;
	}

	@Nullable String missing(Contender contender) {
		return this.missing.get(contender.name());
	}

	/** The values of one metric, in the order of the rounds; empty if there are none. */
	List<Double> values(Contender contender, Metric metric) {
		return this.rounds.getOrDefault(contender.name(), List.of())
			.stream()
			.map((values) -> values.getOrDefault(metric.name(), Double.NaN))
			.filter((value) -> !value.isNaN())
			.toList();
	}

	/**
	 * Ours divided by the peer's, round by round; empty if one of them is missing or
	 * nothing.
	 */
	List<Double> ratios(Contender peer, Metric metric) {
		List<Double> ours = values(this.scenario.ours(), metric);
		List<Double> theirs = values(peer, metric);
		List<Double> ratios = new ArrayList<>();
		for (int round = 0; round < Math.min(ours.size(), theirs.size()); round++) {
			if (theirs.get(round) > 0) {
				ratios.add(ours.get(round) / theirs.get(round));
			}
		}
		return ratios;
	}

	static double median(List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 != 0) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

}
