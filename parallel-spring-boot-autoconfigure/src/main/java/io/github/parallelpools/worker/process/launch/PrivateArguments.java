package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What users want a JVM to be started with, which may hold secrets: it goes into a file
 * in the private directory, as every user of the system can read the command lines of all
 * processes. The file is there while the process is.
 *
 * @param file the file, {@code null} if there is nothing to hide
 * @param lines its lines
 * @param open what the file can't hold
 */
record PrivateArguments(@Nullable Path file, List<String> lines, List<String> open) {

	/** Starts a process. */
	@FunctionalInterface
	interface Start {

		Process start() throws IOException;

	}

	static PrivateArguments of(ProcessSettings.Jvm jvm, PrivateDirectory directory, String mark) {
		List<String> hidden = new ArrayList<>();
		List<String> open = new ArrayList<>();
		jvm.systemProperties().forEach((name) -> Launcher.handOn(name, hidden));
		for (String argument : jvm.args()) {
			// A file of arguments can't name another one.
			(argument.startsWith("@") ? open : hidden).add(argument);
		}
		Path file = hidden.isEmpty() ? null : directory.path().resolve("arguments-" + mark);
		return new PrivateArguments(file, new ClassPath(hidden).lines(), open);
	}

	/** What stands on the command line. */
	List<String> arguments() {
		List<String> arguments = new ArrayList<>(this.open);
		if (this.file != null) {
			arguments.add("@" + this.file);
		}
		return arguments;
	}

	/** Starts a process while the file is there. Not for threads that are interrupted. */
	Process with(Start start) throws IOException {
		Path written = this.file;
		if (written == null) {
			return start.start();
		}
		boolean started = false;
		try {
			Files.write(written, this.lines);
			Process process = start.start();
			started = true;
			process.onExit().thenRun(() -> delete(written));
			return process;
		}
		finally {
			if (!started) {
				delete(written);
			}
		}
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			// It goes with the directory.
			return;
		}
	}

}
