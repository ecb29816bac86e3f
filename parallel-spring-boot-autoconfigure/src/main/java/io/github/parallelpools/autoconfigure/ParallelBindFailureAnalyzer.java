package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * Explains properties below {@code parallel} that are unknown or empty, or whose text is
 * no value of their type.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ParallelBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("parallel");

	private final Environment environment;

	ParallelBindFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!cause.getName().equals(ROOT) && !ROOT.isAncestorOf(cause.getName())) {
			return null;
		}
		UnboundConfigurationPropertiesException unknown = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unknown != null) {
			return analyzeUnknown(rootFailure, unknown.getUnboundProperties());
		}
		InvalidSettingException invalid = findCause(cause, InvalidSettingException.class);
		if (invalid != null) {
			return analyzeValue(rootFailure, ROOT.append(invalid.property()), invalid.value(), "is impossible:",
					invalid.remedy());
		}
		BindException innermost = cause;
		for (BindException next; (next = findCause(innermost.getCause(), BindException.class)) != null;) {
			innermost = next;
		}
		Class<?> type = innermost.getTarget().getType().resolve(Object.class);
		WrittenProperty written = WrittenProperty.find(this.environment, innermost.getName());
		if (written.text("").contains("${")) {
			return analyzeValue(rootFailure, innermost.getName(), null, "has a placeholder that can't be resolved:",
					"Define what it names, or give it a default as in ${NAME:default}.");
		}
		String reason = (type.isRecord() || type == Map.class) ? "can't be a text:" : type.isEnum()
				? "is none of those that there are:"
				: "can't be used: %s".formatted(NestedExceptionUtils.getMostSpecificCause(innermost).getMessage());
		return analyzeValue(rootFailure, innermost.getName(), null, reason, remedy(innermost.getName(), type));
	}

	private FailureAnalysis analyzeValue(Throwable rootFailure, ConfigurationPropertyName name, @Nullable String value,
			String reason, String remedy) {
		WrittenProperty written = WrittenProperty.find(this.environment, name);
		return new FailureAnalysis("The value of '%s' %s%n%n%s".formatted(name, reason, written.describe(value)),
				remedy, rootFailure);
	}

	private static String remedy(ConfigurationPropertyName name, Class<?> type) {
		if (type.isEnum()) {
			return "Use one of: %s.".formatted(Arrays.stream(type.getEnumConstants())
				.map((value) -> value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", ")));
		}
		if (type == Duration.class) {
			return "Write a number and a unit, as in 500ms, 10s, 2m or 1h.";
		}
		if (type == DataSize.class) {
			return "Write a whole number and a unit, as in 512KB, 64MB or 2GB.";
		}
		if (type == int.class || type == Integer.class) {
			return "Write a whole number between %s and %s.".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);
		}
		if (type == boolean.class || type == Boolean.class) {
			return "Write true or false.";
		}
		if (type.isRecord()) {
			String elsewhere = PoolName.POOLS.isParentOf(name) ? KnownProperties.insteadOfPool(name) : "";
			return elsewhere.isEmpty() ? below(type) : elsewhere;
		}
		if (type == Map.class) {
			return PoolName.POOLS.equals(name) ? "Write each pool below its name: 'parallel.pools.<name>.max-size: 4'."
					: "Write names with values below it, not a value.";
		}
		return "Write a value of type %s.".formatted(type.getSimpleName());
	}

	private static String below(Class<?> type) {
		List<String> names = (type == PoolProperties.class) ? List.of("kind", "max-size") : KnownProperties.names(type);
		return "Write properties below it, such as '%s' or '%s', not a value.".formatted(names.get(0), names.get(1));
	}

	private static FailureAnalysis analyzeUnknown(Throwable rootFailure, Set<ConfigurationProperty> unknown) {
		String what = (unknown.size() == 1) ? "property" : "properties";
		// Boot calls a property unbound, too, of which an empty text is no value.
		StringBuilder description = new StringBuilder(
				unknown.stream().map(ConfigurationProperty::getName).allMatch(KnownProperties::isValue)
						? "There is no value of the %s:".formatted(what)
						: "There %s no such %s:".formatted((unknown.size() == 1) ? "is" : "are", what));
		StringBuilder action = new StringBuilder();
		for (ConfigurationProperty property : unknown) {
			description.append("%n%n%s".formatted(WrittenProperty.of(property).describe(null)));
			action.append(action.isEmpty() ? "" : "%n".formatted());
			action.append(KnownProperties.suggest(property.getName()));
		}
		return new FailureAnalysis(description.toString(), action.toString(), rootFailure);
	}

}
