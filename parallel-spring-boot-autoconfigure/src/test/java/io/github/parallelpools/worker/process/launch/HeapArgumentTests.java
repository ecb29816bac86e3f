package io.github.parallelpools.worker.process.launch;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The heap of a worker is what its arguments say, whoever gave them. */
class HeapArgumentTests {

	private static final long MEGABYTE = 1024 * 1024;

	private static long heap(String... args) {
		HeapArgument largest = HeapArgument.largest(List.of(args));
		return (largest != null) ? largest.bytes() : 256 * MEGABYTE;
	}

	@Test
	void withoutAnArgumentTheStandardHolds() {
		assertThat(heap("-ea", "-Xmsx", "-Xms900m", "-Xss1m")).isEqualTo(256 * MEGABYTE);
	}

	@Test
	void theLastArgumentWins() {
		assertThat(heap("-Xmx64m", "-Xmx512M")).isEqualTo(512 * MEGABYTE);
		assertThat(heap("-Xmx64m", "-XX:MaxHeapSize=1g")).isEqualTo(1024 * MEGABYTE);
		assertThat(heap("-XX:MaxHeapSize=1g", "-mx2048k")).isEqualTo(2 * MEGABYTE);
		assertThat(heap("-Xmx67108864")).isEqualTo(64 * MEGABYTE);
	}

	@Test
	void theOptimizingCompilerNeedsMore() {
		assertThat(memory(false)).isEqualTo(144 * MEGABYTE);
		assertThat(memory(true, "-Xmx100m")).isEqualTo(196 * MEGABYTE);
	}

	private static long memory(boolean optimize, String... args) {
		return new ProcessSettings(new ProcessSettings.Jvm(null, 64 * MEGABYTE, optimize, List.of(args), List.of()),
				List.of(), Map.of(), Duration.ofSeconds(1), Duration.ofSeconds(1), 1024, null)
			.memory()
			.bytes();
	}

}
