package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README shows is true. */
class ReadmeTests {

	private static final String FRAME = """
			import java.io.IOException;
			import java.time.Duration;
			import java.util.regex.Pattern;
			import org.springframework.stereotype.Service;
			import io.github.parallelpools.pool.Parallel;
			import io.github.parallelpools.pool.ParallelPool;
			import io.github.parallelpools.pool.ParallelTask;
			import io.github.parallelpools.pool.WorkerKind;
			import io.github.parallelpools.task.TaskContext;
			import io.github.parallelpools.task.TaskFuture;
			import io.github.parallelpools.task.TaskHandler;
			import io.github.parallelpools.task.TaskPoller;
			class Readme {
			record ThumbnailRequest(byte[] image, int width) implements java.io.Serializable { }
			record Thumbnail(byte[] image) implements java.io.Serializable {
				static Thumbnail of(byte[] image, int width) throws IOException { return new Thumbnail(image); }
			}
			interface Mailbox {
				static Mailbox at(String address) { throw new UnsupportedOperationException(address); }
				boolean isEmpty();
				String sendNext() throws IOException;
			}
			%s
			void statements(ParallelPool thumbnails, byte[] image, Parallel parallel) throws Exception { %s }
			}
			""";

	private final String readme = read();

	private static String read() {
		try {
			return Files.readString(Path.of("..", "README.md"));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private List<String> blocks(String language) {
		Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(this.readme);
		return matcher.results().map((result) -> result.group(1)).toList();
	}

	@Test
	void everyPropertyIsExplainedAndNoOther() throws IOException {
		String metadata = new String(
				getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json").readAllBytes(),
				java.nio.charset.StandardCharsets.UTF_8);
		List<String> names = Pattern.compile("\"name\": \"parallel\\.defaults\\.([^\"]+)\",\\s+\"type\"")
			.matcher(metadata)
			.results()
			.map((result) -> result.group(1))
			.filter((name) -> !name.equals("queue") && !name.equals("process") && !name.equals("logging"))
			.toList();
		assertThat(names).hasSizeGreaterThan(25);
		assertThat(names)
			.allSatisfy((name) -> assertThat(this.readme).containsPattern("\\| .*`" + name + "(\\.\\*)?`"));
		String table = this.readme.substring(this.readme.indexOf("| property |"),
				this.readme.indexOf("And for the app"));
		List<String> explained = Pattern.compile("(?m)^\\| ([^|]+) \\|")
			.matcher(table)
			.results()
			.flatMap((row) -> Pattern.compile("`([^`]+)`").matcher(row.group(1)).results())
			.map((result) -> result.group(1).replace(".*", ""))
			.toList();
		assertThat(explained).containsExactlyInAnyOrderElementsOf(names);
	}

	@Test
	void theConfigurationIsValidAndMeansWhatIsSaid() {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(
				new ByteArrayResource(blocks("yaml").get(0).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class))
			.withBean("thumbnailHandler", Thumbnails.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new PropertiesPropertySource("readme", yaml.getObject())))
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
	void theCodeCompiles(@TempDir Path classes) {
		List<String> blocks = blocks("java");
		String members = blocks.stream()
			.filter((block) -> block.contains("class "))
			.map((block) -> block.replace("public class", "static class")
				.replace("@Service\nclass", "@Service static class"))
			.collect(Collectors.joining("\n"));
		String statements = blocks.stream()
			.filter((block) -> !block.contains("class "))
			.collect(Collectors.joining("\n"));
		assertThat(members).contains("class Search").contains("class ThumbnailHandler").contains("class MailPoller");
		assertThat(statements).contains("send(");
		String source = FRAME.formatted(members, statements);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		boolean compiled = compiler.getTask(null, null, problems,
				List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")), null,
				List.of(new SimpleJavaFileObject(URI.create("string:///Readme.java"), JavaFileObject.Kind.SOURCE) {

					@Override
					public CharSequence getCharContent(boolean ignoreEncodingErrors) {
						return source;
					}

				}))
			.call();
		assertThat(compiled).as(() -> problems.getDiagnostics().toString()).isTrue();
	}

	/** Stands for the README's handler. */
	public static final class Thumbnails implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

}
