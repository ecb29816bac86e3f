package io.github.parallelpools.autoconfigure;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * The pools that an environment configures, each with what it has from
 * {@code parallel.defaults}.
 */
final class ConfiguredPools {

	private final Map<String, ConfiguredPool> pools = new LinkedHashMap<>();

	private ConfiguredPools(Environment environment) {
		for (PoolName name : PoolName.findIn(environment)) {
			this.pools.put(name.name(), of(environment, name, Map.of()));
		}
		requirePortsOfTheirOwn(this.pools.values());
	}

	private static void requirePortsOfTheirOwn(Collection<ConfiguredPool> pools) {
		Map<Integer, String> ports = new HashMap<>();
		for (ConfiguredPool pool : pools) {
			Integer port = pool.properties().process().debug();
			String other = (port != null) ? ports.putIfAbsent(port, pool.name().name()) : null;
			if (other != null) {
				throw new PoolConfigurationException(pool.name(), "process.debug", String.valueOf(port),
						"is the port of pool '%s', too".formatted(other), "Give each pool a port of its own.");
			}
		}
	}

	/**
	 * Reads one pool, whether it is configured or not.
	 * @param environment where it is configured
	 * @param name its name
	 * @param last what comes before all that is configured, by names below the pool
	 * @return the pool, checked
	 */
	static ConfiguredPool of(Environment environment, PoolName name, Map<String, Object> last) {
		List<ConfigurationPropertySource> sources = StreamSupport
			.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.toList();
		Map<String, Object> first = new LinkedHashMap<>();
		last.forEach((property, value) -> first.put(name.property() + "." + property, value));
		List<ConfigurationPropertySource> merged = Stream
			.of(Stream.of(new MapConfigurationPropertySource(first)), sources.stream(),
					sources.stream().map((source) -> DefaultsSource.of(source, name.property())))
			.<ConfigurationPropertySource>flatMap((some) -> some)
			.toList();
		Binder binder = new Binder(merged, new PropertySourcesPlaceholdersResolver(environment));
		return new ConfiguredPool(name,
				binder.bindOrCreate(name.property(), Bindable.of(PoolProperties.class), BindHandler.DEFAULT));
	}

	/**
	 * Reads the pools.
	 * @param environment where they are configured
	 * @return the pools, all checked
	 */
	static ConfiguredPools in(Environment environment) {
		// First everything as it is written: what is unknown or no value of its type is
		// told under the name under which it is written, not under each pool's. Others
		// may have a use for a property or a variable named "parallel".
		Binder.get(environment)
			.bindOrCreate("parallel", Bindable.of(ParallelProperties.class),
					new NoUnboundElementsBindHandler(
							new VariablesOfOthers(new IgnoreTopLevelConverterNotFoundBindHandler()),
							new UnboundElementsSourceFilter()));
		return new ConfiguredPools(environment);
	}

	/** Whether a pool is configured. */
	boolean has(String name) {
		return this.pools.containsKey(name);
	}

	/**
	 * One pool.
	 * @param name its name
	 * @return the pool
	 */
	ConfiguredPool get(String name) {
		ConfiguredPool pool = this.pools.get(name);
		if (pool == null) {
			throw new IllegalArgumentException(
					"Pool '%s' is not configured below 'parallel.pools', but was when the beans were defined. An application that was processed ahead of time needs each pool that it had then."
						.formatted(name));
		}
		return pool;
	}

	/**
	 * All pools.
	 * @return the pools in the order in which they are written
	 */
	Collection<ConfiguredPool> all() {
		return this.pools.values();
	}

}
