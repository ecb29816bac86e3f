package io.github.parallelpools.worker.process.launch;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
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
		assertThat(output).contains("collected");
	}

	/** Loads an application, and takes it out again. */
	static final class Contained {

		private Contained() {
		}

		public static void main(String[] args) throws Exception {
			WeakReference<ClassLoader> loader = new WeakReference<>(run());
			for (int i = 0; i < 500 && loader.get() != null; i++) {
				System.gc();
				Thread.sleep(20);
			}
			System.out.println((loader.get() == null) ? "collected" : "kept");
		}

		private static ClassLoader run() throws Exception {
			URL own = Forethought.class.getProtectionDomain().getCodeSource().getLocation();
			Thread thread = Thread.currentThread();
			ClassLoader usual = thread.getContextClassLoader();
			try (URLClassLoader loader = new URLClassLoader(new URL[] { own }, null)) {
				thread.setContextClassLoader(loader);
				Method take = loader.loadClass(Forethought.class.getName()).getDeclaredMethod("take");
				take.setAccessible(true);
				take.invoke(null);
				return loader;
			}
			finally {
				thread.setContextClassLoader(usual);
			}
		}

	}

}
