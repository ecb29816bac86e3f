package io.github.parallelpools.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.openjdk.jmh.infra.Blackhole;

/** Measures all scenarios, or some, and reports. */
public final class Benchmarks {

	private static final Path REPORT = Path.of("target", "report");

	private final String mode;

	private final PrintStream progress;

	Benchmarks(String mode, PrintStream progress) {
		this.mode = mode;
		this.progress = progress;
	}

	/**
	 * Measures and prints the table.
	 * @param arguments the mode, and a pattern that the names of scenarios are to match
	 * @throws IOException if the report can't be written
	 */
	public static void main(String[] arguments) throws IOException {
		Pattern wanted = Pattern.compile((arguments.length > 1) ? arguments[1] : "");
		List<Scenario> scenarios = Scenarios.all(tokens(10_000))
			.stream()
			.filter((scenario) -> wanted.matcher(scenario.name()).find())
			.toList();
		System.out.println(new Benchmarks(arguments[0], System.err).run(scenarios, REPORT));
	}

	/** Returns the table. */
	String run(List<Scenario> scenarios, Path report) throws IOException {
		Rounds rounds = new Rounds(Effort.of(this.mode), this.progress);
		String before = Machine.load();
		List<Figures> figures = new ArrayList<>();
		for (Scenario scenario : scenarios) {
			this.progress.printf("%d/%d %s%n", figures.size() + 1, scenarios.size(), scenario.name());
			figures.add(rounds.measure(scenario));
		}
		String circumstances = String.format(Locale.ROOT, "%s, mode %s; load average before and after: %s, %s.%n%n%s",
				LocalDate.now(), this.mode, before, Machine.load(), Machine.describe());
		return new Report(report).write(circumstances, figures);
	}

	/** How many tokens {@link Blackhole#consumeCPU} takes so long for on a free core. */
	private static long tokens(long nanos) {
		long tokens = 1_000_000;
		long fastest = Long.MAX_VALUE;
		for (int i = 0; i < 20; i++) {
			long start = System.nanoTime();
			Blackhole.consumeCPU(tokens);
			fastest = Math.min(fastest, System.nanoTime() - start);
		}
		return tokens * nanos / fastest;
	}

}
