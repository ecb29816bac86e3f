package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tools for developers close the application and start it again in a new class loader
 * that has the classes of the project, as this one does.
 */
@Timeout(120)
class RestartedClassLoaderTests {

	@TempDir
	Path directory;

	@Test
	void eachStartHasItsOwnClassesInThreadsAndProcessesAndLeavesNothing() throws Exception {
		Set<Thread> before = threads();
		for (int i = 0; i < 3; i++) {
			ClassLoader loader = new ProjectClassLoader(getClass().getClassLoader());
			Class<?> application = loader.loadClass(Run.class.getName());
			assertThat(application).isNotEqualTo(Run.class);
			List<?> seen = inside(loader, application);
			assertThat(seen.get(0)).isEqualTo(loader);
			assertThat(seen.get(1)).isEqualTo(loader);
			assertThat(seen.get(2)).isEqualTo("made here");
			assertThat(seen.get(3)).isEqualTo("made in a context");
			assertThat(ProcessHandle.of((Long) seen.get(4)).filter(ProcessHandle::isAlive)).isEmpty();
		}
		assertThat(this.directory).isEmptyDirectory();
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
	}

	private List<?> inside(ClassLoader loader, Class<?> application) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader usual = thread.getContextClassLoader();
		thread.setContextClassLoader(loader);
		try {
			return (List<?>) ((Callable<?>) application.getDeclaredConstructor(String.class)
				.newInstance(this.directory.toString())).call();
		}
		finally {
			thread.setContextClassLoader(usual);
		}
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("parallel-"))
			.collect(Collectors.toSet());
	}

	/** Has the classes of this test, and asks its parent for all others. */
	private static final class ProjectClassLoader extends ClassLoader {

		ProjectClassLoader(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith(RestartedClassLoaderTests.class.getName())) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = in.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

	/** What is started again. */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	public static class Application {

	}

	/** Starts the application, and tells what its tasks have seen. */
	public static final class Run implements Callable<List<Object>> {

		private final String directory;

		public Run(String directory) {
			this.directory = directory;
		}

		@Override
		public List<Object> call() throws Exception {
			String handler = Handler.class.getName();
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.properties("parallel.process-directory=" + this.directory, "parallel.pools.threads.handler=" + handler,
						"parallel.pools.plain.kind=process", "parallel.pools.plain.handler=" + handler,
						"parallel.pools.beans.kind=process", "parallel.pools.beans.handler=bean",
						"parallel.pools.beans.process.configuration=" + OfBean.class.getName())
				.run()) {
				Object seen = send(context, "threads");
				Object made = ((Answer) send(context, "plain")).text();
				Object bean = ((Answer) send(context, "beans")).text();
				long pid = context.getBean("plain", ParallelPool.class)
					.submit(() -> ProcessHandle.current().pid())
					.get(60, TimeUnit.SECONDS);
				return List.of(seen.getClass().getClassLoader(), ((Answer) seen).contextLoader(), made, bean, pid);
			}
		}

		private static Object send(ConfigurableApplicationContext context, String pool) throws Exception {
			return Objects
				.requireNonNull(context.getBean(pool, ParallelPool.class).send("item").get(60, TimeUnit.SECONDS));
		}

	}

	/** What a handler of the project gives back. */
	public static final class Answer implements Serializable {

		private final String text;

		private final transient ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();

		Answer(String text) {
			this.text = text;
		}

		String text() {
			return this.text;
		}

		ClassLoader contextLoader() {
			return this.contextLoader;
		}

	}

	/** A handler of the project. */
	public static class Handler implements TaskHandler<String, Answer> {

		@Override
		public Answer handle(String item, TaskContext context) {
			return new Answer("made here");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfBean {

		@Bean
		TaskHandler<String, Answer> bean() {
			return (item, context) -> new Answer("made in a context");
		}

	}

}
