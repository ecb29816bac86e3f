package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.launch.ProcessDirectory;

/**
 * Refuses an impossible configuration before any bean is made, so that a failing start
 * leaves nothing behind and nobody is told that a pool is missing which can't be made.
 * Adds the pools that were configured after the beans were defined.
 */
final class PoolConfigurationCheck implements BeanFactoryPostProcessor, Ordered {

	private final Environment environment;

	private @Nullable ListenerMethods listeners;

	PoolConfigurationCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		if (Boolean.getBoolean("spring.aot.processing")) {
			// The application is being built; what it will be configured with is not
			// known.
			return;
		}
		PoolSpelling.check(this.environment);
		if (beans instanceof BeanDefinitionRegistry registry) {
			new ParallelPoolRegistrar(this.environment).registerMissing(registry);
		}
		ListenerMethods found = new ListenerMethods(beans, this.environment);
		found.add();
		this.listeners = found;
		Collection<ConfiguredPool> pools = ConfiguredPools.in(this.environment).all();
		pools.stream()
			.filter((pool) -> pool.properties().kind() == WorkerKind.PROCESS || pool.hasShadow())
			.findFirst()
			.ifPresent((pool) -> checkDirectory(pool.name()));
		Binder.get(this.environment)
			.bind("parallel.memory-budget", DataSize.class)
			.ifBound((budget) -> MemoryBudgetCheck.check(pools, budget));
		PoolChecks checks = new PoolChecks(new PoolHandlers(beans), new PoolListeners(beans), new PoolFeeds(beans),
				beans.getBeanClassLoader(), this.environment, beans);
		for (ConfiguredPool pool : pools) {
			checkBean(pool.name(), beans);
			checkShadow(pool, pools);
			checks.check(new PoolDraft(pool, null, List.of(), Map.of(), Map.of()));
		}
		new AsyncMethods(beans, this.environment).check();
		IsolationPools.isolatedBeans(beans, this.environment).check();
		new DoubtfulSettings(this.environment).warn(pools);
	}

	/** The methods that are handlers, {@code null} before they were looked for. */
	@Nullable ListenerMethods listeners() {
		return this.listeners;
	}

	/** Logs could not tell a pool of copies from another one of that name. */
	private static void checkShadow(ConfiguredPool pool, Collection<ConfiguredPool> pools) {
		String name = ShadowSettings.name(pool.name().name());
		if (pool.hasShadow() && pools.stream().anyMatch((other) -> other.name().name().equals(name))) {
			throw new PoolConfigurationException(pool.name(), ShadowSettings.SHARE,
					String.valueOf(pool.properties().shadow().share()),
					"asks for copies in a pool '%s', and there is a pool of that name".formatted(name),
					"Give the other pool another name.");
		}
	}

	private void checkDirectory(PoolName pool) {
		Binder binder = Binder.get(this.environment);
		Path directory = binder.bind("parallel.process-directory", File.class).map(File::toPath).orElse(null);
		boolean allowUnsafe = binder.bind("parallel.allow-unsafe-process-directory", Boolean.class).orElse(false);
		try {
			new ProcessDirectory(directory, allowUnsafe).check();
		}
		catch (InvalidSettingException ex) {
			throw new PoolConfigurationException(pool, ex);
		}
	}

	private static void checkBean(PoolName pool, ConfigurableListableBeanFactory beans) {
		String name = pool.name();
		if (beans.containsBean(name) && !beans.isTypeMatch(name, ParallelPool.class)) {
			Class<?> type = beans.getType(name, false);
			throw new PoolConfigurationException(pool, "", null,
					"is also the name of a bean of type " + ((type != null) ? type.getTypeName() : "unknown"),
					"Give the pool or the bean another name. A bean of that name replaces the pool only if it is a "
							+ "ParallelPool itself.");
		}
	}

}
