package io.github.parallelpools.worker.process.launch;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The heap of a worker is what its arguments say, whoever gave them. */
class HeapArgumentTests {

	private static final long MEGABYTE = 1024 * 1024;

	private static long heap(String... args) {
		return HeapArgument.read(List.of(args), 256 * MEGABYTE);
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
		ProcessSettings.Jvm plain = new ProcessSettings.Jvm(null, 64 * MEGABYTE, false, List.of(), List.of());
		ProcessSettings.Jvm optimizing = new ProcessSettings.Jvm(null, 64 * MEGABYTE, true, List.of("-Xmx100m"),
				List.of());
		assertThat(plain.memory().bytes()).isEqualTo(144 * MEGABYTE);
		assertThat(optimizing.memory().bytes()).isEqualTo(196 * MEGABYTE);
	}

}
