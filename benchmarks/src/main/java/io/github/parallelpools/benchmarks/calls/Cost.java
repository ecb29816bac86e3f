package io.github.parallelpools.benchmarks.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What one task costs.
 *
 * @param calls all that was entered for it
 */
record Cost(List<Call> calls) {

	Cost {
		calls = calls.stream().filter(Call::isCounted).toList();
	}

	/** The same for two threads. */
	Cost with(Cost other) {
		List<Call> both = new ArrayList<>(this.calls);
		both.addAll(other.calls);
		return new Cost(both);
	}

	/** What of it is in the library. */
	Sum ours() {
		return sum(Call::isOurs);
	}

	/** Also what the JDK does for that. */
	Sum all() {
		return sum((call) -> true);
	}

	private Sum sum(Predicate<Call> wanted) {
		List<Call> some = this.calls.stream().filter(wanted).toList();
		return new Sum(some.size(), some.stream().map(Call::type).distinct().count());
	}

	/**
	 * How much it is.
	 *
	 * @param calls how many methods were entered
	 * @param classes of how many classes
	 */
	record Sum(long calls, long classes) {
	}

}
