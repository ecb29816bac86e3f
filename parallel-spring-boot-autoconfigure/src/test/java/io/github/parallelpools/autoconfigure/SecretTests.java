package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Secrets reach a real worker process, and nobody else. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(OutputCaptureExtension.class)
class SecretTests {

	private static final String SECRET = "hunter2-";

	@TempDir
	Path directory;

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	@Test
	void neitherArgumentsNorVariablesNorTheLogHaveThem(CapturedOutput output) {
		this.runner
			.withSystemProperties("handed.on=" + SECRET + "handed \"on\"\\",
					"logging.level.io.github.parallelpools=trace")
			.withPropertyValues("parallel.process-directory=" + this.directory, "parallel.pools.work.kind=process",
					"parallel.pools.work.max-size=1", "parallel.pools.work.worker-release-time=0",
					"parallel.pools.work.handler=teller", "parallel.pools.work.args.password=" + SECRET + "args",
					"datasource.password=" + SECRET + "context",
					"parallel.pools.work.process.system-properties=handed.on",
					"parallel.pools.work.process.jvm-args=-Dargument=" + SECRET + "jvm",
					"parallel.pools.work.process.configuration=" + OfTeller.class.getName())
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				assertThat(pool.send("", List.class).get(60, TimeUnit.SECONDS)).isEqualTo(
						List.of(SECRET + "args", SECRET + "context", SECRET + "handed \"on\"\\", SECRET + "jvm"));
				long pid = pool.submit(() -> ProcessHandle.current().pid()).get(60, TimeUnit.SECONDS);
				assertThat(read(pid, "cmdline")).contains("java").doesNotContain(SECRET);
				assertThat(variables(pid)).noneMatch((variable) -> variable.contains(SECRET))
					.filteredOn(
							(variable) -> !System.getenv().containsKey(variable.substring(0, variable.indexOf('='))))
					.singleElement()
					.asString()
					.startsWith("PARALLELPOOLS_MARK=");
			});
		assertThat(output).doesNotContain(SECRET);
		assertThat(this.directory).isEmptyDirectory();
	}

	private static List<String> variables(long pid) throws Exception {
		return Stream.of(read(pid, "environ").split("\0")).filter((variable) -> !variable.isEmpty()).toList();
	}

	private static String read(long pid, String file) throws Exception {
		return new String(Files.readAllBytes(Path.of("/proc/" + pid, file)), StandardCharsets.UTF_8);
	}

	@Test
	void theFileThatHoldsArgumentsGoesWithItsProcess() {
		this.runner
			.withPropertyValues("parallel.process-directory=" + this.directory, "parallel.pools.work.kind=process",
					"parallel.pools.work.max-size=1", "parallel.pools.work.worker-release-time=0",
					"parallel.pools.work.process.jvm-args=-Dargument=" + SECRET + "jvm")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				for (int i = 0; i < 3; i++) {
					pool.submit(() -> {
						Runtime.getRuntime().halt(1);
						return 1;
					}).handle((value, error) -> error).get(60, TimeUnit.SECONDS);
				}
				pool.submit(() -> 1).get(60, TimeUnit.SECONDS);
				// The thread that notices the end of a process may come late.
				await().untilAsserted(() -> assertThat(argumentFiles()).hasSize(1));
			});
	}

	/** What goes meanwhile is left out. */
	private List<String> argumentFiles() throws IOException {
		List<String> files = new ArrayList<>();
		Files.walkFileTree(this.directory, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
				files.add(file.getFileName().toString());
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException ex) {
				return FileVisitResult.CONTINUE;
			}

		});
		files.removeIf((file) -> !file.startsWith("arguments-"));
		return files;
	}

	@Configuration(proxyBeanMethods = false)
	static class OfTeller {

		@Bean
		TaskHandler<String, List<String>> teller(Environment environment) {
			return (item, context) -> List.of(context.args().get("password"),
					environment.getRequiredProperty("datasource.password"), System.getProperty("handed.on"),
					System.getProperty("argument"));
		}

	}

}
