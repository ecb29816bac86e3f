package io.github.parallelpools.autoconfigure;

import java.util.Objects;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import io.github.parallelpools.autoconfigure.replay.ReplayMask;

/** What writes dead letters to files and runs them again. */
@Configuration(proxyBeanMethods = false)
class ParallelReplayConfiguration {

	@Bean
	@Lazy
	PoolReplayFiles parallelReplayFiles(ParallelPoolFactory factory, PoolHandlers handlers, Environment environment,
			ObjectProvider<ReplayMask> masks, ConfigurableListableBeanFactory beans) {
		return new PoolReplayFiles(factory, handlers, environment, () -> masks.orderedStream().iterator(),
				classLoader(beans));
	}

	@Bean
	@Lazy
	PoolReplayTarget parallelReplayTarget(ParallelPoolFactory factory, PoolDrafts drafts, Environment environment,
			ConfigurableListableBeanFactory beans) {
		return new PoolReplayTarget(factory, drafts, environment, beans, classLoader(beans));
	}

	private static ClassLoader classLoader(ConfigurableListableBeanFactory beans) {
		return Objects.requireNonNullElseGet(beans.getBeanClassLoader(), ClassLoader::getSystemClassLoader);
	}

}
