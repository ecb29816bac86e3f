package io.github.parallelpools.autoconfigure;

import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts of applications that have the library, and what else a test is about. */
final class PoolContextRunner {

	private PoolContextRunner() {
	}

	/**
	 * Runs contexts with the pools that their properties name.
	 * @param further other auto-configurations
	 */
	static ApplicationContextRunner with(Class<?>... further) {
		return new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(Stream.concat(Stream.of(ParallelAutoConfiguration.class), Stream.of(further))
					.toArray(Class<?>[]::new)));
	}

}
