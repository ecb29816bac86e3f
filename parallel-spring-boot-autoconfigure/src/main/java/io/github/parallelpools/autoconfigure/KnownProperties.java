package io.github.parallelpools.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Knows which properties there are, from the records that they are bound to.
 */
final class KnownProperties {

	private static final String ROOT = "parallel";

	private static final String ANY_POOL = "parallel.pools.<name>";

	private KnownProperties() {
	}

	/**
	 * Whether a pool has such a property.
	 * @param relative the property's name below the pool
	 * @return whether at least its first element is known
	 */
	static boolean isOfPool(ConfigurationPropertyName relative) {
		return !relative.isEmpty()
				&& components(PoolProperties.class).containsKey(relative.getElement(0, Form.UNIFORM));
	}

	/**
	 * Whether a value may be given to such a property of a pool.
	 * @param relative the property's name below the pool
	 * @return whether there is one, or one with entries of which this may be one
	 */
	static boolean isValueOfPool(ConfigurationPropertyName relative) {
		return values(PoolProperties.class).entrySet().stream().anyMatch((one) -> {
			ConfigurationPropertyName known = ConfigurationPropertyName.of(one.getKey());
			return known.equals(relative) || (!one.getValue().isEnum() && known.isAncestorOf(relative)
					&& (one.getValue() == Map.class || one.getValue() == List.class));
		});
	}

	/**
	 * Whether a property of a pool has entries.
	 * @param relative the property's name below the pool
	 * @return whether there is one that is a map
	 */
	static boolean isMapOfPool(ConfigurationPropertyName relative) {
		return values(PoolProperties.class).entrySet()
			.stream()
			.anyMatch((one) -> one.getValue() == Map.class
					&& ConfigurationPropertyName.of(one.getKey()).equals(relative));
	}

	/**
	 * Whether a value may be given to a property.
	 * @param name its full name
	 * @return whether there is one, of all pools, of one, or of the library
	 */
	static boolean isValue(ConfigurationPropertyName name) {
		if (PoolName.DEFAULTS.isAncestorOf(name)) {
			return isValueOfPool(name.subName(PoolName.DEFAULTS.getNumberOfElements()));
		}
		if (PoolName.POOLS.isAncestorOf(name)) {
			return isValueOfPool(name.subName(PoolName.POOLS.getNumberOfElements() + 1));
		}
		return values(ParallelProperties.class).keySet()
			.stream()
			.anyMatch((known) -> ConfigurationPropertyName.of(ROOT + "." + known).equals(name));
	}

	/**
	 * The properties that have a value, also those in groups.
	 * @param type a record of properties
	 * @return the types of the values, by the names below the record
	 */
	static Map<String, Class<?>> values(Class<?> type) {
		Map<String, Class<?>> values = new LinkedHashMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String name = dashed(component.getName());
			Class<?> valueType = component.getType();
			if (valueType == PoolProperties.class || type == ParallelProperties.class && valueType == Map.class) {
				continue;
			}
			if (valueType.isRecord()) {
				values(valueType).forEach((below, one) -> values.put(name + "." + below, one));
			}
			else {
				values.put(name, valueType);
			}
		}
		return values;
	}

	/**
	 * What to write instead of a property that does not exist.
	 * @param unknown the property's name
	 * @return sentences
	 */
	static String suggest(ConfigurationPropertyName unknown) {
		Class<?> type = ParallelProperties.class;
		StringBuilder known = new StringBuilder(ROOT);
		for (int i = 1; i < unknown.getNumberOfElements(); i++) {
			String element = unknown.getElement(i, Form.ORIGINAL);
			Map<String, Class<?>> components = components(type);
			Class<?> next = components.get(unknown.getElement(i, Form.UNIFORM));
			if (next == null) {
				String elsewhere = elsewhere(unknown, i);
				return elsewhere.isEmpty() ? nearest(known, element, type) : elsewhere;
			}
			known.append('.').append(dashed(unknown.getElement(i, Form.DASHED)));
			type = next;
			if (next == Map.class && i + 1 < unknown.getNumberOfElements()) {
				known.append('.').append(unknown.getElement(++i, Form.ORIGINAL));
				type = PoolProperties.class;
			}
			if (!type.isRecord()) {
				return (i + 1 < unknown.getNumberOfElements())
						? "'%s' has no properties of its own: give it a value.".formatted(known)
						: "Give '%s' a value, or leave it out for its default.".formatted(known);
			}
		}
		return "'%s' has no properties of its own: give it a value.".formatted(known);
	}

	private static String nearest(CharSequence known, String element, Class<?> type) {
		List<String> names = names(type);
		return Suggestions.nearest(element, names)
			.map((name) -> "Did you mean '%s.%s'?".formatted(known, name))
			.orElseGet(
					() -> "Remove it, or use one of those below '%s': %s.".formatted(known, String.join(", ", names)));
	}

	/**
	 * Where a property belongs that stands where the name of a pool stands.
	 * @param name its name
	 * @return a sentence, empty if there is no such property
	 */
	static String insteadOfPool(ConfigurationPropertyName name) {
		return elsewhere(name, PoolName.POOLS.getNumberOfElements());
	}

	/**
	 * Where a property belongs that is written at the wrong level.
	 * @param unknown its name
	 * @param from the first element that is unknown
	 * @return a sentence, empty if there is no such property
	 */
	private static String elsewhere(ConfigurationPropertyName unknown, int from) {
		int pool = PoolName.POOLS.getNumberOfElements();
		if (PoolName.POOLS.isAncestorOf(unknown) && from > pool) {
			// What looks like the name of a pool may be a group of properties.
			String group = ofAnyPool(unknown.subName(pool));
			if (!group.isEmpty()) {
				return group;
			}
			return meant(unknown.subName(from), ROOT + ".pools." + unknown.getElement(pool, Form.ORIGINAL));
		}
		ConfigurationPropertyName rest = unknown.subName(from);
		return PoolName.DEFAULTS.isAncestorOf(unknown) ? meant(rest, PoolName.DEFAULTS.toString()) : ofAnyPool(rest);
	}

	private static String ofAnyPool(ConfigurationPropertyName rest) {
		String own = among(ParallelProperties.class, rest, ROOT);
		String pools = among(PoolProperties.class, rest, ANY_POOL);
		if (!own.isEmpty()) {
			return "Did you mean %s?".formatted(own);
		}
		return pools.isEmpty() ? "" : "Did you mean %s, or %s for all pools?".formatted(pools,
				among(PoolProperties.class, rest, PoolName.DEFAULTS.toString()));
	}

	private static String meant(ConfigurationPropertyName rest, String prefix) {
		String own = among(PoolProperties.class, rest, prefix);
		String top = own.isEmpty() ? among(ParallelProperties.class, rest, ROOT) : own;
		return top.isEmpty() ? "" : "Did you mean %s?".formatted(top);
	}

	/** The properties that end like a name. */
	private static String among(Class<?> type, ConfigurationPropertyName rest, String prefix) {
		String end = "." + uniform(rest);
		return values(type).keySet()
			.stream()
			.filter((path) -> ("." + path.replace("-", "")).endsWith(end))
			.map((path) -> "'" + prefix + "." + path + "'")
			.collect(Collectors.joining(" or "));
	}

	private static String uniform(ConfigurationPropertyName name) {
		StringBuilder result = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			result.append((i > 0) ? "." : "").append(name.getElement(i, Form.UNIFORM));
		}
		return result.toString();
	}

	/**
	 * The names of what a record has.
	 * @param type the record
	 * @return the names in the order of the record
	 */
	static List<String> names(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).map((component) -> dashed(component.getName())).toList();
	}

	private static Map<String, Class<?>> components(Class<?> type) {
		Map<String, Class<?>> components = new TreeMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			components.put(component.getName().toLowerCase(Locale.ROOT), component.getType());
		}
		return components;
	}

	/** The name of a component as properties are written. */
	static String dashed(String name) {
		StringBuilder result = new StringBuilder();
		for (char c : name.toCharArray()) {
			if (Character.isUpperCase(c)) {
				result.append('-');
			}
			result.append(Character.toLowerCase(c));
		}
		return result.toString();
	}

}
