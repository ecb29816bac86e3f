package io.github.parallelpools.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
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
 * compiled, and run together.
 */
class GuideTests {

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
			import org.springframework.context.annotation.Bean;
			import org.springframework.context.annotation.Configuration;
			import org.springframework.context.event.EventListener;
			import org.springframework.stereotype.Component;
			import org.springframework.stereotype.Service;
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
			import io.github.parallelpools.pool.TaskOptions;
			import io.github.parallelpools.pool.WorkerKind;
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

	private static DocumentedCode page(String name) {
		return DocumentedCode.of(Path.of("..", "docs", name + ".md"));
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
		List<String> blocks = PAGES.stream().flatMap((name) -> page(name).blocks("java").stream()).toList();
		String members = blocks.stream()
			.filter((block) -> block.contains("class "))
			.map((block) -> block.replace("public class", "public static class")
				.replaceAll("(@Service|@Component|@Configuration)\nclass", "$1 static class"))
			.collect(Collectors.joining("\n"));
		String statements = blocks.stream()
			.filter((block) -> !block.contains("class "))
			.collect(Collectors.joining("\n"));
		assertThat(members).contains("class Search", "class ThumbnailHandler", "class MailPoller", "class Ledger",
				"class WordCounter");
		assertThat(statements).contains("send(").contains("parallel.task(");
		DocumentedCode.compile("Guide", FRAME.formatted(members, statements), classes);
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

	/** Stands for the guide's handler. */
	public static final class Thumbnails implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

}
