package io.github.parallelpools.worker.process.launch;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ForethoughtTests {

	@Test
	void threadOfTheJdkThatOutlivesTheApplicationDoesNotKeepIt() throws Exception {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Contained.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(application.waitFor()).as(output).isZero();
		assertThat(output).contains("only [main] of the container");
	}

	/** Is loaded by a container, which has a group of threads for it. */
	static final class Contained implements Runnable {

		public static void main(String[] args) throws Exception {
			ThreadGroup group = new ThreadGroup("container");
			try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
				Thread application = new Thread(group, new Contained(), "main");
				application.setContextClassLoader(loader);
				application.start();
				application.join();
			}
		}

		@Override
		public void run() {
			Forethought.take();
			ClassLoader own = Thread.currentThread().getContextClassLoader();
			System.out.println("only " + Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getContextClassLoader() == own
						|| thread.getThreadGroup() == Thread.currentThread().getThreadGroup())
				.map(Thread::getName)
				.toList() + " of the container");
		}

	}

}
