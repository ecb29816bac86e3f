package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What is printed when a queue is configured impossibly. */
@ExtendWith(OutputCaptureExtension.class)
class QueueMistakeTests {

	@TempDir
	Path directory;

	@Test
	void callerRunsWithProcesses(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, queue.when-full: caller-runs}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.queue.when-full",
				"Value: \"caller-runs\"", "application.yml] - 1:", "meant for a process",
				"Use 'block', 'reject' or 'discard-oldest', or another kind.");
	}

	@Test
	void callerRunsOfTheDefaultsWithProcesses(CapturedOutput output) {
		start("parallel: {defaults.queue.when-full: CALLER_RUNS, pools.regex.kind: process}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.defaults.queue.when-full",
				"Use 'block', 'reject' or 'discard-oldest', or another kind.");
	}

	@Test
	void unknownType(CapturedOutput output) {
		start("parallel.pools.regex.queue.type: heap");
		assertThat(output).contains("Property: parallel.pools.regex.queue.type", "Value: \"heap\"", "1:34",
				"Use one of: fifo, lifo, priority.");
	}

	@Test
	void unknownWayOfBeingFull(CapturedOutput output) {
		start("parallel.pools.regex.queue.when-full: discard");
		assertThat(output).contains("Property: parallel.pools.regex.queue.when-full", "Value: \"discard\"",
				"Use one of: block, reject, discard-oldest, caller-runs.");
	}

	@Test
	void negativeBlockTimeout(CapturedOutput output) {
		start("parallel.pools.regex.queue.block-timeout: -1s");
		assertThat(output).contains("Property: parallel.pools.regex.queue.block-timeout", "Value: \"-1s\"", "1:43",
				"Set it to 0 (without limit) or more.");
	}

	@Test
	void negativeCapacity(CapturedOutput output) {
		start("parallel.pools.regex.queue.capacity: -2147483648");
		assertThat(output).contains("Property: parallel.pools.regex.queue.capacity", "Value: \"-2147483648\"",
				"Set it to 1 or more.");
	}

	@Test
	void unknownPropertyOfAQueue(CapturedOutput output) {
		start("parallel.pools.regex.queue.block-timout: 1s");
		assertThat(output).contains("Property: parallel.pools.regex.queue.block-timout",
				"Did you mean 'parallel.pools.regex.queue.block-timeout'?");
	}

	private void start(String yaml) {
		YamlStart.fails(this.directory, YamlStart.PoolsOnly.class, yaml);
	}

}
