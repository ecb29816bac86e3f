package io.github.parallelpools.benchmarks;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.autoconfigure.ParallelMetricsAutoConfiguration;
import io.github.parallelpools.pool.ParallelPool;

/** A Spring Boot application with pools, as a user would write it. */
public final class Application implements AutoCloseable {

	/** What is on the class path for those who measure clusters. */
	private static final String NO_STORE = DataSourceAutoConfiguration.class.getName() + ","
			+ DataRedisAutoConfiguration.class.getName();

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
		all.merge("spring.autoconfigure.exclude", NO_STORE, (some, others) -> some + "," + others);
		return run(all, beans);
	}

	/**
	 * Starts an instance of a cluster, without metrics.
	 * @param properties its properties, with those of the cluster's store
	 * @param beans its further configuration classes
	 * @return the application
	 */
	public static Application startInCluster(Map<String, Object> properties, Class<?>... beans) {
		Map<String, Object> all = new HashMap<>(properties);
		all.put("spring.autoconfigure.exclude", ParallelMetricsAutoConfiguration.class.getName());
		return run(all, beans);
	}

	private static Application run(Map<String, Object> properties, Class<?>... beans) {
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

	/**
	 * Who is told of its observations.
	 * @return its registry
	 */
	public ObservationRegistry observations() {
		return this.context.getBean(ObservationRegistry.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@EnableAutoConfiguration
	static class Configuration {

	}

}
