package io.github.parallelpools.autoconfigure;

import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Contexts of applications that have the library, what every application has for its
 * shutdown, and what else a test is about.
 */
final class PoolContextRunner {

	private PoolContextRunner() {
	}

	/**
	 * Runs contexts with the pools that their properties name.
	 * @param further other auto-configurations
	 */
	static ApplicationContextRunner with(Class<?>... further) {
		Stream<Class<?>> all = Stream.of(LifecycleAutoConfiguration.class, ParallelAutoConfiguration.class);
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(Stream.concat(all, Stream.of(further)).toArray(Class<?>[]::new)));
	}

}
