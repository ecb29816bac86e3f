package io.github.parallelpools.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

	/** Other lines are what the program logs. */
	private static final Pattern FIGURE = Pattern.compile("(\\w+) ([-+.0-9Ee]+)");

	/** A class of ours with a main method, in a JVM with the options of this one. */
	static ProgramContender java(String name, Class<?> program, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
		return new ProgramContender(name, null, command, List.of(arguments));
	}

	/** The same, which can't be run here for a reason, if there is one. */
	ProgramContender unless(@Nullable String missing) {
		return new ProgramContender(this.name, missing, this.command, this.arguments);
	}

	static ProgramContender python(String name, String... arguments) {
		return new ProgramContender(name, Peers.missingPython(),
				List.of("python3", "-B", Peers.PYTHON_PROGRAM.toString()), List.of(arguments));
	}

	static ProgramContender node(String name, String... arguments) {
		return new ProgramContender(name, Peers.missingNode(), List.of("node", Peers.NODE_PROGRAM.toString()),
				List.of(arguments));
	}

	/** The same with all its processes on one core. */
	ProgramContender onOneCore() {
		String reason = (this.missing != null) ? this.missing : Peers.missingTaskset();
		List<String> pinned = Stream.concat(Stream.of("taskset", "-c", "0"), this.command.stream()).toList();
		return new ProgramContender(this.name, reason, pinned, this.arguments);
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
			Matcher figure = FIGURE.matcher(line);
			if (figure.matches()) {
				figures.put(figure.group(1), Double.valueOf(figure.group(2)));
			}
		}
		return figures;
	}

}
