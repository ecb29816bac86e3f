package io.github.parallelpools.test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

import io.github.parallelpools.test.fault.PoolFaults;

/**
 * What a {@link ParallelPoolTest} changes in an application context. Two of them that say
 * the same are equal, so that tests share the context.
 *
 * @param inline whether tasks are run by those who submit them
 * @param manualClock whether the time of pools stands
 * @param faults whether faults may happen to workers on command
 */
record ParallelPoolTestContext(boolean inline, boolean manualClock, boolean faults) implements ContextCustomizer {

	ParallelPoolTestContext(ParallelPoolTest test) {
		this(test.inline(), test.manualClock(), test.faults());
	}

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		if (this.inline) {
			new InlinePools().initialize(context);
		}
		if (this.manualClock) {
			context.getBeanFactory().registerSingleton("manualClock", new ManualClock());
		}
		if (this.faults) {
			context.getBeanFactory().registerSingleton("poolFaults", new PoolFaults());
		}
	}

}
