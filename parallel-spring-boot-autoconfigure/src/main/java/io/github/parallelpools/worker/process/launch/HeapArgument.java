package io.github.parallelpools.worker.process.launch;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An option for the size of the heap.
 *
 * @param text the option
 * @param bytes the size
 */
record HeapArgument(String text, long bytes) {

	private static final String SIZE = "(\\d{1,15})([kKmMgGtT]?)";

	private static final Pattern LARGEST = Pattern.compile("-(?:Xmx|mx|XX:MaxHeapSize=)" + SIZE);

	private static final Pattern FIRST = Pattern.compile("-(?:Xms|ms|XX:InitialHeapSize=|XX:MinHeapSize=)" + SIZE);

	/** How large the heap may become; nothing if no option tells. */
	static @Nullable HeapArgument largest(List<String> options) {
		return last(options, LARGEST);
	}

	/** How large the heap is at first; nothing if no option tells. */
	static @Nullable HeapArgument first(List<String> options) {
		return last(options, FIRST);
	}

	private static @Nullable HeapArgument last(List<String> options, Pattern pattern) {
		HeapArgument last = null;
		for (String option : options) {
			Matcher matcher = pattern.matcher(option);
			if (matcher.matches()) {
				int shift = 10 * (1 + "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)));
				last = new HeapArgument(option,
						Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : shift));
			}
		}
		return last;
	}

}
