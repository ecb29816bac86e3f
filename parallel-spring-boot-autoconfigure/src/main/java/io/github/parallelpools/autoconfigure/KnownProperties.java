package io.github.parallelpools.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Knows which properties there are, from the records that they are bound to.
 */
final class KnownProperties {

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
	 * What to write instead of a property that does not exist.
	 * @param unknown the property's name
	 * @return sentences
	 */
	static String suggest(ConfigurationPropertyName unknown) {
		Class<?> type = ParallelProperties.class;
		StringBuilder known = new StringBuilder("parallel");
		for (int i = 1; i < unknown.getNumberOfElements(); i++) {
			String element = unknown.getElement(i, Form.ORIGINAL);
			Map<String, Class<?>> components = components(type);
			Class<?> next = components.get(unknown.getElement(i, Form.UNIFORM));
			if (next == null) {
				String[] names = Arrays.stream(type.getRecordComponents())
					.map((component) -> dashed(component.getName()))
					.toArray(String[]::new);
				String prefix = known + ".";
				return Suggestions.nearest(element, Arrays.asList(names))
					.map((name) -> "Did you mean '%s'?".formatted(prefix + name))
					.orElseGet(() -> "Remove it, or use one of those below '%s': %s.".formatted(known,
							String.join(", ", names)));
			}
			known.append('.').append(dashed(unknown.getElement(i, Form.DASHED)));
			type = next;
			if (next == Map.class && i + 1 < unknown.getNumberOfElements()) {
				known.append('.').append(unknown.getElement(++i, Form.ORIGINAL));
				type = PoolProperties.class;
			}
			if (!type.isRecord()) {
				break;
			}
		}
		return "'%s' has no properties of its own: give it a value.".formatted(known);
	}

	private static Map<String, Class<?>> components(Class<?> type) {
		Map<String, Class<?>> components = new TreeMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			components.put(component.getName().toLowerCase(Locale.ROOT), component.getType());
		}
		return components;
	}

	private static String dashed(String name) {
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
