package io.github.parallelpools.contract;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Classes that only one side has, and results of hundreds of megabytes. */
@Timeout(180)
class FaultyPayloadTests {

	private static final long MEGABYTE = 1024 * 1024;

	@TempDir
	private Path directory;

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool(ProcessSettings settings, String handler) {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, settings, handler),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	/** A class that is on nobody's class path, in a directory. */
	private void compileStranger() throws Exception {
		Path source = this.directory.resolve("Stranger.java");
		Files.writeString(source, "public class Stranger implements java.io.Serializable { }");
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString())).isZero();
	}

	private static Object stranger(String directory) throws Exception {
		try (URLClassLoader loader = new URLClassLoader(new URL[] { Path.of(directory).toUri().toURL() })) {
			return loader.loadClass("Stranger").getConstructor().newInstance();
		}
	}

	@Test
	void anItemOfAClassThatTheWorkerLacksIsAFailure() throws Exception {
		compileStranger();
		ParallelPool pool = pool(TestProcesses.settings(), Echo.class.getName());
		assertThat(failure(pool.send(stranger(this.directory.toString())))).isInstanceOf(TaskFailedException.class)
			.hasMessageContaining("ClassNotFoundException")
			.hasMessageContaining("Stranger");
		assertThat(pool.send("known", String.class).join()).isEqualTo("known");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aResultOfAClassThatTheApplicationLacksIsAFailure() throws Exception {
		compileStranger();
		String path = this.directory.toString();
		ParallelPool pool = pool(TestProcesses.settings(), null);
		assertThat(failure(pool.submit(() -> stranger(path)))).isInstanceOf(TaskFailedException.class)
			.hasMessageContaining("can't be decoded here")
			.hasMessageContaining("Stranger");
		assertThat(pool.submit(() -> "known").join()).isEqualTo("known");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aHandlerThatTheWorkerLacksIsAFailedStart() {
		ParallelPool pool = pool(TestProcesses.settings(), "no.such.Handler");
		pool.send("item");
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains("no.such.Handler", "ClassNotFoundException");
	}

	public static final class Echo implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) {
			return item;
		}

	}

	private static ProcessSettings settings(long heap, long payload) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings.Jvm jvm = new ProcessSettings.Jvm(usual.jvm().javaHome(), heap, false, List.of(), List.of());
		return new ProcessSettings(jvm, List.of(), usual.environment(), Duration.ofSeconds(30), usual.stopTimeout(),
				payload, null);
	}

	@Test
	void aResultThatDoesNotFitIntoTheWorkerEndsIt() {
		ParallelPool pool = pool(settings(64 * MEGABYTE, 300 * MEGABYTE), null);
		assertThat(failure(pool.submit(() -> new byte[256 * 1024 * 1024]))).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("process.max-heap");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void aResultThatIsLargerThanAllowedIsAFailure() {
		ParallelPool pool = pool(settings(1024 * MEGABYTE, 16 * MEGABYTE), null);
		assertThat(failure(pool.submit(() -> new byte[256 * 1024 * 1024]))).isInstanceOf(TaskFailedException.class)
			.hasMessageContaining("process.max-payload");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aResultAsLargeAsAllowedTravels() {
		ParallelPool pool = pool(settings(1536 * MEGABYTE, 300 * MEGABYTE), null);
		assertThat(pool.submit(() -> new byte[256 * 1024 * 1024]).join()).hasSize(256 * 1024 * 1024);
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

}
