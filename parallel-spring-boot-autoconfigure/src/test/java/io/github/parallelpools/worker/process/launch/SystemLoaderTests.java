package io.github.parallelpools.worker.process.launch;

import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.worker.process.child.ChildMain;

import static org.assertj.core.api.Assertions.assertThat;

/** What the system class loader of a JVM searches that no class path tells. */
@Timeout(60)
class SystemLoaderTests {

	@TempDir
	Path directory;

	@Test
	void jarsThatAnAgentHasAppendedAreFound() throws Exception {
		Manifest described = new Manifest();
		described.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		Path usual = jar("usual.jar", described, "some.txt");
		Path bare = jar("bare.jar", null, "other.txt");
		Path open = jar("open.jar", null, "third.txt");
		described.getMainAttributes().putValue("Premain-Class", Appending.class.getName());
		Path agent = jar("agent.jar", described, "agent.txt");
		List<String> found = run("-javaagent:%s=%s;%s;%s".formatted(agent, usual, bare, open));
		assertThat(found).contains(usual.toString(), agent.toString()).doesNotContain(open.toString());
		if (OS.current() == OS.LINUX) {
			assertThat(found).contains(bare.toString());
		}
	}

	@Test
	void systemLoaderOfTheApplicationIsAskedToo() throws Exception {
		Path own = Files.createDirectory(this.directory.resolve("own"));
		List<String> found = run("-Djava.system.class.loader=" + Derived.class.getName(), "-Down.place=" + own.toUri());
		assertThat(found).startsWith(own.toString())
			.contains(Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
	}

	private Path jar(String name, @Nullable Manifest manifest, String entry) throws Exception {
		Path jar = this.directory.toRealPath().resolve(name);
		try (JarOutputStream out = (manifest != null) ? new JarOutputStream(Files.newOutputStream(jar), manifest)
				: new JarOutputStream(Files.newOutputStream(jar))) {
			out.putNextEntry(new JarEntry(entry));
		}
		return jar;
	}

	private List<String> run(String... options) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Xlog:disable", "-cp", System.getProperty("java.class.path")));
		command.addAll(List.of(options));
		command.add(Telling.class.getName());
		Process telling = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		try (InputStream in = telling.getInputStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
	}

	/** Tells the class path of a worker. */
	static final class Telling {

		private Telling() {
		}

		public static void main(String[] args) {
			ClassPath.of(ClassLoader.getSystemClassLoader(), ChildMain.class).entries().forEach(System.out::println);
		}

	}

	/** Appends the first jars, and opens the last one only. */
	static final class Appending {

		private Appending() {
		}

		public static void premain(String jars, Instrumentation jvm) throws Exception {
			String[] all = jars.split(";");
			jvm.appendToSystemClassLoaderSearch(new JarFile(all[0]));
			jvm.appendToSystemClassLoaderSearch(new JarFile(all[1]));
			System.getProperties().put("kept open", new JarFile(all[2]));
		}

	}

	/** A loader that has more than the class path. */
	public static final class Derived extends URLClassLoader {

		public Derived(ClassLoader parent) throws Exception {
			super(new URL[] { new URL(System.getProperty("own.place")) }, parent);
		}

	}

}
