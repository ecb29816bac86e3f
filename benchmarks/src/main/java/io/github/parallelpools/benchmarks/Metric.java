package io.github.parallelpools.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One figure of a scenario.
 *
 * @param name what contenders call it
 * @param unit its unit, as the table shows it
 * @param better which value is the better one
 * @param goals what is to be reached: by the ratio against the contender of that name, by
 * the value itself for the name ""
 */
record Metric(String name, String unit, Better better, Map<String, String> goals) {

	enum Better {

		HIGHER, LOWER

	}

	static Metric higher(String name, String unit) {
		return new Metric(name, unit, Better.HIGHER, Map.of());
	}

	static Metric lower(String name, String unit) {
		return new Metric(name, unit, Better.LOWER, Map.of());
	}

	/** The same with what the ratio against that contender is to reach. */
	Metric goal(String contender, String goal) {
		Map<String, String> goals = new LinkedHashMap<>(this.goals);
		goals.put(contender, goal);
		return new Metric(this.name, this.unit, this.better, goals);
	}

	/** The same with what the value itself is to reach. */
	Metric goal(String goal) {
		return goal("", goal);
	}

}
