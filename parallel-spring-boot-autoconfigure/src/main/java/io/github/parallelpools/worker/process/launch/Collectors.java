package io.github.parallelpools.worker.process.launch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks whether options choose a garbage collector. A JVM refuses to start with two of
 * them, while of all other options the last one wins.
 */
final class Collectors {

	private static final Pattern CHOICE = Pattern.compile("-XX:[+-]Use\\w+GC");

	private Collectors() {
	}

	/**
	 * Whether there is a choice.
	 * @param options all options of a JVM
	 * @return whether there is one for a collector among them
	 */
	static boolean isChosen(List<String> options) {
		return options.stream().anyMatch((option) -> CHOICE.matcher(option).matches());
	}

}
