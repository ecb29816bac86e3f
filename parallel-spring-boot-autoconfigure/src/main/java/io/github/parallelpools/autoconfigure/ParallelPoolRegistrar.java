package io.github.parallelpools.autoconfigure;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.github.parallelpools.autoconfigure.replay.OnReplay;
import io.github.parallelpools.pool.ParallelPool;

/**
 * Registers a bean for each configured pool, unless the application has one of that name
 * itself. Knows no more of a pool than its name, so that what it registers also fits an
 * environment that is known only later.
 */
final class ParallelPoolRegistrar implements ImportBeanDefinitionRegistrar {

	static final String FACTORY = "parallelPoolFactory";

	private static final String EXECUTOR = "PoolExecutor";

	private final Environment environment;

	/** Whether the application is only to run a task again, for which it needs none. */
	private final boolean unused;

	ParallelPoolRegistrar(Environment environment) {
		this.environment = environment;
		this.unused = OnReplay.isWanted(environment);
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		registerMissing(registry);
	}

	/**
	 * Registers the pools of whose names there is no bean yet: all, or those that were
	 * not configured when the beans were defined, as when the application was processed
	 * ahead of time.
	 */
	void registerMissing(BeanDefinitionRegistry registry) {
		for (PoolName pool : PoolName.findIn(this.environment)) {
			String name = pool.name();
			if (!registry.isBeanNameInUse(name)) {
				registry.registerBeanDefinition(name, poolDefinition(name));
				registerExecutor(executor(pool), name, pool, registry);
				registerAlias(pool, registry);
			}
		}
	}

	private RootBeanDefinition poolDefinition(String name) {
		RootBeanDefinition definition = definition(ParallelPool.class, "pool");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		// Lazy initialization of the application is no reason not to start a pool.
		definition.setLazyInit(this.unused);
		return definition;
	}

	private static void registerAlias(PoolName pool, BeanDefinitionRegistry registry) {
		String alias = pool.camelCase();
		if (!alias.equals(pool.name()) && !registry.isBeanNameInUse(alias)) {
			registry.registerAlias(pool.name(), alias);
			// A bean has one qualifier, and @Async may have either name.
			registerExecutor(executorInCamelCase(pool), alias, pool, registry);
		}
	}

	/**
	 * Found by {@code @Async("qualifier")}, and by nobody who asks for any executor, so
	 * that Boot's own stays what it is.
	 */
	private static void registerExecutor(String name, String qualifier, PoolName pool,
			BeanDefinitionRegistry registry) {
		if (!registry.isBeanNameInUse(name)) {
			RootBeanDefinition definition = definition(Executor.class, "executor");
			definition.getConstructorArgumentValues().addIndexedArgumentValue(0, new RuntimeBeanReference(pool.name()));
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, qualifier));
			definition.setDefaultCandidate(false);
			definition.setLazyInit(true);
			registry.registerBeanDefinition(name, definition);
		}
	}

	/**
	 * The name of the bean that is the executor of a pool.
	 * @param pool the pool
	 * @return the bean's name
	 */
	static String executor(PoolName pool) {
		return pool.camelCase() + EXECUTOR;
	}

	/** The name of the one that is found by the pool's name in camel case. */
	static String executorInCamelCase(PoolName pool) {
		return pool.name() + EXECUTOR;
	}

	private static RootBeanDefinition definition(Class<?> type, String factoryMethod) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(FACTORY);
		definition.setFactoryMethodName(factoryMethod);
		definition.setResourceDescription("parallel.pools");
		return definition;
	}

}
