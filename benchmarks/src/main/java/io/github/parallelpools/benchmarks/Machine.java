package io.github.parallelpools.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.SpringBootVersion;

/** What figures were taken on, in words. */
final class Machine {

	private Machine() {
	}

	/** The hardware, and the versions of all that takes part, as a list. */
	static String describe() {
		return "- %d cores (%s), %s %s%n- Java %s, Spring Boot %s%n- %s".formatted(
				Runtime.getRuntime().availableProcessors(), processor(), System.getProperty("os.name"),
				System.getProperty("os.arch"), Runtime.version(), SpringBootVersion.getVersion(), Peers.describe());
	}

	/** How many threads wanted a core in the last minute, whoever they belong to. */
	static String load() {
		return String.format(Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
	}

	private static String processor() {
		try {
			List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
			return lines.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
