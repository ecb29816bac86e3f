package io.github.parallelpools.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A program that is given the effort as its first arguments and prints its figures, a
 * line each: the metric's name and the value.
 *
 * @param name what it is called in the table
 * @param missing why it can't be run here, if so
 * @param command what comes before the effort
 * @param arguments what comes after it
 */
record ProgramContender(String name, @Nullable String missing, List<String> command,
		List<String> arguments) implements Contender {

	private static final long MINUTES_AT_MOST = 5;

	/** A class of ours with a main method, in a JVM like this one. */
	static Contender java(String name, Class<?> program, String... arguments) {
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), program.getName());
		return new ProgramContender(name, null, command, List.of(arguments));
	}

	static Contender python(String name, String... arguments) {
		return new ProgramContender(name, Peers.missingPython(),
				List.of("python3", "-B", Peers.PYTHON_PROGRAM.toString()), List.of(arguments));
	}

	static Contender node(String name, String... arguments) {
		return new ProgramContender(name, Peers.missingNode(), List.of("node", Peers.NODE_PROGRAM.toString()),
				List.of(arguments));
	}

	@Override
	public Map<String, Double> measure(Effort effort) throws Exception {
		List<String> all = new ArrayList<>(this.command);
		all.addAll(List.of(effort.arguments()));
		all.addAll(this.arguments);
		Path output = Files.createTempFile("benchmark", ".out");
		try {
			return figures(all, output);
		}
		finally {
			Files.delete(output);
		}
	}

	private Map<String, Double> figures(List<String> command, Path output) throws Exception {
		Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		if (!process.waitFor(MINUTES_AT_MOST, TimeUnit.MINUTES)) {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
			throw new IOException("It took over " + MINUTES_AT_MOST + " minutes");
		}
		if (process.exitValue() != 0) {
			throw new IOException("It ended with exit code " + process.exitValue());
		}
		Map<String, Double> figures = new LinkedHashMap<>();
		for (String line : Files.readAllLines(output)) {
			String[] words = line.split(" ");
			figures.put(words[0], Double.valueOf(words[1]));
		}
		return figures;
	}

}
