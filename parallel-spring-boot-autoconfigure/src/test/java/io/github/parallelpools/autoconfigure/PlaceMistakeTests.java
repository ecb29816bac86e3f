package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is printed when settings are written in the wrong place, below no name or below a
 * name that would be another, and of what is possible but hardly meant.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlaceMistakeTests {

	@TempDir
	Path directory;

	@Test
	void poolsAsAList(CapturedOutput output) {
		refused("parallel: {pools: [{name: regex, max-size: 3}]}");
		assertThat(output).contains("pools have names and are no list", "'parallel.pools.regex.max-size: 4'");
	}

	@Test
	void poolsAsAListOfNames(CapturedOutput output) {
		refused("parallel: {pools: [regex, images]}");
		assertThat(output).contains("pools have names and are no list", "'parallel.pools.<name>.max-size: 4'");
	}

	@Test
	void poolsAsAText(CapturedOutput output) {
		refused("parallel.pools: regex");
		assertThat(output).contains("Property: parallel.pools", "can't be a text",
				"Write each pool below its name: 'parallel.pools.<name>.max-size: 4'.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			parallel.pools.max-heap: 64MB               | parallel.pools.<name>.process.max-heap
			parallel.pools.maxSize: 3                   | parallel.pools.<name>.max-size
			parallel.pools.kind: process                | parallel.pools.<name>.kind
			parallel.pools.memory-budget: 2GB           | parallel.memory-budget
			parallel.pools.process.max-heap: 64MB       | parallel.pools.<name>.process.max-heap
			parallel.pools.queue.capacity: 5            | parallel.pools.<name>.queue.capacity
			parallel.max-heap: 64MB                     | parallel.defaults.process.max-heap
			parallel.process.max-heap: 64MB             | parallel.pools.<name>.process.max-heap
			parallel.worker-overtime: 5s                | parallel.pools.<name>.worker-overtime
			parallel.pools.regex.max-heap: 64MB         | parallel.pools.regex.process.max-heap
			parallel.pools.regex.capacity: 5            | parallel.pools.regex.queue.capacity
			parallel.pools.regex.queue.max-attempts: 5  | parallel.pools.regex.retry.max-attempts
			parallel.pools.regex.memory-budget: 2GB     | parallel.memory-budget
			parallel.defaults.max-heap: 64MB            | parallel.defaults.process.max-heap
			parallel.defaults.shutdown-timeout: 5s      | parallel.shutdown-timeout
			""")
	void aPropertyAtTheWrongLevel(String written, String meant, CapturedOutput output) {
		refused(written);
		assertThat(output).contains("APPLICATION FAILED TO START", "Did you mean ", "'" + meant + "'");
	}

	@Test
	void aValueInsteadOfAGroup(CapturedOutput output) {
		refused("parallel.pools.regex.queue: 5");
		assertThat(output).contains("Write properties below it, such as 'type' or 'capacity', not a value.");
	}

	@ParameterizedTest
	@CsvSource({ "my pool, my-pool", "été, ete", "a/b, a-b", "Überlauf, Uberlauf", "x&y, x-y", "池, io-bound" })
	void aNameThatWouldLoseCharacters(String name, String remedy, CapturedOutput output) {
		refused("parallel: {pools: {\"%s\": {max-size: 3}}}".formatted(name));
		assertThat(output).contains("Pool '" + name + "' can't be made", "loses characters", "'" + remedy + "'");
	}

	@ParameterizedTest
	@CsvSource({ "args, my key", "args, größe", "process.environment, A+B", "process.system-properties, a.b/c",
			"logging.factoryArgs, a:b" })
	void aKeyThatWouldLoseCharacters(String map, String key, CapturedOutput output) {
		refused("parallel: {pools: {regex: {kind: process, %s: {\"%s\": 5}}}}".formatted(map, key));
		assertThat(output).contains("Pool 'regex' can't be made", "Value: \"" + key + "\"", "loses characters",
				"Write it in brackets: '[" + key + "]'");
	}

	@ParameterizedTest
	@CsvSource({ "myPool, my-pool", "my_pool, my-pool", "mypool, MyPool" })
	void namesThatAreOne(String one, String other, CapturedOutput output) {
		refused("parallel: {pools: {%s: {max-size: 3}, %s: {max-size: 4}}}".formatted(one, other));
		assertThat(output).contains("is the same name as '", one, other, "Give one of the two pools another name.");
	}

	@Test
	void aNameInBracketsIsTakenAsItIs(CapturedOutput output) {
		started("parallel: {pools: {'[my.pool]': {max-size: 3}}}");
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void numbersWithoutAUnit(CapturedOutput output) {
		started("""
				parallel:
				  supervision-interval: 500
				  defaults.start-failure-timeout: 00
				  pools:
				    regex: {worker-overtime: 2, soft-overtime: 1ms, recycle.max-age: "${UNSET_AGE:700}", worker-release-time: 0}
				    forked: {process.max-heap: 67108864}
				""");
		assertThat(output).contains(
				"'parallel.pools.regex.worker-overtime' is 2 without a unit, which means 2 ms. "
						+ "Write it with its unit, as in '2s' or '2ms'.",
				"'parallel.pools.regex.recycle.max-age' is 700 without",
				"'parallel.supervision-interval' is 500 without",
				"'parallel.pools.forked.process.max-heap' is 67108864 without a unit, which means 67108864 bytes");
		assertThat(output.getOut().split("without a unit", -1)).hasSize(5);
	}

	@Test
	void aPolicyWithoutALimit(CapturedOutput output) {
		started("""
				parallel:
				  pools:
				    idle: {overtime-policy: kill}
				    off: {overtime-policy: kill, worker-overtime: 0}
				    on: {overtime-policy: kill, worker-overtime: 1m}
				""");
		assertThat(output).contains("Pool 'idle': 'overtime-policy' has no effect without 'worker-overtime'",
				"Set 'worker-overtime' too");
		assertThat(output).doesNotContain("Pool 'off'", "Pool 'on'", "parallel.defaults");
	}

	@Test
	void aPolicyOfTheDefaultsWithoutAnyLimit(CapturedOutput output) {
		started("parallel: {defaults.overtime-policy: kill, pools.regex.max-size: 1}");
		assertThat(output).contains("'parallel.defaults.overtime-policy' has no effect without 'worker-overtime'");
	}

	private void refused(String yaml) {
		YamlStart.fails(this.directory, YamlStart.PoolsOnly.class, yaml);
	}

	private void started(String yaml) {
		YamlStart.succeeds(this.directory, YamlStart.PoolsOnly.class, yaml);
	}

}
