package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Impossible settings for the upkeep of workers are refused, with the remedy. */
class UpkeepMistakeTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			process | start-failure-timeout | -1s   | Set it to 0 (wait for ever) or more
			process | start-failure-timeout | 40000d | at most 36500 days
			thread  | recycle.max-tasks     | -1    | Set it to 0 (without limit) or more
			thread  | recycle.max-age       | -1s   | Set it to 0 (without limit) or more
			thread  | recycle.max-age       | 1ms   | at least 100ms
			process | recycle.max-memory    | 10MB  | at least 64MB
			process | recycle.max-memory    | -1B   | at least 64MB
			thread  | recycle.max-memory    | 512MB | A thread has no memory of its own
			virtual | recycle.max-memory    | 512MB | A thread has no memory of its own
			process | process.cpus          | -2    | 0 for as many as the machine has
			process | process.window        | 0     | Set it to a value from 1 to 1024, or to 'auto'
			process | process.window        | 1025  | Set it to a value from 1 to 1024, or to 'auto'
			process | process.window        | many  | Set it to a value from 1 to 1024, or to 'auto'
			process | spares                | -1    | Set it to a value from 0 to 1000
			process | spares                | 1001  | Set it to a value from 0 to 1000
			""")
	void isRefused(String kind, String property, String value, String remedy) {
		if (kind.equals("virtual") && Runtime.version().feature() < 21) {
			return;
		}
		this.runner
			.withPropertyValues("parallel.pools.one.kind=" + kind,
					"parallel.pools.one.%s=%s".formatted(property, value))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("'" + property + "'")
				.hasMessageContaining(remedy));
	}

}
