package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * A pool can't be made as it is configured. Analyzed by
 * {@link PoolConfigurationFailureAnalyzer}, which adds where the property is written.
 */
final class PoolConfigurationException extends RuntimeException {

	private final PoolName pool;

	private final String property;

	private final @Nullable String value;

	private final @Nullable String reason;

	private final String remedy;

	/**
	 * Refuses a configuration.
	 * @param pool which pool
	 * @param property the property's name below the pool, empty for the pool as such
	 * @param value the refused value
	 * @param reason what is wrong with it, the end of a sentence
	 * @param remedy what to write instead, sentences
	 */
	PoolConfigurationException(PoolName pool, String property, @Nullable String value, String reason, String remedy) {
		super("Pool '%s' can't be made: '%s' %s. %s".formatted(pool.name(), (value != null) ? value : pool.name(),
				reason, remedy));
		this.pool = pool;
		this.property = property;
		this.value = value;
		this.reason = reason;
		this.remedy = remedy;
	}

	/**
	 * Refuses a value.
	 * @param pool which pool
	 * @param cause which value of which property, and why
	 */
	PoolConfigurationException(PoolName pool, InvalidSettingException cause) {
		super("Pool '%s' can't be made: %s".formatted(pool.name(), cause.getMessage()), cause);
		this.pool = pool;
		this.property = cause.property();
		this.value = cause.value();
		this.reason = null;
		this.remedy = cause.remedy();
	}

	/** What this is about and where somebody has written it. */
	WrittenProperty written(Environment environment) {
		return this.property.isEmpty() ? WrittenProperty.below(environment, this.pool.property()) : WrittenProperty
			.find(environment, this.pool.property(this.property), PoolName.DEFAULTS.append(this.property));
	}

	/** What can't be so, and why, as far as the remedy does not tell. */
	String describe(Environment environment) {
		WrittenProperty written = written(environment);
		String lines = written.describe(this.value);
		String headline = (this.value != null)
				? "'%s' can't be '%s'".formatted(written.name(), written.text(this.value)) : "it can't have that name";
		String reason = (this.reason != null)
				? "%n    Reason: '%s' %s".formatted((this.value != null) ? this.value : this.pool.name(), this.reason)
				: "";
		return "Pool '%s' can't be made, as %s:%n%n%s%s".formatted(this.pool.name(), headline, lines, reason);
	}

	String remedy() {
		return this.remedy;
	}

}
