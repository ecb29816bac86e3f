package io.github.parallelpools.benchmarks;

import java.util.HashMap;
import java.util.Map;

import io.github.parallelpools.autoconfigure.ParallelMetricsAutoConfiguration;
import io.github.parallelpools.pool.ParallelPool;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A Spring Boot application with pools, as a user would write it. */
public final class Application implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Application(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an application without metrics.
	 * @param properties its properties
	 * @param beans its further configuration classes
	 * @return the application
	 */
	public static Application start(Map<String, Object> properties, Class<?>... beans) {
		Map<String, Object> all = new HashMap<>(properties);
		all.put("spring.autoconfigure.exclude", ParallelMetricsAutoConfiguration.class.getName());
		return startWithMetrics(all, beans);
	}

	/**
	 * Starts an application with metrics.
	 * @param properties its properties
	 * @param beans its further configuration classes
	 * @return the application
	 */
	public static Application startWithMetrics(Map<String, Object> properties, Class<?>... beans) {
		Map<String, Object> all = new HashMap<>(properties);
		all.put("logging.level.root", "warn");
		return new Application(new SpringApplicationBuilder(Configuration.class).sources(beans)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(all)
			.run());
	}

	/**
	 * One of its pools.
	 * @param name the pool's name
	 * @return the pool
	 */
	public ParallelPool pool(String name) {
		return this.context.getBean(name, ParallelPool.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@EnableAutoConfiguration
	static class Configuration {

	}

}
