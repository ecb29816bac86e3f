package io.github.parallelpools.spi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The processes that a worker's tasks have started, also those that nobody can list any
 * more because a process whose parent died belongs to another one: all of them inherited
 * the worker's mark in their environment, which Linux shows to the same user. Elsewhere,
 * and where a process has cleared its environment, none is found.
 *
 * @param mark the worker's mark
 */
public record MarkedProcesses(String mark) {

	/**
	 * The variable that has the mark. An application that a task starts inherits it, so
	 * it must not be the name of any property there.
	 */
	public static final String VARIABLE = "PARALLELPOOLS_MARK";

	/** What is started while others are killed is found in the next round. */
	private static final int MOST_ROUNDS = 10;

	private static final Path PROC = Path.of("/proc");

	/**
	 * Kills all of them until none is found, but not the calling process, nor those that
	 * it descends from: a prefix may wait for it and tell how it ended.
	 */
	public void kill() {
		Set<Long> spared = new HashSet<>();
		for (ProcessHandle one = ProcessHandle.current(); one != null; one = one.parent().orElse(null)) {
			spared.add(one.pid());
		}
		for (int round = 0; round < MOST_ROUNDS && killOnce(spared); round++) {
			Thread.onSpinWait();
		}
	}

	/** Returns whether there were any. */
	private boolean killOnce(Set<Long> spared) {
		boolean found = false;
		if (!Files.isDirectory(PROC)) {
			return false;
		}
		String wanted = VARIABLE + "=" + this.mark;
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path process : processes) {
				long pid = Long.parseLong(process.getFileName().toString());
				if (!spared.contains(pid) && isMarked(process.resolve("environ"), wanted)) {
					found |= ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
				}
			}
		}
		catch (IOException ex) {
			// Without the list there is nothing to be found.
			return false;
		}
		return found;
	}

	private static boolean isMarked(Path environment, String wanted) {
		try {
			return new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1).contains(wanted);
		}
		catch (IOException ex) {
			// Another user's process, or one that has just ended.
			return false;
		}
	}

}
