package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.BiPredicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** What is printed when a shadow is configured impossibly. */
@ExtendWith(OutputCaptureExtension.class)
class ShadowMistakeTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "101%", "-1%", "much", "1%%", "NaN" })
	void aShareThatIsNone(String share, CapturedOutput output) {
		start("parallel.pools.regex.shadow.share: \"" + share + "\"");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.shadow.share",
				"Value: \"" + share + "\"", "application.yml] - 1:36", "from 0% (none) to 100%, as in '1%'");
	}

	@Test
	void threadsAsShadow(CapturedOutput output) {
		start("parallel.pools.regex.shadow: {kind: thread, share: 1%}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.shadow.kind",
				"Value: \"thread\"", "Set it to 'process', or leave it out.");
	}

	@Test
	void aShadowOfProcesses(CapturedOutput output) {
		start("parallel: {defaults.shadow.share: 1%, pools.regex.kind: process}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.defaults.shadow.share",
				"Value: \"1%\"", "run in processes already",
				"Remove it, or write it at the pools only whose tasks are submitted or sent to threads of this instance.");
	}

	@Test
	void aShadowInTheCluster(CapturedOutput output) {
		start("parallel.pools.regex: {scope: cluster, shadow.share: 1%}");
		assertThat(output).contains("Pool 'regex'", "Property: parallel.pools.regex.shadow.share",
				"run by any instance");
	}

	@Test
	void aShadowOfAPoller(CapturedOutput output) {
		start("parallel.pools.regex: {poller: some, shadow.share: 1%}");
		assertThat(output).contains("Property: parallel.pools.regex.shadow.share", "no copy could find it");
	}

	@Test
	void aShadowOfAnApplicationsQueue(CapturedOutput output) {
		start("parallel.pools.regex: {handler: some, queue.source: letters, shadow.share: 1%}");
		assertThat(output).contains("Property: parallel.pools.regex.shadow.share", "where nobody submits them");
	}

	@Test
	void aComparatorThatIsNoBean(CapturedOutput output) {
		start("parallel.pools.regex.shadow: {share: 1%, comparator: caseless}");
		assertThat(output).contains("Property: parallel.pools.regex.shadow.comparator", "'caseless' is no bean",
				"Name a bean of type BiPredicate. Did you mean 'caselessly'?");
	}

	@Test
	void aComparatorThatIsAnotherOne(CapturedOutput output) {
		start("parallel.pools.regex.shadow: {share: 1%, comparator: order}");
		assertThat(output).contains("Property: parallel.pools.regex.shadow.comparator",
				"'order' is no BiPredicate but java.util.Comparator");
	}

	@Test
	void aPoolOfTheNameOfTheCopies(CapturedOutput output) {
		start("parallel.pools: {regex.shadow.share: 1%, regex-shadow.kind: thread}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.shadow.share",
				"asks for copies in a pool 'regex-shadow', and there is a pool of that name",
				"Give the other pool another name.");
	}

	@Test
	void copiesForWhichThereIsNoMemory(CapturedOutput output) {
		start("""
				parallel:
				  memory-budget: 200MB
				  defaults.process.max-heap: 64MB
				  pools:
				    regex.shadow.share: 1%
				    codec: {kind: process, min-size: 1}
				""");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.shadow.share",
				"a process for copies (144MB) needs 288MB, and 'parallel.memory-budget' is 200MB",
				"Raise 'parallel.memory-budget' to at least 288MB");
	}

	@Test
	void aPropertyThatResemblesAnother(CapturedOutput output) {
		start("parallel.pools.regex.shadow.shares: 1%");
		assertThat(output).contains("Did you mean 'parallel.pools.regex.shadow.share'?");
	}

	private void start(String yaml) {
		YamlStart.fails(this.directory, Application.class, yaml);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class Application {

		@Bean
		BiPredicate<String, String> caselessly() {
			return String::equalsIgnoreCase;
		}

		@Bean
		Comparator<String> order() {
			return Comparator.naturalOrder();
		}

	}

}
