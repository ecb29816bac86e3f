package io.github.parallelpools.test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * What a {@link ParallelPoolTest} changes in an application context. Two of them that say
 * the same are equal, so that tests share the context.
 *
 * @param inline whether tasks are run by those who submit them
 */
record ParallelPoolTestContext(boolean inline) implements ContextCustomizer {

	ParallelPoolTestContext(ParallelPoolTest test) {
		this(test.inline());
	}

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		if (this.inline) {
			new InlinePools().initialize(context);
		}
	}

}
