package io.github.parallelpools.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A question that is put to several contenders in turn.
 *
 * @param chapter the part of the report
 * @param name what is done
 * @param metrics what is measured
 * @param ours the pool
 * @param peers what it is compared with
 */
record Scenario(String chapter, String name, List<Metric> metrics, Contender ours, List<Contender> peers) {

	/** Ours first. */
	List<Contender> contenders() {
		List<Contender> all = new ArrayList<>(List.of(this.ours));
		all.addAll(this.peers);
		return all;
	}

}
