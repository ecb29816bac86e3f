package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What is printed when limits and retries are configured impossibly. */
@ExtendWith(OutputCaptureExtension.class)
class LimitMistakeTests {

	@TempDir
	Path directory;

	@Test
	void noAttemptAtAll(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, retry.max-attempts: 0}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.retry.max-attempts",
				"Value: \"0\"", "application.yml] - 1:", "Set it to 1 (never again) or more.");
	}

	@Test
	void quarantineBeforeTheFirstDeath(CapturedOutput output) {
		start("parallel: {defaults.retry.quarantine-after: 0, pools.regex.kind: process}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.defaults.retry.quarantine-after",
				"Value: \"0\"", "leave it out for as many as 'retry.max-attempts'");
	}

	@Test
	void fewerThanNoDeadLetters(CapturedOutput output) {
		start("parallel.pools.regex.retry.dead-letters: -1");
		assertThat(output).contains("Property: parallel.pools.regex.retry.dead-letters", "Value: \"-1\"",
				"Set it to 0 (none) or more.");
	}

	@Test
	void aSoftLimitThatIsNotShorterThanTheHardOne(CapturedOutput output) {
		start("""
				parallel:
				  pools:
				    regex:
				      worker-overtime: 2s
				      soft-overtime: 2s
				""");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.soft-overtime",
				"Value: \"2s\"", "application.yml] - 5:22",
				"It is not shorter than 'worker-overtime' (2000 ms). Lower it, or raise 'worker-overtime'.");
	}

	@Test
	void aSoftLimitOfTheDefaultsThatIsLongerThanThePoolsHardOne(CapturedOutput output) {
		start("parallel: {defaults.soft-overtime: 5s, pools.regex.worker-overtime: 2s}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.defaults.soft-overtime",
				"Value: \"5s\"", "not shorter than 'worker-overtime' (2000 ms)");
	}

	@Test
	void aTimeAfterWhichTasksAreSlowThatIsNotShorterThanTheLimit(CapturedOutput output) {
		start("parallel: {defaults.slow-after: 2s, pools.regex.worker-overtime: 2s}");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.defaults.slow-after",
				"Value: \"2s\"", "not shorter than 'worker-overtime' (2000 ms)");
	}

	@Test
	void aNegativeTimeAfterWhichTasksAreSlow(CapturedOutput output) {
		start("parallel.pools.regex.slow-after: -1s");
		assertThat(output).contains("Property: parallel.pools.regex.slow-after", "Set it to 0 (off) or more.");
	}

	@Test
	void impossibleKillBudgets(CapturedOutput output) {
		start("parallel.pools.regex.kill-budget.max-rate: 100");
		assertThat(output).contains("Property: parallel.pools.regex.kill-budget.max-rate",
				"Set it to 0 (off), or to less than 100 percent.");
		start("parallel.pools.orders.kill-budget.per: 0s");
		assertThat(output).contains("Property: parallel.pools.orders.kill-budget.per", "Set it to more than 0.");
		start("parallel.pools.bills.kill-budget.max-kills: -1");
		assertThat(output).contains("Property: parallel.pools.bills.kill-budget.max-kills",
				"Set it to 0 (off) or more.");
	}

	@Test
	void aPoolThatFetchesItsWorkHasNothingToReject(CapturedOutput output) {
		start("parallel.pools.mail: {poller: java.lang.Object, kill-budget.max-kills: 3}");
		assertThat(output).contains("kill-budget.then", "it can't reject. Set it to 'pause'.");
	}

	@Test
	void aNegativeSoftLimit(CapturedOutput output) {
		start("parallel.pools.regex.soft-overtime: -1s");
		assertThat(output).contains("Property: parallel.pools.regex.soft-overtime", "Value: \"-1s\"",
				"Set it to 0 (off) or more.");
	}

	@Test
	void unknownPropertyOfRetries(CapturedOutput output) {
		start("parallel.pools.regex.retry.max-attempt: 2");
		assertThat(output).contains("Property: parallel.pools.regex.retry.max-attempt",
				"Did you mean 'parallel.pools.regex.retry.max-attempts'?");
	}

	private void start(String yaml) {
		YamlStart.fails(this.directory, YamlStart.PoolsOnly.class, yaml);
	}

}
