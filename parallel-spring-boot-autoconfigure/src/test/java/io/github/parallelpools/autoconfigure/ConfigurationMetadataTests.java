package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Editors can describe every property, and so does the page of all properties. */
class ConfigurationMetadataTests {

	@Test
	void everyPropertyHasADescription() throws IOException {
		Map<String, String> described = describe("META-INF/spring-configuration-metadata.json");
		assertThat(described).allSatisfy((name, description) -> assertThat(description).as(name).isNotBlank());
		assertThat(described).containsKeys("parallel.shutdown-timeout", "parallel.supervision-interval",
				"parallel.process-directory", "parallel.allow-unsafe-process-directory", "parallel.pools",
				"parallel.defaults.kind", "parallel.defaults.queue.capacity", "parallel.defaults.process.max-heap");
	}

	@Test
	void everyPropertyOfAPoolHasADescription() throws IOException {
		Map<String, String> described = describe(
				"META-INF/spring/configuration-metadata/" + PoolProperties.class.getName() + ".json");
		assertThat(described).allSatisfy((name, description) -> assertThat(description).as(name).isNotBlank());
		assertThat(described).containsOnlyKeys("kind", "scope", "on-fenced", "cluster.max-running", "handler",
				"callback", "lock", "poller", "backlog", "auto-start", "auto-stop", "max-size", "min-size", "spares",
				"worker-release-time", "worker-overtime", "overtime-policy", "max-replacements", "kill-grace",
				"queue.type", "queue.capacity", "queue.when-full", "queue.block-timeout", "queue.source",
				"verify-portable", "propagate-context", "observation-enabled", "measure-usage", "shadow.kind",
				"shadow.share", "shadow.repeatable", "shadow.comparator", "shadow.max-size", "shadow.max-pending",
				"shadow.worker-overtime", "args", "retry.max-attempts", "retry.quarantine-after", "retry.dead-letters",
				"replay.directory", "replay.max-files", "replay.max-bytes", "soft-overtime", "slow-after",
				"kill-budget.max-kills", "kill-budget.max-rate", "kill-budget.per", "kill-budget.then",
				"process.max-heap", "process.jvm-args", "process.command-prefix", "process.environment",
				"process.system-properties", "process.java-home", "process.optimize", "process.start-timeout",
				"process.stop-timeout", "process.max-payload", "process.window", "process.serial-filter",
				"process.oom-score", "process.inherit-options", "process.archive", "process.configuration",
				"process.context-keys", "process.cpus", "process.verify", "process.debug", "recycle.max-tasks",
				"recycle.max-age", "recycle.max-memory", "start-failure-timeout", "logging.mode", "logging.level",
				"logging.file", "logging.pattern", "logging.factory", "logging.factory-args");
	}

	@Test
	void hintsAreAboutPropertiesAndClassesThatThereAre() throws Exception {
		String resource = "META-INF/spring-configuration-metadata.json";
		Map<String, String> described = describe(resource);
		List<Map<?, ?>> hints = entries(resource, "hints");
		assertThat(hints).hasSizeGreaterThan(8);
		for (Map<?, ?> hint : hints) {
			assertThat(described).containsKey(((String) hint.get("name")).replaceFirst("\\.keys$", ""));
			for (Object provider : (List<?>) hint.get("providers")) {
				if (((Map<?, ?>) provider).get("parameters") instanceof Map<?, ?> parameters) {
					assertThat(Class.forName((String) parameters.get("target"))).isNotNull();
				}
			}
		}
	}

	@Test
	void keysOfMapsMayBeAnything() throws Exception {
		String resource = "META-INF/spring-configuration-metadata.json";
		List<String> hinted = entries(resource, "hints").stream().map((hint) -> (String) hint.get("name")).toList();
		assertThat(entries(resource, "properties"))
			.filteredOn((one) -> ((String) one.get("type")).startsWith("java.util.Map"))
			.hasSizeGreaterThan(3)
			.allSatisfy((map) -> assertThat(hinted).contains(map.get("name") + ".keys"));
	}

	@Test
	void thePageOfAllPropertiesIsMadeOfThem() throws IOException {
		Path page = Path.of("..", "docs", "properties.md");
		String made = PropertyReference.read().page();
		if (Boolean.getBoolean("properties.write")) {
			Files.writeString(page, made);
		}
		assertThat(Files.readString(page))
			.as("docs/properties.md is written by -Dtest=ConfigurationMetadataTests "
					+ "-Dtest.arguments=-Dproperties.write=true")
			.isEqualTo(made);
		assertThat(made.lines()).hasSizeGreaterThan(90);
	}

	private static Map<String, String> describe(String resource) throws IOException {
		Map<String, String> described = new TreeMap<>();
		for (Map<?, ?> property : entries(resource, "properties")) {
			described.put((String) property.get("name"),
					String.valueOf(property.get("description")).replace("null", ""));
		}
		return described;
	}

	private static List<Map<?, ?>> entries(String resource, String part) throws IOException {
		try (InputStream in = ConfigurationMetadataTests.class.getClassLoader().getResourceAsStream(resource)) {
			Map<String, Object> metadata = JsonParserFactory.getJsonParser()
				.parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
			List<Map<?, ?>> entries = new ArrayList<>();
			((List<?>) metadata.get(part)).forEach((one) -> entries.add((Map<?, ?>) one));
			return entries;
		}
	}

}
