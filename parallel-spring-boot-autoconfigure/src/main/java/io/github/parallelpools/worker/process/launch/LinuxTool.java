package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A tool of util-linux that changes its own process and then becomes the command that
 * follows. Where it is not there or does not work, the command is started without.
 */
enum LinuxTool {

	/**
	 * Has the system wake a halted worker when its application ends, so that the worker
	 * sees the end of its connection, kills what its tasks have started, and ends. What
	 * counts is the end of the thread that has spawned the worker, which therefore lives
	 * as long as the application.
	 */
	WAKES_WITH_PARENTS_END("/usr/bin/setpriv", "--pdeathsig", "CONT", "--"),

	/**
	 * No core file is written unless a prefix of the user raises the limit again. The
	 * JVM's own option would hide by which signal it has died.
	 */
	WRITES_NO_CORE("/usr/bin/prlimit", "--core=0:", "--");

	private final List<String> prefix;

	/** {@code null} until it was tried. */
	private volatile @Nullable Boolean works;

	LinuxTool(String... prefix) {
		this.prefix = List.of(prefix);
	}

	/** What stands before the command; nothing where that does not work. */
	List<String> prefix() {
		Boolean known = this.works;
		if (known == null) {
			known = works();
			// An interrupt says nothing of the system.
			this.works = Thread.currentThread().isInterrupted() ? null : known;
		}
		return known ? this.prefix : List.of();
	}

	private boolean works() {
		if (!Files.isExecutable(Path.of(this.prefix.get(0)))) {
			return false;
		}
		List<String> trial = new ArrayList<>(this.prefix);
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
