package io.github.parallelpools.worker.process.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a worker's heap is at first, unless users say something of the kind. */
class FirstHeapTests {

	private static final List<String> LARGE = List.of("-Xmx268435456");

	private static List<String> with(String... choice) {
		return Stream.concat(LARGE.stream(), Stream.of(choice)).toList();
	}

	@Test
	void heapIsSmallAtFirst() {
		assertThat(FirstHeap.beside(LARGE)).contains("-Xms12m").hasSize(4);
		assertThat(FirstHeap.beside(with("-Xss1m", "-Xmx32m", "-XX:+UseStringDeduplication", "-Dx=-Xms1g")))
			.isEqualTo(FirstHeap.beside(LARGE));
	}

	@Test
	void nothingIsSaidOfAHeapThatCanOnlyBeSmall() {
		assertThat(FirstHeap.beside(with("-Xmx31m"))).isEmpty();
		assertThat(FirstHeap.beside(List.of())).isEmpty();
	}

	/** Each of them is refused by the JVM, or counts for less, beside some of ours. */
	@ParameterizedTest
	@ValueSource(strings = { "-Xmx0x4000000", "-Xms8m", "-ms8m", "-Xmn4m", "-XX:InitialHeapSize=8m",
			"-XX:MinHeapSize=4m", "-XX:NewSize=20m", "-XX:MaxNewSize=4m", "-XX:NewRatio=1",
			"-XX:InitialRAMPercentage=1", "-XX:MinHeapFreeRatio=60", "-XX:MaxHeapFreeRatio=90",
			"-XX:+ShrinkHeapInSteps", "-XX:+UseG1GC", "-XX:-UseSerialGC", "-XX:+UseZGC" })
	void whoSaysSomethingOfTheKindSaysAll(String choice) {
		assertThat(FirstHeap.beside(with(choice))).isEmpty();
	}

	/** A flag that a later Java drops would keep every worker from starting. */
	@ParameterizedTest
	@ValueSource(strings = { "-Xmx32m", "-Xmx256m", "-Xmx8g" })
	void aJvmStartsWithIt(String largest) throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:+UseSerialGC", largest));
		command.addAll(FirstHeap.beside(List.of(largest)));
		command.add("-version");
		Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(java.getInputStream().readAllBytes());
		assertThat(java.waitFor()).as(output).isZero();
		assertThat(output).doesNotContainIgnoringCase("warning");
	}

}
