package io.github.parallelpools.autoconfigure;

import java.beans.Introspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The code and the settings that the guide shows are true: all its snippets of Java are
 * compiled, and most are run together. No page of docs is left out, but for those of
 * other tests, which are named here.
 */
class GuideTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern FENCE = Pattern.compile("(?m)^```(.*)$");

	private static final List<String> LANGUAGES = List.of("java", "kotlin", "yaml", "properties", "json", "xml",
			"shell", "text", "mermaid");

	private static final Pattern COMPONENT = Pattern
		.compile("@(?:Component|Service)\\s(?:@\\S+\\s)*(?:public )?class (\\w+)");

	/** Of annotations, and those that are injected. */
	private static final Pattern POOL = Pattern.compile("(?:@Isolated\\(|pool = |ParallelPool )\"?(\\w+)");

	private static final Pattern ARTIFACT = Pattern.compile("\\b(parallel-spring-boot-[a-z]+)");

	private static final Pattern VERSION = Pattern.compile("(?:<version>|-[a-z]+:)([^<\"]+)");

	private static final String FRAME = """
			import java.io.IOException;
			import java.nio.file.Files;
			import java.nio.file.Path;
			import java.time.Duration;
			import java.util.ArrayList;
			import java.util.List;
			import java.util.Map;
			import java.util.concurrent.locks.Lock;
			import java.util.regex.Pattern;
			import java.util.stream.Stream;
			import org.slf4j.Logger;
			import org.springframework.context.annotation.Bean;
			import org.springframework.context.annotation.Configuration;
			import org.springframework.context.event.EventListener;
			import org.springframework.stereotype.Component;
			import org.springframework.stereotype.Service;
			import org.springframework.transaction.annotation.Transactional;
			import io.github.parallelpools.autoconfigure.ParallelPoolCustomizer;
			import io.github.parallelpools.autoconfigure.PoolBuilder;
			import io.github.parallelpools.autoconfigure.annotation.ParallelListener;
			import io.github.parallelpools.autoconfigure.event.ParallelPoolEvent;
			import io.github.parallelpools.autoconfigure.event.WorkerKilledEvent;
			import io.github.parallelpools.autoconfigure.replay.PoolReplay;
			import io.github.parallelpools.autoconfigure.replay.ReplayMask;
			import io.github.parallelpools.autoconfigure.replay.ReplayOutcome;
			import io.github.parallelpools.pool.OvertimePolicy;
			import io.github.parallelpools.pool.Bulk;
			import io.github.parallelpools.pool.BulkResult;
			import io.github.parallelpools.pool.Parallel;
			import io.github.parallelpools.pool.ParallelPool;
			import io.github.parallelpools.pool.ParallelTask;
			import io.github.parallelpools.pool.PoolSetting;
			import io.github.parallelpools.pool.ShadowReport;
			import io.github.parallelpools.pool.ShadowReport.Verdict;
			import io.github.parallelpools.pool.TaskOptions;
			import io.github.parallelpools.pool.TaskScope;
			import io.github.parallelpools.pool.WorkerKind;
			import io.github.parallelpools.task.MayRepeat;
			import io.github.parallelpools.task.TaskCallable;
			import io.github.parallelpools.task.TaskContext;
			import io.github.parallelpools.task.TaskFuture;
			import io.github.parallelpools.task.TaskHandler;
			import io.github.parallelpools.task.TaskPoller;
			public class Guide {
			record ThumbnailRequest(byte[] image, int width) implements java.io.Serializable { }
			record Thumbnail(byte[] image) implements java.io.Serializable {
				static Thumbnail of(byte[] image, int width) throws IOException { return new Thumbnail(image); }
			}
			record Invoice(String text) implements java.io.Serializable {
				byte[] render() { return this.text.getBytes(); }
			}
			record Mailbox(Path directory) {
				static Mailbox at(String directory) { return new Mailbox(Path.of(directory)); }
				boolean isEmpty() { return this.directory.toFile().list().length == 0; }
				String sendNext() throws IOException {
					Path letter = Files.list(this.directory).findFirst().get();
					Files.delete(letter);
					return letter.toString();
				}
			}
			%s
			static List<Object> statements(ParallelPool thumbnails, byte[] image, Parallel parallel) throws Exception {
				%s
				return List.of(thumbnail.join().image().length, total.join());
			}
			record Order(long id) implements java.io.Serializable { }
			record Receipt(long order) implements java.io.Serializable { }
			static final class Shop {
				interface Orders { void save(Order order); }
				private Orders orders;
				private ParallelPool pool;
				%s
				static long follow(String feed, long token) { return token; }
				void neverRun(ParallelPool pool, Parallel parallel, Order order, String text, Logger log) {
					%s
				}
			}
			public static List<Object> run(Map<String, ParallelPool> pools, Parallel parallel) throws Exception {
				List<Object> done = new ArrayList<>();
				done.add(new Search(pools.get("regex")).find("b+", "abb").join());
				done.addAll(statements(pools.get("thumbnails"), new byte[3], parallel));
				pools.get("ledger").send(10).join();
				done.add(pools.get("ledger").send(20).join());
				pools.get("words").send("one").join();
				done.add(pools.get("words").send("one").join());
				return done;
			}
			}
			""";

	/**
	 * Those whose code becomes one class, in the order in which a reader may have
	 * declared something before.
	 */
	private static final List<String> PAGES = List.of("getting-started", "kinds", "lambdas", "lifecycle", "workers",
			"limits", "queues", "bulk", "locks-and-maps", "tasks", "spring-in-workers", "context", "logging",
			"endpoint", "events", "dashboard", "replay", "errors");

	/** What needs a cluster or a shadow, with what its tests run, is compiled only. */
	private static final List<String> COMPILED = List.of("cluster", "cluster-jdbc", "shadow");

	/** The pages whose code other tests compile or run. */
	private static final Map<String, String> ELSEWHERE = Map.of("adapters",
			"parallel-spring-boot-autoconfigure/src/test/java/io/github/parallelpools/autoconfigure/AdapterGuideTests",
			"isolated",
			"parallel-spring-boot-autoconfigure/src/test/java/io/github/parallelpools/autoconfigure/IsolatedTests",
			"security",
			"parallel-spring-boot-autoconfigure/src/test/java/io/github/parallelpools/autoconfigure/SecurityTests",
			"from-simple-parallel",
			"parallel-spring-boot-autoconfigure/src/test/java/io/github/parallelpools/autoconfigure/FromSimpleParallelTests",
			"kafka", "parallel-spring-boot-kafka/src/test/java/io/github/parallelpools/kafka/KafkaGuideTests",
			"testing", "parallel-spring-boot-test/src/test/java/io/github/parallelpools/test/TestingGuideTests");

	private static DocumentedCode page(String name) {
		return DocumentedCode.of(DOCS.resolve(name + ".md"));
	}

	@Test
	void theConfigurationIsValidAndMeansWhatIsSaid() {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(
				page("getting-started").blocks("yaml").get(0).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
		PoolContextRunner.with()
			.withBean("thumbnailHandler", Thumbnails.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new PropertiesPropertySource("guide", yaml.getObject())))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Map<String, PoolSettings> settings = context.getBeansOfType(ParallelPool.class)
					.values()
					.stream()
					.collect(Collectors.toMap(ParallelPool::name, ParallelPool::settings));
				assertThat(settings).containsOnlyKeys("regex", "thumbnails");
				assertThat(settings.values()).extracting(PoolSettings::kind).containsOnly(WorkerKind.PROCESS);
				assertThat(settings.values()).extracting((one) -> one.size().releaseTime().toSeconds())
					.containsOnly(30L);
			});
	}

	@Test
	void theCodeCompilesAndRuns(@TempDir Path classes, @TempDir Path files) throws Exception {
		List<String> run = blocks(PAGES).filter((block) -> !block.contains("CLUSTER")).toList();
		List<String> compiled = Stream.concat(blocks(PAGES), blocks(COMPILED))
			.filter((block) -> !run.contains(block))
			.toList();
		String members = run.stream()
			.filter((block) -> block.contains("class "))
			.map((block) -> block.replace("public class", "public static class")
				.replaceAll("(@Service|@Component|@Configuration)\nclass", "$1 static class"))
			.collect(Collectors.joining("\n"));
		String statements = run.stream().filter((block) -> !block.contains("class ")).collect(Collectors.joining("\n"));
		String methods = compiled.stream().filter(GuideTests::isMember).collect(Collectors.joining("\n"));
		String never = compiled.stream()
			.filter((block) -> !isMember(block))
			.map((block) -> "{" + block + "}")
			.collect(Collectors.joining("\n"));
		assertThat(members).contains("class Search", "class ThumbnailHandler", "class MailPoller", "class Ledger",
				"class WordCounter");
		assertThat(statements).contains("send(").contains("parallel.task(");
		// A new process may take longer on a loaded machine than the page waits for it.
		assertThat(statements).contains("sum.pause(Duration.ofSeconds(5))");
		String patient = statements.replace("sum.pause(Duration.ofSeconds(5))", "sum.pause(Duration.ofMinutes(1))");
		DocumentedCode.compile("Guide", FRAME.formatted(members, patient, methods, never), classes);
		Path ledger = Files.writeString(files.resolve("ledger"), "0");
		Path mailbox = Files.createDirectory(files.resolve("mailbox"));
		Files.writeString(mailbox.resolve("letter"), "");
		DocumentedCode.run(classes, (loader) -> new ApplicationContextRunner().withClassLoader(loader)
			.withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class))
			.withPropertyValues("parallel.defaults.kind=process", "parallel.defaults.process.max-heap=64MB",
					"parallel.pools.regex.max-size=1", "parallel.pools.thumbnails.handler=Guide$ThumbnailHandler",
					"parallel.pools.ledger.handler=Guide$Ledger", "parallel.pools.ledger.args.file=" + ledger,
					"parallel.pools.words.handler=Guide$WordCounter", "parallel.pools.mail.poller=Guide$MailPoller",
					"parallel.pools.mail.max-size=1", "parallel.pools.mail.args.mailbox=" + mailbox)
			.run((context) -> {
				Object done = loader.loadClass("Guide")
					.getMethod("run", Map.class, Parallel.class)
					.invoke(null, context.getBeansOfType(ParallelPool.class), context.getBean(Parallel.class));
				assertThat(done).isEqualTo(List.of(true, 3, 500_000_500_000L, 30, 2L));
				await().until(() -> Files.notExists(mailbox.resolve("letter")));
			}));
	}

	@Test
	void noCodeOfAPageIsLeftOut() throws IOException {
		List<String> pages;
		try (Stream<Path> files = Files.list(DOCS)) {
			pages = files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".md"))
				.map((name) -> name.replace(".md", ""))
				.toList();
		}
		assertThat(pages).hasSizeGreaterThan(30).allSatisfy((name) -> {
			if (!page(name).blocks("java").isEmpty() && !PAGES.contains(name) && !COMPILED.contains(name)) {
				assertThat(ELSEWHERE).as("Pages with code. Compile it in this class, or say which test does")
					.containsKey(name);
				assertThat(Path.of("..", ELSEWHERE.get(name) + ".java")).content().contains("\"" + name + ".md\"");
			}
			// What is indented, or of no language, would be seen by no test.
			List<String> languages = FENCE.matcher(page(name).page()).results().map((begin) -> begin.group(1)).toList();
			assertThat(languages.size() % 2).isZero();
			for (int i = 0; i < languages.size(); i++) {
				assertThat(languages.get(i)).isIn((i % 2 == 0) ? LANGUAGES : List.of(""));
			}
			assertThat(page(name).page().replaceAll("(?s)```.*?```", "")).doesNotContainPattern("(?m)^(    |\t)\\S");
		});
	}

	@Test
	void noComponentHasTheNameOfAPool() throws IOException {
		List<String> components = new ArrayList<>();
		try (Stream<Path> files = Stream.concat(Stream.of(Path.of("..", "README.md")), Files.list(DOCS))) {
			for (Path file : files.filter((one) -> one.toString().endsWith(".md")).toList()) {
				String code = String.join("\n", DocumentedCode.of(file).blocks("java"));
				List<String> pools = POOL.matcher(code).results().map((named) -> named.group(1)).toList();
				for (MatchResult component : COMPONENT.matcher(code).results().toList()) {
					String name = Introspector.decapitalize(component.group(1));
					components.add(name);
					assertThat(pools).as("Pools of %s", file).doesNotContain(name);
				}
			}
		}
		assertThat(components).contains("patternSearch", "invoicePrinter");
	}

	@Test
	void documentsOfOtherSortsAreWellFormed() throws Exception {
		List<String> documents = new ArrayList<>();
		try (Stream<Path> files = Files.list(DOCS)) {
			for (Path file : files.filter((one) -> one.toString().endsWith(".md")).toList()) {
				DocumentedCode page = DocumentedCode.of(file);
				for (String json : page.blocks("json")) {
					assertThat(JsonParserFactory.getJsonParser().parseMap(json)).isNotEmpty();
				}
				documents.addAll(page.blocks("xml"));
				documents.addAll(page.blocks("kotlin"));
			}
		}
		String pom = Files.readString(Path.of("pom.xml"));
		String version = pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));
		List<String> artifacts = ARTIFACT.matcher(String.join("", documents))
			.results()
			.map((named) -> named.group(1))
			.toList();
		assertThat(artifacts).contains("parallel-spring-boot-starter", "parallel-spring-boot-test")
			.allSatisfy((artifact) -> assertThat(Path.of("..", artifact, "pom.xml")).exists());
		assertThat(VERSION.matcher(String.join("", documents)).results().map((named) -> named.group(1)).distinct())
			.containsExactly(version);
	}

	private static Stream<String> blocks(List<String> pages) {
		return pages.stream().flatMap((name) -> page(name).blocks("java").stream());
	}

	/** Whether a snippet is a method or a type, rather than statements. */
	private static boolean isMember(String block) {
		return block.startsWith("@") || block.contains("class ");
	}

	/** Stands for the guide's handler. */
	public static final class Thumbnails implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

}
