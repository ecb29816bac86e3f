package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.worker.process.child.ChildMain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ClassPathTests {

	@TempDir
	Path directory;

	@Test
	void plainLoadersHaveTheirParentsLookFirstAndDerivedOnesDoNot() throws Exception {
		Path blank = Files.createDirectory(this.directory.resolve("with blank \u00fc"));
		Path jar = this.directory.resolve("a+b.jar");
		URL[] urls = { blank.toUri().toURL() };
		try (URLClassLoader parent = new URLClassLoader(new URL[] { jar.toUri().toURL() });
				URLClassLoader plain = new URLClassLoader(urls, parent);
				URLClassLoader derived = new URLClassLoader(urls, parent) {
				}) {
			ClassPath found = ClassPath.of(plain, ChildMain.class);
			assertThat(found.entries()).endsWith(jar, blank).contains(ownClasses());
			assertThat(found.nested()).isEmpty();
			assertThat(found.main()).isEqualTo(ChildMain.class.getName());
			assertThat(ClassPath.of(derived, ChildMain.class).entries()).startsWith(blank).endsWith(jar);
		}
	}

	private static Path ownClasses() throws Exception {
		return Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

	@Test
	void loaderWithoutAListIsAskedForWhatItFinds() throws Exception {
		Path jar = jar("found.jar", "");
		Path directory = Files.createDirectory(this.directory.resolve("found"));
		try (URLClassLoader hidden = new URLClassLoader(new URL[] { jar.toUri().toURL(), directory.toUri().toURL() },
				null)) {
			ClassLoader hiding = new Hiding(hidden::findResources);
			assertThat(ClassPath.of(hiding, ChildMain.class).entries()).startsWith(jar, directory)
				.contains(ownClasses());
			URL foreign = new URL("http://localhost:1/META-INF/MANIFEST.MF");
			assertThatExceptionOfType(InvalidSettingException.class)
				.isThrownBy(() -> ClassPath.of(new Hiding((name) -> Collections.enumeration(List.of(foreign))),
						ChildMain.class))
				.withMessageContaining(foreign.toString());
		}
	}

	/** As Tomcat's does for a war that it has not unpacked. */
	@Test
	void loaderWithAnEmptyListIsAskedForWhatItFinds() throws Exception {
		Path jar = jar("found.jar", "");
		URL archive = new URL("jar:" + jar.toUri() + "!/META-INF/MANIFEST.MF");
		URL foreign = new URL("http://localhost:1/META-INF/MANIFEST.MF");
		try (URLClassLoader finding = new EmptyList(archive); URLClassLoader refused = new EmptyList(foreign)) {
			assertThat(ClassPath.of(finding, ChildMain.class).entries()).startsWith(jar).contains(ownClasses());
			assertThatExceptionOfType(InvalidSettingException.class)
				.isThrownBy(() -> ClassPath.of(refused, ChildMain.class))
				.withMessageContaining(foreign.toString());
		}
		try (URLClassLoader nothing = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
			assertThat(ClassPath.of(nothing, ChildMain.class).entries())
				.containsExactlyElementsOf(ClassPath.of(getClass().getClassLoader(), ChildMain.class).entries());
		}
	}

	/** Lists nothing and has something. */
	private static final class EmptyList extends URLClassLoader {

		private final URL resource;

		EmptyList(URL resource) {
			super(new URL[0], ClassPathTests.class.getClassLoader());
			this.resource = resource;
		}

		@Override
		public Enumeration<URL> findResources(String name) {
			return name.endsWith(".MF") ? Collections.enumeration(List.of(this.resource))
					: Collections.emptyEnumeration();
		}

		@Override
		public Enumeration<URL> getResources(String name) throws IOException {
			List<URL> all = Collections.list(findResources(name));
			all.addAll(Collections.list(getParent().getResources(name)));
			return Collections.enumeration(all);
		}

	}

	/** Has places that it does not list. */
	private static final class Hiding extends ClassLoader {

		private final Finder finder;

		interface Finder {

			Enumeration<URL> find(String name) throws IOException;

		}

		Hiding(Finder finder) {
			super(ClassPathTests.class.getClassLoader());
			this.finder = finder;
		}

		@Override
		public Enumeration<URL> getResources(String name) throws IOException {
			return this.finder.find(name);
		}

	}

	@Test
	void systemClassPathIsAbsolute() {
		ClassPath found = ClassPath.of(ClassLoader.getSystemClassLoader(), ChildMain.class);
		assertThat(found.entries()).isNotEmpty().allMatch(Path::isAbsolute).doesNotHaveDuplicates();
	}

	@Test
	void classesThatNoOtherJvmCanLoadAreRefused() throws Exception {
		URL remote = new URL("http://localhost:1/classes/");
		try (URLClassLoader application = new URLClassLoader(new URL[] { remote })) {
			assertThatExceptionOfType(InvalidSettingException.class)
				.isThrownBy(() -> ClassPath.of(application, ChildMain.class))
				.withMessageContaining("'kind' can't be 'process'")
				.withMessageContaining(remote.toString())
				.withMessageContaining("kind: thread");
		}
	}

	@Test
	void emptyEntryIsTheWorkingDirectory() {
		assertThat(ClassPath.of("a.jar:", "Main").entries()).containsExactly(Path.of("a.jar").toAbsolutePath(),
				Path.of("").toAbsolutePath());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void nameThatNoClassPathCanHoldIsRefused() throws Exception {
		Path odd = Files.createDirectory(this.directory.resolve("a:b"));
		try (URLClassLoader application = new URLClassLoader(new URL[] { odd.toUri().toURL() })) {
			assertThatExceptionOfType(InvalidSettingException.class)
				.isThrownBy(() -> ClassPath.of(application, ChildMain.class))
				.withMessageContaining(odd.toString());
		}
	}

	@Test
	void loaderThatDoesNotTellWhereItsClassesAreIsRefused() {
		ClassLoader silent = new ClassLoader(null) {
		};
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> ClassPath.of(silent, ChildMain.class))
			.withMessageContaining(silent.getClass().getName());
	}

	@Test
	void argumentsAreQuotedAndWrittenAsTheLauncherReadsThem() throws Exception {
		Path file = this.directory.resolve("arguments");
		ArgumentFile.write(file, List.of("/with blank/a.jar", "b\\c", "\"d\"", "e\nf", "#g"));
		assertThat(file).hasContent("""
				"/with blank/a.jar"
				"b\\\\c"
				"\\"d\\""
				"e\\nf"
				"#g"
				""");
	}

	@Test
	void argumentThatCanNotBeWrittenIsNamed() {
		assertThatIOException()
			.isThrownBy(() -> ArgumentFile.write(this.directory.resolve("arguments"), List.of("a\ud800b")))
			.withMessageContaining("a\ud800b")
			.withMessageContaining("locale");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void archiveThatWasReplacedIsReadAsItWas() throws Exception {
		Path archive = Files.writeString(this.directory.resolve("app v1.jar"), "first");
		ClassPath classPath = new ClassPath(List.of(archive),
				List.of("jar:nested:" + archive.toUri().getRawPath() + "/!BOOT-INF/classes/!/"), List.of(), "Main");
		Release release = new Release(classPath.paths(), List.of());
		assertThat(release.moved()).isEmpty();
		try (InputStream open = Files.newInputStream(archive)) {
			Path next = Files.writeString(this.directory.resolve("next.jar"), "other");
			Files.move(next, archive, StandardCopyOption.REPLACE_EXISTING);
			ClassPath now = classPath.with(release.moved());
			assertThat(now.entries().get(0)).isNotEqualTo(archive).hasContent("first");
			assertThat(now.nested()).containsExactly("jar:nested:" + now.entries().get(0) + "/!BOOT-INF/classes/!/");
			assertThat(open).isNotEmpty();
		}
		release.close();
		assertThatIOException().isThrownBy(release::moved)
			.withMessageContaining(archive.toString())
			.withMessageContaining("Start the application again");
	}

	/** Boot encodes an exclamation mark, at which the path of an archive would end. */
	@Test
	void archiveBelowADirectoryWithAnExclamationMarkIsFound() throws Exception {
		Path before = Path.of("/applications!/1/app.jar");
		Path now = Path.of("/applications! + more/2/app.jar");
		ClassPath classPath = new ClassPath(List.of(),
				List.of("jar:nested:/applications%21/1/app.jar/!BOOT-INF/classes/!/"), List.of(), "Main");
		assertThat(classPath.paths()).containsExactly(before);
		ClassPath moved = classPath.with(Map.of(before, now));
		assertThat(moved.paths()).containsExactly(now);
		assertThat(moved.nested())
			.containsExactly("jar:nested:/applications%21%20+%20more/2/app.jar/!BOOT-INF/classes/!/");
	}

	@Test
	void archiveThatWasOverwrittenIsLost() throws Exception {
		Path archive = Files.writeString(this.directory.resolve("app.jar"), "first");
		Release release = new Release(List.of(archive, this.directory), List.of());
		try (InputStream open = Files.newInputStream(archive)) {
			Files.writeString(archive, "the second");
			assertThatIOException().isThrownBy(release::moved).withMessageContaining("another release");
			assertThat(open).isNotEmpty();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void archiveThatNobodyHadOpenedYetIsReadAsItWas() throws Exception {
		Path archive = Files.writeString(this.directory.resolve("late.jar"), "first");
		try (Release release = new Release(List.of(archive), List.of())) {
			Files.delete(archive);
			assertThat(release.moved().get(archive)).hasContent("first");
		}
	}

	@Test
	void moduleThatWasReplacedIsLostWithTheRemedy() throws Exception {
		Path module = Files.writeString(this.directory.resolve("module.jar"), "first");
		try (Release release = new Release(List.of(), Modules.archives(this.directory.toString()));
				InputStream open = Files.newInputStream(module)) {
			assertThat(release.moved()).isEmpty();
			Files.move(Files.writeString(this.directory.resolve("next"), "other"), module,
					StandardCopyOption.REPLACE_EXISTING);
			assertThatIOException().isThrownBy(release::moved)
				.withMessageContaining("module.jar")
				.withMessageContaining("Start the application again")
				.withMessageContaining("each release into a directory of its own");
			assertThat(open).isNotEmpty();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void linksAreFollowedOnceOnly() throws Exception {
		Path classes = Files.createDirectories(this.directory.resolve("releases/1/classes"));
		Path jar = Files.createFile(this.directory.resolve("releases/1/app.jar"));
		Path current = Files.createSymbolicLink(this.directory.resolve("current"),
				this.directory.resolve("releases/1"));
		URL[] urls = { current.resolve("classes").toUri().toURL(), current.resolve("app.jar").toUri().toURL() };
		try (URLClassLoader application = new URLClassLoader(urls, null)) {
			ClassPath found = ClassPath.of(application, ChildMain.class);
			assertThat(found.entries()).containsExactly(classes.toRealPath(), jar.toRealPath());
		}
	}

	@Test
	void whatAnArchiveNamesIsOnTheClassPathItself() throws Exception {
		Path library = jar("lib/with blank.jar", "third.jar ../config/");
		Path third = Files.createFile(library.resolveSibling("third.jar"));
		Path config = Files.createDirectory(this.directory.resolve("config"));
		Path archive = jar("app.jar", "lib/with%20blank.jar missing.jar http://localhost:1/x.jar app.jar");
		Path last = Files.createFile(this.directory.resolve("last.jar"));
		URL[] urls = { archive.toUri().toURL(), last.toUri().toURL() };
		try (URLClassLoader application = new URLClassLoader(urls, null)) {
			assertThat(ClassPath.of(application, ChildMain.class).entries()).containsExactly(archive, library, third,
					config, last);
		}
	}

	private Path jar(String name, String classPath) throws Exception {
		Path jar = this.directory.resolve(name);
		Files.createDirectories(jar.getParent());
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
		new JarOutputStream(Files.newOutputStream(jar), manifest).close();
		return jar;
	}

}
