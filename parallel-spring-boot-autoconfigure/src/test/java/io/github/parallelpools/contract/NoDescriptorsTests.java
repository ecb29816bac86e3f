package io.github.parallelpools.contract;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that had no file descriptors left when its first worker was wanted. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class NoDescriptorsTests {

	@TempDir
	Path directory;

	@Test
	void workersStartOnceThereAreDescriptorsAgain() throws Exception {
		Process application = new ProcessBuilder("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", archived(),
				Application.class.getName(), this.directory.toString())
			.redirectErrorStream(true)
			.start();
		try {
			String printed = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(application.waitFor()).as(printed).isZero();
			assertThat(printed).contains("has run");
		}
		finally {
			application.destroyForcibly();
		}
	}

	/**
	 * The class path, as an application has it that is not being developed: to load a
	 * class from a directory takes a descriptor, too.
	 */
	private String archived() throws IOException {
		Path archive = this.directory.resolve("application.jar");
		List<String> parts = new ArrayList<>(List.of(archive.toString()));
		Set<String> names = new HashSet<>();
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive))) {
			for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
				if (Files.isDirectory(Path.of(part))) {
					add(Path.of(part), names, out);
				}
				else {
					parts.add(part);
				}
			}
		}
		return String.join(File.pathSeparator, parts);
	}

	private static void add(Path root, Set<String> names, JarOutputStream out) throws IOException {
		try (Stream<Path> files = Files.walk(root)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				String name = root.relativize(file).toString();
				if (names.add(name)) {
					out.putNextEntry(new JarEntry(name));
					Files.copy(file, out);
				}
			}
		}
	}

	/** Exits with 0 if the task that was submitted then has run. */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			ProcessHost host = new ProcessHost(Path.of(args[0]), Application.class.getClassLoader());
			ParallelPool pool = new Pools(WorkerKind.PROCESS)
				.open(new ProcessWorkerFactory(host, TestProcesses.settings(), null), (recipe) -> recipe.size(0, 1));
			List<FileChannel> all = new ArrayList<>();
			Path own = Path.of(System.getProperty("java.home"), "release");
			try {
				while (all.add(FileChannel.open(own))) {
					continue;
				}
			}
			catch (IOException ex) {
				System.out.println("no descriptors: " + ex.getMessage());
			}
			pool.start();
			TaskFuture<String> task = pool.submit(() -> "has run");
			while (pool.snapshot().startFailures() == null) {
				Thread.sleep(10);
			}
			System.out.println(pool.snapshot().startFailures());
			for (FileChannel channel : all) {
				channel.close();
			}
			System.out.println(task.get(60, TimeUnit.SECONDS));
			System.exit(0);
		}

	}

}
