package io.github.parallelpools.benchmarks;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Something that can be measured, each time in processes of its own. */
interface Contender {

	/** What it is called in the table. */
	String name();

	/** Why it can't be measured on this machine; {@code null} if it can. */
	default @Nullable String missing() {
		return null;
	}

	/**
	 * Measures it once.
	 * @return the values of the scenario's metrics by their names
	 */
	Map<String, Double> measure(Effort effort) throws Exception;

}
