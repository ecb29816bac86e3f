package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Has Linux wake a halted worker when its application ends, so that the worker sees the
 * end of its connection, kills what its tasks have started, and ends. Needs
 * {@code setpriv} of util-linux; elsewhere a halted worker stays until it is continued.
 * The system tells of the end of the thread that has spawned the worker, which therefore
 * lives as long as the application.
 */
final class ParentDeathSignal {

	private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

	private static final List<String> PREFIX = List.of(SETPRIV.toString(), "--pdeathsig", "CONT", "--");

	private static volatile int known;

	private ParentDeathSignal() {
	}

	/** What stands before the command; nothing where that does not work. */
	static List<String> prefix() {
		int found = known;
		if (found == 0) {
			found = works() ? 1 : -1;
			// An interrupt says nothing of the system.
			known = Thread.currentThread().isInterrupted() ? 0 : found;
		}
		return (found > 0) ? PREFIX : List.of();
	}

	private static boolean works() {
		if (!Files.isExecutable(SETPRIV)) {
			return false;
		}
		List<String> trial = new ArrayList<>(PREFIX);
		trial.add("true");
		try {
			Process process = new ProcessBuilder(trial).redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			boolean ended = process.waitFor(5, TimeUnit.SECONDS);
			process.destroyForcibly();
			return ended && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
