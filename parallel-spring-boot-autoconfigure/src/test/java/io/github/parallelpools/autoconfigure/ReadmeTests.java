package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.ResultCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README is short and true, and the pages it leads to hang together: links, names of
 * properties, lines.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("..");

	private static final Path README = ROOT.resolve("README.md");

	/**
	 * What begins like a property of this library, but is a call, a meter, a logger or a
	 * log line's name.
	 */
	private static final Pattern NO_PROPERTY = Pattern
		.compile("(parallel\\.(pool|task|lock|locks|map|maps|deadlocks|pools\\.output)(\\..*)?|queue\\.size)");

	private final Map<Path, String> pages = new HashMap<>();

	private String page(Path path) {
		return this.pages.computeIfAbsent(path.normalize(), (file) -> {
			try {
				return Files.readString(file);
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
	}

	private static List<Path> files() throws IOException {
		List<Path> files = new ArrayList<>(List.of(README, ROOT.resolve("CONTRIBUTING.md"), ROOT.resolve("SECURITY.md"),
				ROOT.resolve("CHANGELOG.md"), ROOT.resolve("benchmarks/README.md")));
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			docs.filter((file) -> file.toString().endsWith(".md")).sorted().forEach(files::add);
		}
		return files;
	}

	private static Set<String> properties() throws IOException {
		try (InputStream in = ReadmeTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			Map<String, Object> metadata = JsonParserFactory.getJsonParser()
				.parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
			return Stream.of("properties", "groups")
				.flatMap((part) -> ((List<?>) metadata.get(part)).stream())
				.map((one) -> (String) ((Map<?, ?>) one).get("name"))
				.collect(Collectors.toSet());
		}
	}

	private static String withoutCode(String page) {
		return page.replaceAll("(?s)```.*?```", "").replaceAll("(?m)^ {4,}\\S.*$", "");
	}

	/** The anchors that a reader of Markdown makes of the headings. */
	private Set<String> anchors(Path page) {
		return Pattern.compile("(?m)^#+ (.*)$")
			.matcher(withoutCode(page(page)))
			.results()
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	@Test
	void theReadmeIsReadInOneSitting() {
		assertThat(page(README).lines().count()).isLessThanOrEqualTo(150);
	}

	@Test
	void eachLinkLeadsSomewhere() throws IOException {
		List<String> dead = new ArrayList<>();
		int links = 0;
		for (Path file : files()) {
			Matcher link = Pattern.compile("\\]\\(([^)\\s]+)\\)").matcher(withoutCode(page(file)));
			while (link.find()) {
				String target = link.group(1);
				if (target.contains("://")) {
					continue;
				}
				links++;
				String path = target.replaceAll("#.*", "");
				Path leadsTo = path.isEmpty() ? file : file.resolveSibling(path);
				if (!Files.exists(leadsTo)) {
					dead.add(file + " -> " + target);
				}
				else if (target.contains("#") && !anchors(leadsTo).contains(target.replaceAll(".*#", ""))) {
					dead.add(file + " -> " + target + ": no such heading");
				}
			}
		}
		assertThat(links).isGreaterThan(60);
		assertThat(dead).isEmpty();
	}

	@Test
	void eachPageIsInTheTableOfContents() throws IOException {
		String contents = page(ROOT.resolve("docs/README.md"));
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			assertThat(docs.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".md") && !name.equals("README.md")))
				.allSatisfy((name) -> assertThat(contents).contains("](" + name));
		}
	}

	@Test
	void proseIsWrapped() throws IOException {
		for (Path file : files()) {
			if (file.endsWith("CHANGELOG.md") || file.toString().contains("decisions")) {
				continue;
			}
			assertThat(withoutCode(page(file)).lines().filter((line) -> !line.startsWith("|")).toList()).as("%s", file)
				.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(120));
		}
	}

	@Test
	void propertiesThatAreNamedExist() throws IOException {
		Set<String> known = properties();
		Set<String> meters = Pattern.compile("(?m)^\\| `(parallel\\.[^`]+)`")
			.matcher(page(ROOT.resolve("docs/metrics.md")))
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toSet());
		Set<String> groups = known.stream()
			.filter((name) -> name.startsWith("parallel.defaults."))
			.map((name) -> name.substring("parallel.defaults.".length()))
			.filter((name) -> name.contains("."))
			.map((name) -> name.substring(0, name.indexOf('.')))
			.collect(Collectors.toSet());
		assertThat(groups).contains("queue", "process", "retry");
		Pattern named = Pattern
			.compile("`((?:parallel|" + String.join("|", groups) + ")\\.[a-z][a-z0-9<>.*-]*)(?:: [^`]*|=[^`]*)?`");
		List<String> unknown = new ArrayList<>();
		int found = 0;
		for (Path file : files()) {
			if (file.endsWith("CHANGELOG.md") || file.toString().contains("decisions")) {
				continue;
			}
			Matcher matcher = named.matcher(withoutCode(page(file)));
			while (matcher.find()) {
				String name = matcher.group(1).replaceAll("(\\.\\*|\\.)$", "");
				if (NO_PROPERTY.matcher(name).matches() || meters.contains(name)) {
					continue;
				}
				found++;
				String full = name.startsWith("parallel.")
						? name.replaceFirst("^parallel\\.pools\\.[^.]+", "parallel.defaults")
						: "parallel.defaults." + name;
				boolean exists = known.contains(full) || known.contains("parallel." + name)
						|| known.stream().anyMatch((one) -> full.startsWith(one + ".") && one.endsWith("args"));
				if (!exists) {
					unknown.add(file + ": " + name);
				}
			}
		}
		assertThat(found).isGreaterThan(100);
		assertThat(unknown).isEmpty();
	}

	@Test
	void settingsInExamplesExist() throws IOException {
		Set<String> known = properties();
		List<String> unknown = new ArrayList<>();
		int found = 0;
		for (Path file : files()) {
			for (String name : settings(DocumentedCode.of(file))) {
				if (name.startsWith("parallel.")) {
					found++;
					String full = name.replaceFirst("^parallel\\.pools\\.[^.]+", "parallel.defaults")
						.replaceFirst("\\.args\\..*", ".args");
					if (!known.contains(full)) {
						unknown.add(file + ": " + name);
					}
				}
			}
		}
		assertThat(found).isGreaterThan(20);
		assertThat(unknown).isEmpty();
	}

	private static List<String> settings(DocumentedCode page) throws IOException {
		List<String> names = new ArrayList<>();
		for (String block : page.blocks("yaml")) {
			YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
			yaml.setResources(new ByteArrayResource(block.getBytes(StandardCharsets.UTF_8)));
			names.addAll(yaml.getObject().stringPropertyNames());
		}
		for (String block : page.blocks("properties")) {
			Properties properties = new Properties();
			properties.load(new StringReader(block));
			names.addAll(properties.stringPropertyNames());
		}
		return names;
	}

	@Test
	void eachCodeAndExceptionIsExplained() throws IOException {
		String page = page(ROOT.resolve("docs/errors.md"));
		assertThat(ResultCode.values()).allSatisfy((code) -> assertThat(page).contains("| `" + code.code() + "` |"));
		Path sources = Path.of("src/main/java/io/github/parallelpools");
		for (String room : List.of("pool", "task", "shared", "spi", "spi/cluster")) {
			try (Stream<Path> files = Files.list(sources.resolve(room))) {
				assertThat(files.map((file) -> file.getFileName().toString())
					.filter((name) -> name.matches("\\w+(Exception|Error)\\.java"))
					.map((name) -> name.replace(".java", ""))
					.filter((name) -> !name.equals("TaskException")))
					.allSatisfy((name) -> assertThat(page).contains("`" + name + "`"));
			}
		}
	}

	@Test
	void theConfigurationIsValidAndMeansWhatIsSaid() {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(DocumentedCode.of(README)
			.blocks("yaml")
			.stream()
			.map((block) -> new ByteArrayResource(block.getBytes(StandardCharsets.UTF_8)))
			.toArray(ByteArrayResource[]::new));
		PoolContextRunner.with()
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new PropertiesPropertySource("readme", yaml.getObject())))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				PoolSettings settings = context.getBean(ParallelPool.class).settings();
				assertThat(settings.kind()).isEqualTo(WorkerKind.PROCESS);
				assertThat(settings.overtime().policy()).isEqualTo(OvertimePolicy.KILL);
				assertThat(settings.overtime().limit()).isEqualTo(Duration.ofSeconds(2));
			});
	}

	@Test
	void theApplicationCompiles(@TempDir Path classes) {
		List<String> code = DocumentedCode.of(README).blocks("java");
		assertThat(code).hasSize(2);
		assertThat(code.get(0)).contains("class Demo", "(([a-z]+)*)+$");
		DocumentedCode.compile("demo/Demo", """
				package demo;
				import java.util.regex.Pattern;
				import io.github.parallelpools.autoconfigure.annotation.Isolated;
				import io.github.parallelpools.pool.ParallelPool;
				import org.springframework.boot.ApplicationRunner;
				import org.springframework.boot.SpringApplication;
				import org.springframework.boot.autoconfigure.SpringBootApplication;
				import org.springframework.context.annotation.Bean;
				import org.springframework.stereotype.Component;
				""" + String.join("\n", code), classes);
		assertThat(classes.resolve("demo/Demo.class")).exists();
	}

}
