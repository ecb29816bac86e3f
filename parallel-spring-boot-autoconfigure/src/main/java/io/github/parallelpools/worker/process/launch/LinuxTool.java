package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.MarkedProcesses;

/**
 * A tool of util-linux that changes its own process and then becomes the command that
 * follows. Where it is not there or does not work, the command is started without. Of
 * these, {@code setsid} starts a second process if its own leads a group, which one that
 * was just spawned does not.
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
	 * Has the system kill the process when the thread that has spawned it ends.
	 */
	DIES_WITH_PARENT("/usr/bin/setpriv", "--pdeathsig", "KILL", "--"),

	/**
	 * The worker, with all that it starts, is in a session and so in a process group of
	 * its own, so that a script which kills its group does not kill the application.
	 */
	HAS_ITS_OWN_GROUP("/usr/bin/setsid"),

	/** Others are more urgent. */
	IS_NICE("/usr/bin/nice", "-n", "10"),

	/**
	 * No core file is written unless a prefix of the user raises the limit again. The
	 * JVM's own option would hide by which signal it has died.
	 */
	WRITES_NO_CORE("/usr/bin/prlimit", "--core=0:", "--"),

	/**
	 * The same, and the worker and all that it starts have a limit of file locks by which
	 * they are found, see {@link MarkedProcesses}.
	 */
	IS_MARKED_AND_WRITES_NO_CORE("/usr/bin/prlimit", "--core=0:", "--locks=%s", "--");

	private final List<String> prefix;

	/** {@code null} until it was tried. */
	private volatile @Nullable Boolean works;

	LinuxTool(String... prefix) {
		this.prefix = List.of(prefix);
	}

	/**
	 * What stands before the command; nothing where that does not work.
	 * @param value what the tool is told, if it is told anything
	 */
	List<String> prefix(Object... value) {
		List<String> words = this.prefix.stream().map((word) -> word.formatted(value)).toList();
		Boolean known = this.works;
		if (known == null) {
			known = works(words);
			this.works = known;
		}
		return Boolean.TRUE.equals(known) ? words : List.of();
	}

	/**
	 * Tries it.
	 * @return {@code null} if nobody knows: want of descriptors or processes, or an
	 * interrupt, says nothing of the tool
	 */
	private static @Nullable Boolean works(List<String> words) {
		if (!Files.isExecutable(Path.of(words.get(0)))) {
			return false;
		}
		List<String> trial = new ArrayList<>(words);
		trial.add("true");
		try {
			Process process = ProcessStart.of(new ProcessBuilder(trial).redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD));
			boolean ended = process.waitFor(5, TimeUnit.SECONDS);
			process.destroyForcibly();
			return ended && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

}
