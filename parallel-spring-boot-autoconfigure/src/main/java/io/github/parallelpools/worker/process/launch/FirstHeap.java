package io.github.parallelpools.worker.process.launch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The size of a worker's heap at first, and how much of it is given back. Left to itself
 * a JVM begins with a 64th of the machine's memory, of which a worker that has run many
 * short tasks has touched a third for nothing.
 */
final class FirstHeap {

	/**
	 * Half a heap that is just collected may be free. What is new has 8 MB from the
	 * start, so that nothing is collected before the worker is ready.
	 */
	private static final List<String> SMALL = List.of("-Xms12m", "-XX:NewSize=8m", "-XX:-ShrinkHeapInSteps",
			"-XX:MaxHeapFreeRatio=50");

	/** In a smaller heap the JVM's own sizes are as small. */
	private static final long LEAST = 32L * 1024 * 1024;

	/**
	 * Who sets one of these may get a JVM that refuses to start, or a heap that is not
	 * meant, if others are set as well.
	 */
	private static final Pattern CHOICE = Pattern.compile("-(Xms|ms|Xmn|mn)\\d.*"
			+ "|-XX:(Initial|Min)HeapSize=.*|-XX:(Max)?NewSize=.*|-XX:OldSize=.*|-XX:NewRatio=.*"
			+ "|-XX:(Initial|Min|Max)RAM(Percentage|Fraction)=.*|-XX:MaxRAM=.*|-XX:(Min|Max)HeapFreeRatio=.*"
			+ "|-XX:[+-](ShrinkHeapInSteps|AggressiveHeap)|-XX:[+-]Use\\w+GC|-(Xmx|mx|XX:MaxHeapSize=)0[xX].*");

	private FirstHeap() {
	}

	/**
	 * The options.
	 * @param options all options of the JVM that users have chosen, and how large its
	 * heap may become
	 * @return what is set beside them; nothing if users have chosen something of the kind
	 */
	static List<String> beside(List<String> options) {
		HeapArgument largest = HeapArgument.largest(options);
		boolean chosen = options.stream().anyMatch((option) -> CHOICE.matcher(option).matches());
		return (chosen || largest == null || largest.bytes() < LEAST) ? List.of() : SMALL;
	}

}
