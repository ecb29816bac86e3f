package io.github.parallelpools.autoconfigure;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * A property as somebody has written it, for failure analyses.
 *
 * @param name its name
 * @param value its value, placeholders included, {@code null} if it is not written
 * anywhere
 * @param origin where it is written, {@code null} if that is unknown
 * @param source the name of the property source, {@code null} if that is unknown
 */
record WrittenProperty(String name, @Nullable Object value, @Nullable Origin origin, @Nullable String source) {

	/**
	 * Looks a property up.
	 * @param environment where
	 * @param names its possible names, the first one wins
	 * @return the property
	 */
	static WrittenProperty find(Environment environment, @Nullable ConfigurationPropertyName... names) {
		for (ConfigurationPropertyName name : names) {
			for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
				ConfigurationProperty property = (name != null) ? source.getConfigurationProperty(name) : null;
				if (property != null) {
					return of(property);
				}
			}
		}
		return new WrittenProperty(String.valueOf(names[0]), null, null, null);
	}

	/**
	 * Looks for the first property below another.
	 * @param environment where
	 * @param name the name of the other
	 * @return the property
	 */
	static WrittenProperty below(Environment environment, ConfigurationPropertyName name) {
		return below(environment, name, (one) -> true);
	}

	/**
	 * Looks for the first property below another that meets a condition.
	 * @param environment where
	 * @param name the name of the other
	 * @param condition the condition on its name
	 * @return the property
	 */
	static WrittenProperty below(Environment environment, ConfigurationPropertyName name,
			Predicate<ConfigurationPropertyName> condition) {
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.flatMap((source) -> ((IterableConfigurationPropertySource) source).stream()
				.filter(name::isAncestorOf)
				.filter(condition)
				.map(source::getConfigurationProperty))
			.filter(Objects::nonNull)
			.findFirst()
			.map(WrittenProperty::of)
			.orElseGet(() -> new WrittenProperty(name.toString(), null, null, null));
	}

	static WrittenProperty of(ConfigurationProperty property) {
		ConfigurationPropertySource from = property.getSource();
		Object source = (from != null) ? from.getUnderlyingSource() : null;
		return new WrittenProperty(property.getName().toString(), property.getValue(), property.getOrigin(),
				(source instanceof PropertySource<?> one) ? one.getName() : null);
	}

	/** Where it is written, as exactly as that is known. */
	String place() {
		if (this.origin != null) {
			return this.origin.toString();
		}
		return (this.source != null) ? this.source : "unknown";
	}

	/**
	 * The value as it is written.
	 * @param fallback the value if none is written
	 * @return the text
	 */
	String text(String fallback) {
		return (this.value != null) ? this.value.toString() : fallback;
	}

	/**
	 * The lines that Boot's own analyses have.
	 * @param fallback the value to show if none is written
	 * @return the lines
	 */
	String describe(@Nullable String fallback) {
		StringBuilder lines = new StringBuilder("    Property: " + this.name);
		Object shown = (this.value != null) ? this.value : fallback;
		if (shown != null) {
			lines.append("%n    Value: \"%s\"".formatted(shown));
		}
		if (this.origin != null) {
			lines.append("%n    Origin: %s".formatted(this.origin));
		}
		else if (this.value == null && fallback != null) {
			lines.append("%n    Origin: the default".formatted());
		}
		return lines.toString();
	}

}
