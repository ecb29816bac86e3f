package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The name of a configured pool and where its properties are.
 *
 * @param name the name as it is written
 * @param property the name of the property that holds the pool's own
 */
record PoolName(String name, ConfigurationPropertyName property) {

	static final ConfigurationPropertyName POOLS = ConfigurationPropertyName.of("parallel.pools");

	static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("parallel.defaults");

	/**
	 * The name of a pool that is made in code.
	 * @param name its name, which is a possible one
	 * @return the name, with the place of properties that it may have too
	 */
	static PoolName inCode(String name) {
		return new PoolName(name, POOLS.append("[" + name + "]"));
	}

	/**
	 * The pools that an environment configures. Names that only differ in dashes or case
	 * are one pool, called as the weakest source calls it, which is where it is usually
	 * introduced. An environment variable can't tell its words apart, so it introduces a
	 * pool only if it can't mean one that is known and names a property of pools.
	 * @param environment the environment
	 * @return the names, in the order in which they are written
	 */
	static List<PoolName> findIn(Environment environment) {
		List<PoolName> found = new ArrayList<>();
		List<ConfigurationPropertyName> variables = new ArrayList<>();
		List<ConfigurationPropertySource> sources = new ArrayList<>();
		ConfigurationPropertySources.get(environment).forEach((source) -> sources.add(0, source));
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				List<ConfigurationPropertyName> names = iterable.stream().filter(POOLS::isAncestorOf).toList();
				if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource) {
					// Boot lists variables without the application's prefix, too, but has
					// no
					// value of them.
					names.stream()
						.filter((name) -> !VariablesOfOthers.isOfService(name)
								&& source.getConfigurationProperty(name) != null)
						.forEach(variables::add);
				}
				else {
					names.forEach((name) -> add(found, name));
				}
			}
		}
		List<PoolName> known = List.copyOf(found);
		variables.stream()
			.filter((name) -> known.stream().noneMatch((pool) -> pool.mayBeMeantBy(name)))
			.filter((name) -> KnownProperties.isOfPool(name.subName(POOLS.getNumberOfElements() + 1)))
			.forEach((name) -> add(found, name));
		return found;
	}

	private static void add(List<PoolName> found, ConfigurationPropertyName name) {
		ConfigurationPropertyName property = name.chop(POOLS.getNumberOfElements() + 1);
		if (found.stream().noneMatch((pool) -> pool.property().equals(property))) {
			found.add(new PoolName(property.getLastElement(Form.ORIGINAL), property));
		}
	}

	/**
	 * Whether the name of an environment variable, whose underscores have all become
	 * dots, is the old-fashioned one of a property of this pool:
	 * {@code io.bound.max.size} for {@code io-bound.max-size}.
	 */
	private boolean mayBeMeantBy(ConfigurationPropertyName variable) {
		String written = variable.subName(POOLS.getNumberOfElements()).toString();
		return written.startsWith(this.name.toLowerCase(Locale.ROOT).replace('-', '.').replace('_', '.') + ".");
	}

	/**
	 * The name as an identifier of Java.
	 * @return {@code ioBound} for {@code io-bound}
	 */
	String camelCase() {
		StringBuilder result = new StringBuilder();
		boolean upper = false;
		for (char c : this.name.toCharArray()) {
			if (c == '-' || c == '_' || c == '.') {
				upper = !result.isEmpty();
			}
			else {
				result.append(upper ? Character.toUpperCase(c) : c);
				upper = false;
			}
		}
		return result.toString();
	}

	/**
	 * Where a property of this pool is.
	 * @param relative the property's name below the pool
	 * @return its full name
	 */
	ConfigurationPropertyName property(String relative) {
		return this.property.append(relative);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
