package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains why a pool can't be made as it is configured.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PoolConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<PoolConfigurationException> {

	private final Environment environment;

	PoolConfigurationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PoolConfigurationException cause) {
		WrittenProperty written = WrittenProperty.find(this.environment, cause.property(), cause.defaultsProperty());
		String description = "Pool '%s' can't be made as it is configured:%n%n%s%n    Reason: %s"
			.formatted(cause.pool().name(), written.describe(cause.value()), sentence(written.name(), cause));
		return new FailureAnalysis(description, cause.remedy(), rootFailure);
	}

	private static String sentence(String property, PoolConfigurationException cause) {
		@Nullable String value = cause.value();
		return (value != null) ? "'%s' %s".formatted(value, cause.reason())
				: "'%s' %s".formatted(cause.pool().name(), cause.reason());
	}

}
