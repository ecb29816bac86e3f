package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskLoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every kind of worker gets its logger from the user's factory, once. */
@Timeout(60)
@EachKind
class LoggerContractTests {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private final Pools pools;

	LoggerContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
		this.pools = new Pools(kind);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool pool(Class<?> factory) {
		Map<String, String> args = Map.of("file", this.directory + "/{pool} {worker} {pid} {thread}", "other",
				"{\"kept\": {}}");
		ParallelPool pool = this.pools.open(
				this.workers.handling(Logging.class, new LoggingSettings.Factory(factory.getName(), args)),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	@Test
	void theFactoryMakesOneLoggerPerWorkerAndBothAreClosedWithIt() throws Exception {
		ParallelPool pool = pool(FileLoggers.class);
		String worker = (String) pool.send("one").join();
		pool.send("two").join();
		pool.stop(Duration.ofSeconds(30));
		List<Path> files = files();
		assertThat(files).hasSize(1);
		assertThat(files.get(0).getFileName()).hasToString("work " + worker);
		assertThat(files.get(0).getFileName().toString()).matches("work work-1 \\d+")
			.satisfies((name) -> assertThat(name.endsWith(" " + ProcessHandle.current().pid()))
				.isEqualTo(this.workers.kind() != WorkerKind.PROCESS));
		await().untilAsserted(() -> assertThat(files.get(0)).hasContent("""
				made with {"kept": {}}
				INFO one
				INFO two
				logger closed
				factory closed"""));
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

	@Test
	void aFactoryThatThrowsIsAStartFailureWithItsText() {
		ParallelPool pool = pool(Broken.class);
		pool.submit(() -> 1);
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains("logger factory", Broken.class.getName(),
				"no logger today");
		pool.forceStop();
	}

	/** Logs its item. */
	public static final class Logging implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			context.logger().log(System.Logger.Level.INFO, item);
			return context.worker() + " " + ProcessHandle.current().pid();
		}

	}

	/** Has no logger. */
	public static final class Broken implements TaskLoggerFactory {

		@Override
		public System.Logger logger(Map<String, String> args) {
			throw new IllegalStateException("no logger today");
		}

	}

	/** Makes loggers that write into files. */
	public static final class FileLoggers implements TaskLoggerFactory, AutoCloseable {

		private Path file;

		@Override
		public System.Logger logger(Map<String, String> args) {
			// The thread's number is nobody's to know.
			this.file = Path.of(args.get("file").replaceAll(" \\d+$", ""));
			append(this.file, "made with " + args.get("other"));
			return new FileLogger(this.file);
		}

		@Override
		public void close() {
			append(this.file, "factory closed");
		}

		private static void append(Path file, String line) {
			try {
				Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}

	}

	private record FileLogger(Path file) implements System.Logger, AutoCloseable {

		@Override
		public String getName() {
			return "file";
		}

		@Override
		public boolean isLoggable(Level level) {
			return true;
		}

		@Override
		public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
			FileLoggers.append(this.file, level + " " + message);
		}

		@Override
		public void log(Level level, ResourceBundle bundle, String format, Object... params) {
			FileLoggers.append(this.file, level + " " + format);
		}

		@Override
		public void close() {
			FileLoggers.append(this.file, "logger closed");
		}

	}

}
