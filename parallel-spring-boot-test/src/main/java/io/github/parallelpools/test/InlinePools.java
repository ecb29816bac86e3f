package io.github.parallelpools.test;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import io.github.parallelpools.autoconfigure.WorkerFactoryDecorator;
import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.WorkerKind;

/**
 * Has the pools of an application context run their tasks in the thread that submits
 * them, before it goes on, whatever their kind is. A pool of processes is made one of
 * threads for that, and still refuses what could not travel. Pools that fetch their own
 * work keep their workers, as nobody submits anything to them, and so do pools of a
 * cluster, and pools of processes that code builds. There are no copies of tasks
 * ({@code shadow}).
 * <p>
 * {@link ParallelPoolTest} does this in tests that have a context of Spring; elsewhere it
 * is an initializer, as in
 * {@code new ApplicationContextRunner().withInitializer(new InlinePools())}. Stateless.
 */
public final class InlinePools implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String POOLS = "parallel.pools";

	private static final String SHARE = "shadow.share";

	private static final int ELEMENTS = 3;

	/**
	 * Makes the initializer.
	 */
	public InlinePools() {
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		// After whatever else a test puts first into the environment, before pools are
		// read.
		BeanDefinitionRegistryPostProcessor last = (registry) -> environment.getPropertySources()
			.addFirst(new MapPropertySource("inlinePools", threads(environment)));
		context.addBeanFactoryPostProcessor(last);
		WorkerFactoryDecorator inline = (pool,
				workers) -> (pool.kind() != WorkerKind.PROCESS && pool.work().feed() == Feed.SUBMITTED)
						? new InlineWorkers(workers) : workers;
		context.getBeanFactory().registerSingleton("inlinePools", inline);
	}

	/** What makes pools of processes those of threads, as far as they become inline. */
	private static Map<String, Object> threads(ConfigurableEnvironment environment) {
		Binder binder = Binder.get(environment);
		Map<String, Object> threads = new LinkedHashMap<>();
		for (String name : binder.bind(POOLS, Bindable.mapOf(String.class, Object.class)).orElse(Map.of()).keySet()) {
			String pool = property(name);
			ConfigurationPropertyName place = ConfigurationPropertyName.adapt(pool, '.');
			if (value(binder, place, SHARE) != null) {
				// Copies would run in processes beside the test.
				threads.put(pool + "." + SHARE, "0%");
			}
			if ("process".equalsIgnoreCase(value(binder, place, "kind")) && value(binder, place, "poller") == null
					&& value(binder, place, "queue.source") == null
					&& !"cluster".equalsIgnoreCase(value(binder, place, "scope"))) {
				threads.put(pool + ".kind", "thread");
				threads.put(pool + ".verify-portable", "true");
				threads.put(pool + ".recycle.max-memory", "0");
			}
		}
		return threads;
	}

	/** Where the properties of a pool are, as it is written if it can be. */
	private static String property(String name) {
		String plain = POOLS + "." + name;
		return (ConfigurationPropertyName.adapt(plain, '.').getNumberOfElements() == ELEMENTS) ? plain
				: POOLS + "[" + name + "]";
	}

	private static @Nullable String value(Binder binder, ConfigurationPropertyName pool, String property) {
		return binder.bind(pool.append(property), Bindable.of(String.class))
			.orElseGet(() -> binder.bind("parallel.defaults." + property, String.class).orElse(null));
	}

}
