package io.github.parallelpools.worker.process.launch;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how large a heap the arguments of a JVM allow; the last one wins, as there. */
final class HeapArgument {

	private static final Pattern SIZE = Pattern.compile("-(?:Xmx|mx|XX:MaxHeapSize=)(\\d+)([kKmMgGtT]?)");

	private HeapArgument() {
	}

	/**
	 * The largest heap.
	 * @param args the arguments
	 * @param standard what holds if they do not tell
	 * @return the bytes
	 */
	static long read(List<String> args, long standard) {
		long heap = standard;
		for (String arg : args) {
			Matcher matcher = SIZE.matcher(arg);
			if (matcher.matches() && matcher.group(1).length() < 16) {
				int shift = 10 * (1 + "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)));
				heap = Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : shift);
			}
		}
		return heap;
	}

}
