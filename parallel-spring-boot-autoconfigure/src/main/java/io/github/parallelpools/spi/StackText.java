package io.github.parallelpools.spi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What threads do at this moment, as text for people to read, at most 64 Ki characters.
 * Asks the JVM only, no user's code.
 */
public final class StackText {

	/** The most characters that a text has. */
	public static final int LONGEST = 64 * 1024;

	private static final Set<String> JVM_GROUPS = Set.of("system", "InnocuousThreadGroup");

	private StackText() {
	}

	/**
	 * What one thread does.
	 * @param thread the thread
	 * @return its name, its state, and a line for each call that it is in
	 */
	public static String of(Thread thread) {
		StringBuilder text = new StringBuilder();
		append(text, thread, thread.getStackTrace());
		return shorten(text);
	}

	/**
	 * What all threads of this JVM do, apart from the JVM's own and the calling one.
	 * @param first the thread that matters most, which comes first
	 * @return as {@link #of}, one after the other
	 */
	public static String ofAll(Thread first) {
		Map<Thread, StackTraceElement[]> stacks = new LinkedHashMap<>(Thread.getAllStackTraces());
		StringBuilder text = new StringBuilder();
		StackTraceElement[] own = stacks.remove(first);
		append(text, first, (own != null) ? own : first.getStackTrace());
		stacks.remove(Thread.currentThread());
		stacks.forEach((thread, stack) -> {
			if (stack.length > 0 && text.length() < LONGEST && !isOfTheJvm(thread)) {
				append(text, thread, stack);
			}
		});
		return shorten(text);
	}

	private static boolean isOfTheJvm(Thread thread) {
		ThreadGroup group = thread.getThreadGroup();
		return group != null && JVM_GROUPS.contains(group.getName());
	}

	private static void append(StringBuilder text, Thread thread, StackTraceElement[] stack) {
		text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
		for (StackTraceElement frame : stack) {
			text.append("\n\tat ").append(frame.getClassName()).append('.').append(frame.getMethodName());
			text.append('(').append(place(frame)).append(')');
		}
		text.append('\n');
	}

	/** Without modules and class loaders, which nobody asked for. */
	private static String place(StackTraceElement frame) {
		if (frame.isNativeMethod()) {
			return "Native Method";
		}
		String file = frame.getFileName();
		return (file != null) ? file + ":" + frame.getLineNumber() : "Unknown Source";
	}

	private static String shorten(CharSequence text) {
		return (text.length() <= LONGEST) ? text.toString() : text.subSequence(0, LONGEST) + "...";
	}

}
