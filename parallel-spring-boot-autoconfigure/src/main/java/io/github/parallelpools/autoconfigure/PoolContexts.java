package io.github.parallelpools.autoconfigure;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.github.parallelpools.autoconfigure.context.WorkerFunction;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.process.Extension;

/**
 * The contexts that worker processes start where {@code process.configuration} asks for
 * it. Refuses impossible ones without starting any.
 */
final class PoolContexts {

	private static final Log logger = LogFactory.getLog(PoolContexts.class);

	private static final String PROPERTY = "process.configuration";

	private PoolContexts() {
	}

	static boolean isWanted(ConfiguredPool pool) {
		return pool.properties().kind() == WorkerKind.PROCESS && !pool.properties().process().configuration().isEmpty();
	}

	/**
	 * Refuses what is no configuration class.
	 * @param pool the pool
	 * @param classLoader the application's class loader
	 */
	static void check(ConfiguredPool pool, @Nullable ClassLoader classLoader) {
		if (isWanted(pool)) {
			pool.properties().process().configuration().forEach((name) -> check(pool, name, classLoader));
		}
	}

	private static void check(ConfiguredPool pool, String name, @Nullable ClassLoader classLoader) {
		Class<?> type;
		try {
			type = ClassUtils.forName(name, classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new PoolConfigurationException(pool.name(), PROPERTY, name, "is no class that can be loaded",
					"Write full names of configuration classes, with '$' before the name of a nested one.");
		}
		WorkerMadeClass made = new WorkerMadeClass(pool.name(), PROPERTY, name, type);
		made.requireConcrete();
		made.requireStatic();
	}

	/**
	 * What makes the handler or the poller of a pool's processes.
	 * @param pool the pool
	 * @param environment the application's environment
	 * @return what makes it a bean, {@code null} if there is no context for it
	 */
	static @Nullable Extension extension(ConfiguredPool pool, Environment environment) {
		if (!isWanted(pool)) {
			return null;
		}
		String poller = pool.properties().poller();
		Class<?> type = (poller != null) ? TaskPoller.class : TaskHandler.class;
		String name = (poller != null) ? poller : pool.properties().handler();
		return extension(pool, name, type, environment);
	}

	/**
	 * What makes a handler of processes that have the settings of a pool.
	 * @param pool the pool
	 * @param name the name of the handler's bean or class, {@code null} for none
	 * @param type what it must be
	 * @param environment the application's environment
	 * @return what makes it a bean
	 */
	static Extension extension(ConfiguredPool pool, @Nullable String name, Class<?> type, Environment environment) {
		ConfigurableEnvironment copied = (ConfigurableEnvironment) environment;
		List<String> lacking = WorkerFunction.sourcesNotCopied(copied);
		if (!lacking.isEmpty()) {
			logger.info(
					("The worker processes of pool '%s' do not have the properties of %s, apart from what placeholders "
							+ "name: such a source does not tell what it has.")
						.formatted(pool.name(), lacking));
		}
		return new WorkerFunction(pool.properties().process().configuration(), name, type.getName()).extension(copied);
	}

}
