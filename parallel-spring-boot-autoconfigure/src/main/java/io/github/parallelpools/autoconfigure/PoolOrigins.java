package io.github.parallelpools.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

import io.github.parallelpools.actuate.endpoint.ConfiguredProperty;
import io.github.parallelpools.pool.WorkerKind;

/**
 * Tells of each property of a pool what it is and where somebody has written it. Shows no
 * values of arguments, variables and system properties, which may be secrets.
 */
final class PoolOrigins {

	private static final String IN_CODE = "code";

	/** What is shown although it is a default: what the other settings do not show. */
	private static final Pattern ALWAYS = Pattern.compile("(process|logging)\\..*");

	private static final Pattern SECRET = Pattern.compile("^(-D[^=]+=|-[^=\\s]*(?i:pass|secret|token|key)[^=]*=).*",
			Pattern.DOTALL);

	private final Environment environment;

	private final PoolDraft draft;

	private final Map<String, ConfiguredProperty> shown = new LinkedHashMap<>();

	private PoolOrigins(Environment environment, PoolDraft draft) {
		this.environment = environment;
		this.draft = draft;
	}

	/**
	 * All that is written for a pool, and how its processes and their logs are, by names
	 * below the pool.
	 * @param environment where pools are configured
	 * @param draft the pool
	 */
	static Map<String, ConfiguredProperty> of(Environment environment, PoolDraft draft) {
		PoolOrigins origins = new PoolOrigins(environment, draft);
		values(draft.pool().properties()).forEach(origins::add);
		return origins.shown;
	}

	/**
	 * All properties that have a value, by names below the pool. Values may be secrets.
	 * @param properties the properties of a pool
	 */
	static Map<String, Object> values(PoolProperties properties) {
		Map<String, Object> values = new LinkedHashMap<>();
		addTo(values, "", properties);
		return values;
	}

	private static void addTo(Map<String, Object> values, String prefix, Record properties) {
		for (RecordComponent component : properties.getClass().getRecordComponents()) {
			String name = prefix + KnownProperties.dashed(component.getName());
			Object value = value(component, properties);
			if (value instanceof Record group) {
				addTo(values, name + ".", group);
			}
			else if (value != null) {
				values.put(name, value);
			}
		}
	}

	private void add(String name, Object value) {
		String origin = origin(name);
		if (origin != null || (ALWAYS.matcher(name).matches() && isOfKind(name))) {
			this.shown.put(name, new ConfiguredProperty(shown(value), origin));
		}
	}

	private boolean isOfKind(String name) {
		return !name.startsWith("process.") || this.draft.pool().properties().kind() == WorkerKind.PROCESS;
	}

	private static @Nullable Object value(RecordComponent component, Record properties) {
		try {
			component.getAccessor().setAccessible(true);
			return component.getAccessor().invoke(properties);
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException("A record does not tell its '" + component.getName() + "'", ex);
		}
	}

	/** A value as it may be shown. */
	static Object shown(Object value) {
		if (value instanceof Map<?, ?> map) {
			TreeSet<String> keys = new TreeSet<>();
			map.keySet().forEach((key) -> keys.add(String.valueOf(key)));
			return keys;
		}
		if (value instanceof Collection<?> some) {
			return some.stream().map((one) -> SECRET.matcher(String.valueOf(one)).replaceFirst("$1******")).toList();
		}
		if (value instanceof Duration duration) {
			return DurationStyle.SIMPLE.print(duration,
					(duration.toMillis() % 1_000 == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
		}
		if (value instanceof Enum<?> one) {
			return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}
		return (value instanceof Number || value instanceof Boolean) ? value : value.toString();
	}

	private @Nullable String origin(String name) {
		ConfigurationPropertyName below = ConfigurationPropertyName.of(name);
		for (Map.Entry<String, PoolDraft.Change> change : this.draft.changes().entrySet()) {
			if (isOf(change.getKey(), below)) {
				return "changed by " + change.getValue().by();
			}
		}
		if (this.draft.code().keySet().stream().anyMatch((property) -> isOf(property, below))) {
			return IN_CODE;
		}
		String own = origin(this.draft.pool().name().property(name));
		return (own != null) ? own : origin(PoolName.DEFAULTS.append(name));
	}

	private static boolean isOf(String property, ConfigurationPropertyName name) {
		ConfigurationPropertyName written = ConfigurationPropertyName.adapt(property, '.');
		return written.equals(name) || name.isAncestorOf(written);
	}

	private @Nullable String origin(ConfigurationPropertyName name) {
		WrittenProperty exact = WrittenProperty.find(this.environment, name);
		WrittenProperty written = (exact.value() != null) ? exact : WrittenProperty.below(this.environment, name);
		return (written.value() != null) ? written.place() : null;
	}

}
