package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.PoolSetting;

/**
 * The page of all properties, made of the metadata that editors read, and of notes on
 * single properties.
 */
final class PropertyReference {

	private static final String DEFAULTS = "parallel.defaults.";

	private static final String HEAD = """
			# Properties

			This page is made of the metadata that editors read (`spring-configuration-metadata.json`), so each property has
			its place here. A duration without a unit is in milliseconds, a size in bytes: write `2s` and `64MB`. A value
			beyond its range is refused at the start, with its line and the remedy.

			The column "change" says when a new value holds while the pool works:

			- **at once**: by `change` of the [endpoint](endpoint.md#settings-that-change-while-a-pool-works), in code, or by a
			  changed environment.
			- **new workers**: in the same ways, but for workers that are started from then on. `renew` replaces the others.
			- **restart**: the application has to be started again.

			Editors know the type of each of them. Below `parallel.defaults` they also have hints: which beans or classes fit a
			`handler`, a `callback`, a `poller` and others, and which words stand for a number. Below a pool's name there are none:
			the metadata's format has hints for the keys or the values of a map, but not for what is within these values. So write
			it below `parallel.defaults` first, and move it.
			""";

	private static final String POOLS = """

			## Pools

			These stand below `parallel.pools.<name>`, or for all pools below `parallel.defaults`. What the pool says wins.
			""";

	private static final String APPLICATION = """

			## The application

			| property | type | default | range | meaning |
			|---|---|---|---|---|
			""";

	private final Map<String, Note> notes;

	private PropertyReference(Map<String, Note> notes) {
		this.notes = notes;
	}

	static PropertyReference read() throws IOException {
		Map<String, Note> notes = new LinkedHashMap<>();
		for (String line : text("/documents/property-notes.txt").lines().toList()) {
			if (!line.startsWith("#")) {
				String[] parts = line.split("\\|", -1);
				notes.put(parts[0].strip(), new Note(parts[1].strip(), parts[2].strip(), parts[3].strip()));
			}
		}
		return new PropertyReference(notes);
	}

	/**
	 * The notes by the names of their properties: those of a pool without anything
	 * before.
	 */
	Map<String, Note> notes() {
		return this.notes;
	}

	/** All properties by the names that notes have, too. */
	static Map<String, Map<?, ?>> properties() throws IOException {
		Map<String, Map<?, ?>> properties = new TreeMap<>();
		List<?> all = (List<?>) JsonParserFactory.getJsonParser()
			.parseMap(text("/META-INF/spring-configuration-metadata.json"))
			.get("properties");
		for (Object one : all) {
			Map<?, ?> property = (Map<?, ?>) one;
			String name = (String) property.get("name");
			if (!name.equals("parallel.pools")) {
				properties.put(name.startsWith(DEFAULTS) ? name.substring(DEFAULTS.length()) : name, property);
			}
		}
		return properties;
	}

	/** The page as it must be. */
	String page() throws IOException {
		StringBuilder page = new StringBuilder(HEAD).append(POOLS);
		Map<String, Map<?, ?>> properties = properties();
		Map<String, List<String>> groups = properties.keySet()
			.stream()
			.filter((name) -> !name.startsWith("parallel.") && !name.startsWith("management."))
			.collect(Collectors.groupingBy((name) -> name.contains(".") ? name.substring(0, name.indexOf('.')) : "",
					TreeMap::new, Collectors.toList()));
		groups.forEach((group, names) -> {
			if (!group.isEmpty()) {
				page.append("\n### `").append(group).append(".*`\n");
			}
			page.append("\n| property | type | default | range | change | meaning |\n|---|---|---|---|---|---|\n");
			names.forEach((name) -> page.append(row(name, properties.get(name), change(name))));
		});
		page.append(APPLICATION);
		properties.forEach((name, property) -> {
			if (name.startsWith("parallel.") || name.startsWith("management.")) {
				page.append(row(name, property, null));
			}
		});
		return page.toString();
	}

	private static String change(String name) {
		if (name.startsWith("recycle.") || name.equals("args")) {
			return "new workers";
		}
		if (PoolSetting.of(name).isPresent() || name.equals(ShadowSettings.SHARE)) {
			return "at once";
		}
		return PoolReconfiguration.isOfNewWorkers(name) ? "new workers" : "restart";
	}

	private String row(String name, Map<?, ?> property, @Nullable String change) {
		Note note = this.notes.getOrDefault(name, new Note("", "", ""));
		List<String> cells = new ArrayList<>();
		Class<?> type = type((String) property.get("type"));
		cells.add("`" + name + (Map.class.isAssignableFrom(type) ? ".*" : "") + "`");
		cells.add(describe(type));
		Object standard = property.get("defaultValue");
		cells.add(!note.standard().isEmpty() ? note.standard() : (standard != null) ? "`" + standard + "`" : "");
		cells.add(note.range().isEmpty() ? "" : "`" + note.range() + "`");
		if (change != null) {
			cells.add(change);
		}
		String description = (String) Objects.requireNonNull(property.get("description"), name);
		cells.add((description + " " + note.more()).strip());
		return "| " + String.join(" | ", cells) + " |\n";
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(name.replaceAll("<.*", ""));
		}
		catch (ClassNotFoundException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String describe(Class<?> type) {
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((one) -> "`" + ((Enum<?>) one).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
				.collect(Collectors.joining(", "));
		}
		if (type == Boolean.class) {
			return "`true`, `false`";
		}
		if (Number.class.isAssignableFrom(type)) {
			return "number";
		}
		if (type == Duration.class) {
			return "duration";
		}
		if (type == DataSize.class) {
			return "size";
		}
		if (type == List.class) {
			return "list";
		}
		return (type == Map.class) ? "map"
				: (type == String.class) ? "text" : type.getSimpleName().toLowerCase(Locale.ROOT);
	}

	private static String text(String resource) throws IOException {
		try (InputStream in = PropertyReference.class.getResourceAsStream(resource)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/**
	 * What is said of a property beside its description.
	 *
	 * @param standard what its default is in words, empty for that of the metadata
	 * @param range from its lowest to its highest value, empty if there are no such
	 * @param more further words
	 */
	record Note(String standard, String range, String more) {
	}

}
