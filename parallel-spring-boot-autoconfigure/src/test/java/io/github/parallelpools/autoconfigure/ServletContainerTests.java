package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * An application that a real servlet container loads. The class loader of the container
 * has the classes of the application, which the loader above it has, too, elsewhere.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ServletContainerTests {

	private static final Class<?>[] CLASSES = { Run.class, Application.class };

	@TempDir
	Path directory;

	private final Tomcat tomcat = new Tomcat();

	@BeforeEach
	void layOut() throws IOException {
		this.tomcat.setBaseDir(this.directory.toString());
		Files.createDirectories(this.directory.resolve("webapps"));
		Path classes = this.directory.resolve("unpacked/WEB-INF/classes");
		for (Class<?> type : CLASSES) {
			Path file = classes.resolve(name(type));
			Files.createDirectories(file.getParent());
			try (InputStream in = type.getResourceAsStream("/" + name(type))) {
				Files.copy(in, file);
			}
		}
	}

	private static String name(Class<?> type) {
		return type.getName().replace('.', '/') + ".class";
	}

	@AfterEach
	void stop() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	@Test
	void unpackedApplicationHasItsOwnClassesInWorkerProcesses() throws Exception {
		ClassLoader loader = deploy(this.directory.resolve("unpacked"));
		assertThat(run(loader, "process")).isEqualTo(this.directory.toRealPath().resolve("unpacked/WEB-INF/classes"));
	}

	@Test
	void noThreadOfTheJdkKeepsAnApplicationThatHasHadWorkerProcesses() throws Exception {
		ClassLoader loader = deploy(this.directory.resolve("unpacked"));
		run(loader, "process");
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("process reaper"))
			.extracting(Thread::getContextClassLoader)
			.doesNotContain(loader);
	}

	@Test
	void applicationThatIsLoadedFromWithinItsWarIsToldSoUnlessItHasThreadsOnly(CapturedOutput output) throws Exception {
		ClassLoader loader = deploy(pack());
		assertThatException().isThrownBy(() -> run(loader, "process"));
		assertThat(output).contains("APPLICATION FAILED TO START", "Pool 'work' can't be made",
				"'parallel.pools.work.kind' can't be 'process'", "no other JVM can load classes from 'war:file:",
				"'unpackWARs' of a host in Tomcat", "Or use 'kind: thread'");
		assertThat(run(loader, "thread").toString()).contains("packed.war");
	}

	private Path pack() throws IOException {
		Path war = this.directory.resolve("packed.war");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(war))) {
			out.putNextEntry(new JarEntry("WEB-INF/"));
			out.putNextEntry(new JarEntry("WEB-INF/classes/"));
			for (Class<?> type : CLASSES) {
				out.putNextEntry(new JarEntry("WEB-INF/classes/" + name(type)));
				Files.copy(this.directory.resolve("unpacked/WEB-INF/classes").resolve(name(type)), out);
			}
		}
		return war;
	}

	private ClassLoader deploy(Path application) throws Exception {
		StandardContext context = (StandardContext) this.tomcat.addWebapp("", application.toString());
		context.setParentClassLoader(getClass().getClassLoader());
		context.setUnpackWAR(false);
		// Others look through all the libraries of the loader above.
		context.setContainerSciFilter(".*");
		this.tomcat.start();
		return context.getLoader().getClassLoader();
	}

	private static Object run(ClassLoader loader, String kind) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader usual = thread.getContextClassLoader();
		thread.setContextClassLoader(loader);
		try {
			Class<?> run = loader.loadClass(Run.class.getName());
			assertThat(run.getClassLoader()).isSameAs(loader);
			return ((Callable<?>) run.getConstructor(String.class).newInstance(kind)).call();
		}
		finally {
			thread.setContextClassLoader(usual);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	public static class Application {

	}

	/** Starts the application, and asks a worker where its classes are. */
	public static final class Run implements Callable<Object> {

		private final String kind;

		public Run(String kind) {
			this.kind = kind;
		}

		@Override
		public Object call() throws Exception {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.properties("parallel.pools.work.kind=" + this.kind)
				.run()) {
				String place = context.getBean("work", ParallelPool.class)
					.submit(() -> Run.class.getProtectionDomain().getCodeSource().getLocation().toString())
					.get(60, TimeUnit.SECONDS);
				return place.startsWith("file:") ? Path.of(URI.create(place)) : place;
			}
		}

	}

}
