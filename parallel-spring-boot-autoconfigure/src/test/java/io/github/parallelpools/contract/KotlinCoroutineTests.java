package io.github.parallelpools.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The function that the guide gives to users of coroutines does what it says. */
@Timeout(120)
class KotlinCoroutineTests {

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	private URLClassLoader loader;

	private ProcessHost host;

	private ParallelPool pool;

	@BeforeEach
	void open() throws Exception {
		Path libraries = Path.of(System.getProperty("kotlin.directory"));
		this.loader = new URLClassLoader(
				new URL[] { source().getParent().toUri().toURL(),
						libraries.resolve("kotlin-stdlib.jar").toUri().toURL(),
						libraries.resolve("kotlinx-coroutines-core-jvm.jar").toUri().toURL() },
				getClass().getClassLoader());
		this.host = new ProcessHost(null, this.loader);
		this.pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(1, 1));
		this.pool.start();
	}

	@AfterEach
	void close() throws Exception {
		this.pools.close();
		this.host.close();
		this.loader.close();
	}

	private static Path source() throws Exception {
		return Path.of(KotlinCoroutineTests.class.getResource("/kotlin/Suspending.kt").toURI());
	}

	private Object call(String method, Object... arguments) throws Throwable {
		for (var one : this.loader.loadClass("kt.Suspending").getMethods()) {
			if (one.getName().equals(method)) {
				try {
					return one.invoke(null, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}
		}
		throw new NoSuchMethodException(method);
	}

	/** Kotlin's functions without a result have that one, which is not serializable. */
	@Test
	void aFunctionWithoutResultEndsWithoutOne() throws Exception {
		assertThat(this.pool
			.submit(() -> Class.forName("kotlin.Unit", true, Thread.currentThread().getContextClassLoader())
				.getField("INSTANCE")
				.get(null))
			.get(60, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void aCoroutineWaitsForATaskAndFailsWithIt() throws Throwable {
		assertThat(call("value", this.pool, "four")).isEqualTo(4);
		assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> call("failure", this.pool))
			.withMessageContaining("no");
	}

	@Test
	void aCoroutineThatIsCancelledHasTheProcessOfItsTaskKilled() throws Throwable {
		assertThat(call("cancelled", busyWhenBegun())).isEqualTo(true);
		await().atMost(Duration.ofMinutes(1)).until(() -> this.pool.snapshot().totals().cancelled() == 1);
		assertThat(call("value", this.pool, "a")).isEqualTo(1);
		assertThat(this.pool.snapshot().totals().workers().started()).isEqualTo(2);
	}

	/**
	 * The pool, whose snapshot waits until a worker runs the task: only then a cancel
	 * kills the process.
	 */
	private ParallelPool busyWhenBegun() {
		return (ParallelPool) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { ParallelPool.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("snapshot")) {
						await().until(() -> this.pool.workers().stream().anyMatch((worker) -> worker.task() != null));
					}
					try {
						return method.invoke(this.pool, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@Test
	void theGuideHasTheSameFunction() throws Exception {
		String page = Files.readString(Path.of("..", "docs", "build-tools.md"));
		int begin = page.indexOf("suspend fun");
		String function = page.substring(begin, page.indexOf("```", begin));
		assertThat(Files.readString(source())).contains(function);
	}

}
