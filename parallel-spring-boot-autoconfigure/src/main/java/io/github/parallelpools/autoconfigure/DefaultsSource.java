package io.github.parallelpools.autoconfigure;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * Offers what another source has below {@code parallel.defaults} as if it stood below one
 * pool. Behind the sources themselves, it fills in what the pool leaves out, so that
 * nested properties and maps merge.
 */
class DefaultsSource implements ConfigurationPropertySource {

	private final ConfigurationPropertySource source;

	private final ConfigurationPropertyName pool;

	private DefaultsSource(ConfigurationPropertySource source, ConfigurationPropertyName pool) {
		this.source = source;
		this.pool = pool;
	}

	static ConfigurationPropertySource of(ConfigurationPropertySource source, ConfigurationPropertyName pool) {
		return (source instanceof IterableConfigurationPropertySource iterable) ? new Listing(iterable, pool)
				: new DefaultsSource(source, pool);
	}

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
		ConfigurationPropertyName below = (name != null) ? toDefaults(name) : null;
		return (below != null) ? this.source.getConfigurationProperty(below) : null;
	}

	@Override
	public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
		ConfigurationPropertyName below = toDefaults(name);
		return (below != null) ? this.source.containsDescendantOf(below) : ConfigurationPropertyState.ABSENT;
	}

	@Override
	public @Nullable Object getUnderlyingSource() {
		return this.source.getUnderlyingSource();
	}

	private @Nullable ConfigurationPropertyName toDefaults(ConfigurationPropertyName name) {
		if (name.equals(this.pool)) {
			return PoolName.DEFAULTS;
		}
		return this.pool.isAncestorOf(name) ? PoolName.DEFAULTS.append(name.subName(this.pool.getNumberOfElements()))
				: null;
	}

	/** A source that can tell what it has. */
	private static final class Listing extends DefaultsSource implements IterableConfigurationPropertySource {

		private final IterableConfigurationPropertySource source;

		private final ConfigurationPropertyName pool;

		Listing(IterableConfigurationPropertySource source, ConfigurationPropertyName pool) {
			super(source, pool);
			this.source = source;
			this.pool = pool;
		}

		@Override
		public Stream<ConfigurationPropertyName> stream() {
			return this.source.stream()
				.filter(PoolName.DEFAULTS::isAncestorOf)
				.map((name) -> this.pool.append(name.subName(PoolName.DEFAULTS.getNumberOfElements())));
		}

		@Override
		public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
			return super.containsDescendantOf(name);
		}

	}

}
