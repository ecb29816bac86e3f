package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page of all properties says beside the metadata is about properties that there
 * are, and its ranges are true.
 */
class PropertyReferenceTests {

	private static String full(String name) {
		return name.startsWith("parallel.") ? name : "parallel.pools.some." + name;
	}

	private static boolean isNumber(String value) {
		return value.matches("-?\\d+");
	}

	/** The value beside the given one, on the side that is asked for. */
	private static String beside(String value, String type, int step) {
		if (type.endsWith("Duration")) {
			return (isNumber(value) ? Long.parseLong(value) : DurationStyle.detectAndParse(value).toMillis()) + step
					+ "ms";
		}
		if (type.endsWith("DataSize")) {
			return (DataSize.parse(value).toBytes() + step) + "B";
		}
		return String.valueOf(Long.parseLong(value) + step);
	}

	private static void refuse(String name, String value, List<String> accepted) {
		PoolContextRunner.with()
			.withPropertyValues("parallel.pools.some.kind=process", "parallel.pools.some.auto-start=false",
					full(name) + "=" + value)
			.run((context) -> {
				if (context.getStartupFailure() == null) {
					accepted.add(name + "=" + value);
				}
			});
	}

	@Test
	void eachNoteIsAboutAProperty() throws IOException {
		assertThat(PropertyReference.properties().keySet()).containsAll(PropertyReference.read().notes().keySet());
	}

	@Test
	void whatIsBeyondARangeIsRefused() throws IOException {
		Map<String, Map<?, ?>> properties = PropertyReference.properties();
		List<String> accepted = new ArrayList<>();
		int tried = 0;
		for (Map.Entry<String, PropertyReference.Note> note : PropertyReference.read().notes().entrySet()) {
			String range = note.getValue().range();
			String type = (String) properties.get(note.getKey()).get("type");
			if (range.startsWith(">")) {
				refuse(note.getKey(), range.substring(1), accepted);
				tried++;
			}
			else if (!range.isEmpty()) {
				String[] ends = range.split("\\.\\.", -1);
				refuse(note.getKey(), beside(ends[0], type, -1), accepted);
				if (!ends[1].isEmpty()) {
					refuse(note.getKey(), beside(ends[1], type, 1), accepted);
				}
				tried++;
			}
		}
		assertThat(tried).isGreaterThan(35);
		assertThat(accepted).isEmpty();
	}

	@Test
	void theEndsOfARangeAreAccepted() throws IOException {
		Map<String, Map<?, ?>> properties = PropertyReference.properties();
		List<String> values = new ArrayList<>();
		PropertyReference.read().notes().forEach((name, note) -> {
			if (!note.range().isEmpty()) {
				String type = (String) properties.get(name).get("type");
				values.add(full(name) + "=" + (note.range().startsWith(">") ? beside(note.range().substring(1), type, 1)
						: note.range().replaceAll("\\.\\..*", "")));
			}
		});
		values.removeIf((value) -> value.startsWith("parallel.memory-budget="));
		PoolContextRunner.with()
			.withPropertyValues(values.toArray(String[]::new))
			.withPropertyValues("parallel.pools.some.kind=process", "parallel.pools.some.auto-start=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
