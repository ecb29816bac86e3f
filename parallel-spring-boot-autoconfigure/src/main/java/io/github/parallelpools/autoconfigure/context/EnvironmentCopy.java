package io.github.parallelpools.autoconfigure.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySource.StubPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.parallelpools.autoconfigure.context.CopiedSource.Kind;

/**
 * Copies the property sources of an environment, in their order and with their
 * placeholders, so that the same values win elsewhere. A source that can't list its
 * properties can't be copied; of it comes only what placeholders in others name.
 */
final class EnvironmentCopy {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^${}:]+)");

	private final ConfigurableEnvironment environment;

	private final ConversionService conversion;

	private final List<CopiedSource> copied = new ArrayList<>();

	private final List<String> left = new ArrayList<>();

	private EnvironmentCopy(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.conversion = ApplicationConversionService.getSharedInstance();
		environment.getPropertySources().forEach(this::add);
	}

	static List<CopiedSource> of(ConfigurableEnvironment environment) {
		EnvironmentCopy copy = new EnvironmentCopy(environment);
		if (!copy.left.isEmpty()) {
			copy.copied.add(new CopiedSource("parallelPlaceholders", Kind.PROPERTIES, copy.placeholders()));
		}
		return copy.copied;
	}

	/** The names of the sources that can't be copied. */
	static List<String> leftOf(ConfigurableEnvironment environment) {
		return environment.getPropertySources()
			.stream()
			.filter(EnvironmentCopy::isLeft)
			.map((source) -> source.getName())
			.toList();
	}

	private void add(PropertySource<?> source) {
		String name = source.getName();
		if (source instanceof RandomValuePropertySource) {
			this.copied.add(new CopiedSource(name, Kind.OWN, Map.of()));
		}
		else if (name.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
			this.copied.add(new CopiedSource(name, Kind.OWN, prefix(source)));
		}
		else if (isLeft(source)) {
			this.left.add(name);
		}
		else if (source instanceof EnumerablePropertySource<?> enumerable) {
			copy(enumerable);
		}
	}

	/** What the application has before the names of its variables. */
	private static Map<String, String> prefix(PropertySource<?> source) {
		String prefix = (source instanceof PropertySourceInfo info) ? info.getPrefix() : null;
		return (prefix != null) ? Map.of(CopiedSource.PREFIX, prefix) : Map.of();
	}

	private void copy(EnumerablePropertySource<?> source) {
		String name = source.getName();
		Kind kind = (source instanceof SystemEnvironmentPropertySource) ? Kind.VARIABLES : Kind.PROPERTIES;
		if (name.equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
			// What a JVM says of itself differs in the other one.
			this.copied.add(new CopiedSource(name, Kind.OWN, Map.of()));
			name = "applicationSystemProperties";
		}
		this.copied.add(new CopiedSource(name, kind, properties(source)));
	}

	private static boolean isLeft(PropertySource<?> source) {
		return !(source instanceof EnumerablePropertySource<?> || source instanceof StubPropertySource
				|| source instanceof RandomValuePropertySource
				|| ConfigurationPropertySources.isAttachedConfigurationPropertySource(source));
	}

	private Map<String, String> properties(EnumerablePropertySource<?> source) {
		Map<String, String> properties = new LinkedHashMap<>();
		for (String name : source.getPropertyNames()) {
			String text = text(source.getProperty(name));
			if (text != null) {
				properties.put(name, text);
			}
		}
		return properties;
	}

	/** What can be made of a text again is told as that text. */
	private @Nullable String text(@Nullable Object value) {
		if (value == null || value instanceof CharSequence) {
			return (value != null) ? value.toString() : null;
		}
		return this.conversion.canConvert(value.getClass(), String.class) ? this.conversion.convert(value, String.class)
				: null;
	}

	private Map<String, String> placeholders() {
		Set<String> names = new LinkedHashSet<>();
		for (CopiedSource source : this.copied) {
			for (String value : source.properties().values()) {
				PLACEHOLDER.matcher(value).results().map((found) -> found.group(1)).forEach(names::add);
			}
		}
		Map<String, String> values = new LinkedHashMap<>();
		names.stream()
			.filter((name) -> this.copied.stream().noneMatch((source) -> source.properties().containsKey(name)))
			.filter((name) -> !name.startsWith(RandomValuePropertySource.RANDOM_PROPERTY_SOURCE_NAME + "."))
			.forEach((name) -> {
				String value = this.environment.getProperty(name);
				if (value != null) {
					values.put(name, value);
				}
			});
		return values;
	}

}
