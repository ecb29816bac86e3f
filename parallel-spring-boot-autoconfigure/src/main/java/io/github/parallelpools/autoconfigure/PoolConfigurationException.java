package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * A pool can't be made as it is configured. Analyzed by
 * {@link PoolConfigurationFailureAnalyzer}, which adds where the property is written.
 */
final class PoolConfigurationException extends RuntimeException {

	private final PoolName pool;

	private final String property;

	private final @Nullable String value;

	private final String reason;

	private final String remedy;

	/**
	 * Refuses a configuration.
	 * @param pool which pool
	 * @param property the property's name below the pool, empty for the pool as such
	 * @param value the refused value
	 * @param reason what is wrong with it, the end of a sentence
	 * @param remedy what to write instead, sentences
	 */
	PoolConfigurationException(PoolName pool, String property, @Nullable Object value, String reason, String remedy) {
		super("Pool '%s' can't be made: '%s' %s. %s".formatted(pool.name(),
				property.isEmpty() ? pool.name() : pool.property(property), reason, remedy));
		this.pool = pool;
		this.property = property;
		this.value = (value != null) ? value.toString() : null;
		this.reason = reason;
		this.remedy = remedy;
	}

	PoolConfigurationException(PoolName pool, InvalidSettingException cause) {
		this(pool, cause.property(), cause.value(), "can't be '" + cause.value() + "'", cause.remedy());
		initCause(cause);
	}

	PoolName pool() {
		return this.pool;
	}

	ConfigurationPropertyName property() {
		return this.property.isEmpty() ? this.pool.property() : this.pool.property(this.property);
	}

	/** Where the property is if the pool has it from the defaults. */
	@Nullable ConfigurationPropertyName defaultsProperty() {
		return this.property.isEmpty() ? null : PoolName.DEFAULTS.append(this.property);
	}

	@Nullable String value() {
		return this.value;
	}

	String reason() {
		return this.reason;
	}

	String remedy() {
		return this.remedy;
	}

}
