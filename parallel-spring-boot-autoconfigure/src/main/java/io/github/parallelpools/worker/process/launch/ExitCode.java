package io.github.parallelpools.worker.process.launch;

import java.util.Map;

import io.github.parallelpools.worker.process.child.ChildMain;

/** Explains the exit codes of JVMs. */
final class ExitCode {

	private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6,
			"SIGABRT: the JVM crashed", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
			"SIGTERM: somebody asked it to end");

	private static final Map<Integer, String> CODES = Map.of(1,
			"the JVM refused an argument, crashed, or the task exited with it", 3,
			"its heap was exhausted; see 'process.max-heap'", ChildMain.ORPHANED,
			"it lost the connection to the application");

	/** The last signal of Linux, SIGRTMAX. */
	private static final int LAST_SIGNAL = 64;

	private ExitCode() {
	}

	/** Whether the process was killed: nothing it did itself has ended it. */
	static boolean isKill(int code) {
		return code == 128 + 9;
	}

	static String explain(int code) {
		// Codes from 128 on that no signal has are what a program has exited with.
		if (code > 128 && code <= 128 + LAST_SIGNAL) {
			String signal = SIGNALS.getOrDefault(code - 128, "a signal");
			return "exit code %s, signal %s (%s)".formatted(code, code - 128, signal);
		}
		String meaning = CODES.get(code);
		return (meaning != null) ? "exit code %s (%s)".formatted(code, meaning) : "exit code " + code;
	}

}
