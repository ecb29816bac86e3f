package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JVM gets from the application and what users want it to be started with, which
 * may hold secrets: it goes into a file in the private directory, as every user of the
 * system can read the command lines of all processes. The file is there while the process
 * is.
 *
 * @param file the file
 * @param hidden what stands in it
 * @param open what the file can't hold
 */
record PrivateArguments(Path file, List<String> hidden, List<String> open) {

	/** Starts a process. */
	@FunctionalInterface
	interface Start {

		Process start() throws IOException;

	}

	static PrivateArguments of(ProcessSettings settings, PrivateDirectory directory, String mark) throws IOException {
		ProcessSettings.Jvm jvm = settings.jvm();
		List<String> hidden = new ArrayList<>(HandedOn.arguments(settings));
		List<String> open = new ArrayList<>();
		jvm.systemProperties().forEach((name) -> HandedOn.addProperty(name, hidden));
		for (String argument : JvmOptions.expanded(jvm.args())) {
			// An argument file that can't be read; the JVM says what is wrong with it.
			(argument.startsWith("@") ? open : hidden).add(argument);
		}
		return new PrivateArguments(directory.path().resolve("arguments-" + mark), hidden, open);
	}

	/** What stands on the command line. */
	List<String> arguments() {
		List<String> arguments = new ArrayList<>(this.open);
		arguments.add("@" + this.file);
		return arguments;
	}

	/** Starts a process while the file is there. Not for threads that are interrupted. */
	Process with(Start start) throws IOException {
		boolean started = false;
		try {
			ArgumentFile.write(this.file, this.hidden);
			Process process = start.start();
			started = true;
			process.onExit().thenRun(() -> delete(this.file));
			return process;
		}
		finally {
			if (!started) {
				delete(this.file);
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
