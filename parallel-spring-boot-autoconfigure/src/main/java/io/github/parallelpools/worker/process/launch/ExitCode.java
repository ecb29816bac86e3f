package io.github.parallelpools.worker.process.launch;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.parallelpools.worker.process.child.ChildMain;

/** Explains the exit codes of JVMs. */
final class ExitCode {

	private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6,
			"SIGABRT: the JVM crashed", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
			"SIGTERM: somebody asked it to end");

	private static final Map<Integer, String> CODES = Map.of(1,
			"the JVM refused an argument, crashed, or the task exited with it", ChildMain.ORPHANED,
			"it lost the connection to the application");

	/** With what a JVM ends for want of memory, and what it prints then. */
	private static final int NO_MEMORY = 3;

	private static final Pattern WORDS = Pattern.compile("Terminating due to java\\.lang\\.OutOfMemoryError: (.*)");

	private static final String HEAP = "its heap was exhausted; see 'process.max-heap'";

	/** The last signal of Linux, SIGRTMAX. */
	private static final int LAST_SIGNAL = 64;

	private ExitCode() {
	}

	/** Whether the process was killed: nothing it did itself has ended it. */
	static boolean isKill(int code) {
		return code == 128 + 9;
	}

	/**
	 * What a code means.
	 * @param code the code
	 * @param output the last output of the process
	 */
	static String explain(int code, String output) {
		// Codes from 128 on that no signal has are what a program has exited with.
		if (code > 128 && code <= 128 + LAST_SIGNAL) {
			String signal = SIGNALS.getOrDefault(code - 128, "a signal");
			return "exit code %s, signal %s (%s)".formatted(code, code - 128, signal);
		}
		String meaning = (code == NO_MEMORY) ? ofMemory(output) : CODES.get(code);
		return (meaning != null) ? "exit code %s (%s)".formatted(code, meaning) : "exit code " + code;
	}

	private static String ofMemory(String output) {
		Matcher words = WORDS.matcher(output);
		if (!words.find()) {
			return HEAP + ", unless the task exited with it";
		}
		return switch (words.group(1)) {
			case "Java heap space", "GC overhead limit exceeded" -> HEAP;
			case "Metaspace", "Compressed class space" ->
				"its memory for classes was exhausted; raise what 'process.jvm-args' allows, as by -XX:MaxMetaspaceSize";
			default -> "its JVM had no memory: " + words.group(1);
		};
	}

}
