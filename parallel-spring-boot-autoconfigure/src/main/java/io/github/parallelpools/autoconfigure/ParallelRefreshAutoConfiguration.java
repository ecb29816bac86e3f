package io.github.parallelpools.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.github.parallelpools.autoconfigure.context.OutsideOfWorkers;

/**
 * Auto-configuration of what reads pools again when Spring Cloud has changed the
 * environment.
 */
@AutoConfiguration(after = ParallelAutoConfiguration.class)
@Conditional(OutsideOfWorkers.class)
@ConditionalOnClass(EnvironmentChangeEvent.class)
public final class ParallelRefreshAutoConfiguration {

	@Bean
	ApplicationListener<EnvironmentChangeEvent> parallelEnvironmentListener(PoolReconfiguration reconfiguration) {
		return (event) -> reconfiguration.environmentChanged();
	}

}
