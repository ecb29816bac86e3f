package io.github.parallelpools.benchmarks.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What this process and its descendants take of the machine. */
final class Consumption {

	private Consumption() {
	}

	/** The CPU time of all of them that are alive, in steps of 10 ms on Linux. */
	static Duration cpu() {
		return Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
			.map((process) -> process.info().totalCpuDuration().orElse(Duration.ZERO))
			.reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * The memory of a child, with its share of what it shares; not a number outside of
	 * Linux.
	 */
	static double childMegabytes() throws IOException {
		ProcessHandle child = ProcessHandle.current().children().findFirst().orElseThrow();
		Path smaps = Path.of("/proc", "" + child.pid(), "smaps_rollup");
		if (!Files.exists(smaps)) {
			return Double.NaN;
		}
		try (Stream<String> lines = Files.lines(smaps)) {
			return lines.filter((line) -> line.startsWith("Pss:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.sum() / 1024.0;
		}
	}

}
