package io.github.parallelpools.spi;

import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.task.TaskCallable;

import static org.assertj.core.api.Assertions.assertThat;

class ApplicationCodeTests {

	private final ApplicationCode code = new ApplicationCode();

	@Test
	void whatLiesInTheSamePlaceIsOfTheApplication() {
		this.code.add(ApplicationCodeTests.class);
		assertThat(this.code.has(JdkPayloadCodecTests.class)).isTrue();
		TaskCallable<String> lambda = () -> "a";
		assertThat(this.code.has(lambda.getClass())).isTrue();
		assertThat(this.code.has(AbstractAssert.class)).isFalse();
		assertThat(this.code.has(ApplicationCode.class)).isFalse();
	}

	@Test
	void aTaskOfTheApplicationTellsWhereItsCodeLies() {
		TaskCallable<String> lambda = () -> "a";
		this.code.add(lambda.getClass());
		assertThat(this.code.has(JdkPayloadCodecTests.class)).isTrue();
	}

	@Test
	void aClassCanBeAskedForByItsName() {
		ClassLoader loader = getClass().getClassLoader();
		assertThat(this.code.has(JdkPayloadCodecTests.class.getName(), loader)).isFalse();
		this.code.add(getClass());
		assertThat(this.code.has(JdkPayloadCodecTests.class.getName(), loader)).isTrue();
		assertThat(this.code.has("com.example.Nowhere", loader)).isFalse();
		assertThat(this.code.has("", loader)).isFalse();
		this.code.addPackage("com.example");
		assertThat(this.code.has("com.example.Nowhere", loader)).isTrue();
	}

	@Test
	void aLoaderIsNotAskedForClassesThatAreNotThere() {
		List<String> asked = new ArrayList<>();
		ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {

			@Override
			protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
				asked.add(name);
				return super.loadClass(name, resolve);
			}

		};
		String own = JdkPayloadCodecTests.class.getName();
		for (String name : List.of("com.example.Nowhere", own + "1", "..", "a/b", "com..example", own.repeat(10),
				"/etc/passwd", own.replace('.', '/'))) {
			assertThat(this.code.has(name, loader)).isFalse();
		}
		assertThat(asked).isEmpty();
		this.code.has(own, loader);
		assertThat(asked).contains(own);
	}

	@Test
	void theClassesOfThisLibraryAreOfNoApplication() {
		this.code.add(JdkPayloadCodec.class);
		assertThat(this.code.has(JdkPayloadCodec.class)).isFalse();
	}

	@Test
	void aPackageCountsWithAllBelowWhereverItLies() {
		this.code.addPackage("org.assertj.core");
		assertThat(this.code.has(AbstractAssert.class)).isTrue();
		this.code.addPackage("org.junit.jup");
		assertThat(this.code.has(Test.class)).isFalse();
	}

	@Test
	void packagesThatManyHaveInCommonSayNothing() {
		this.code.addPackage("");
		this.code.addPackage("org");
		assertThat(this.code.has(Test.class)).isFalse();
	}

	@Test
	void aClassThatIsNotThereIsPassedOver() {
		this.code.add("com.example.Nowhere", getClass().getClassLoader());
		assertThat(this.code.has(ApplicationCodeTests.class)).isFalse();
		this.code.add(ApplicationCodeTests.class.getName(), getClass().getClassLoader());
		assertThat(this.code.has(ApplicationCodeTests.class)).isTrue();
	}

	@Test
	void whatTakesTimeIsFoundOutOnceAndOnlyWhenItIsNeeded() {
		AtomicInteger asked = new AtomicInteger();
		ApplicationCode lazy = new ApplicationCode((found) -> {
			asked.incrementAndGet();
			found.addPackage("org.assertj");
		});
		lazy.add(ApplicationCodeTests.class);
		assertThat(lazy.has(ApplicationCodeTests.class)).isTrue();
		assertThat(asked).hasValue(0);
		assertThat(lazy.has(AbstractAssert.class)).isTrue();
		assertThat(lazy.has(Test.class)).isFalse();
		assertThat(asked).hasValue(1);
	}

	@Test
	void oneLoaderOfAnExecutableJarHasTheApplicationAndItsLibraries() throws Exception {
		Archive archive = new Archive();
		Class<?> own = archive.define(Own.class, "jar:nested:/app.jar/!BOOT-INF/classes/!/");
		Class<?> other = archive.define(Other.class, "jar:nested:/app.jar/!BOOT-INF/classes/!/");
		Class<?> library = archive.define(Library.class, "jar:nested:/app.jar/!BOOT-INF/lib/library.jar!/");
		this.code.add(own);
		assertThat(this.code.has(other)).isTrue();
		assertThat(this.code.has(library)).isFalse();
	}

	@Test
	void classesOfALoaderThatDoesNotSayWhereTheyLieAreToldByTheirPackages() throws Exception {
		Class<?> own = new Archive().define(Own.class, null);
		this.code.add(own);
		assertThat(this.code.has(own)).isTrue();
		assertThat(this.code.has(new Archive().define(Own.class, null))).isFalse();
	}

	static final class Own {

	}

	static final class Other {

	}

	static final class Library {

	}

	/** Has classes that lie in several places. */
	private static final class Archive extends ClassLoader {

		Class<?> define(Class<?> type, @Nullable String location) throws Exception {
			URL url = (location != null) ? new URL(null, location, new Handler()) : null;
			byte[] bytes = type.getResourceAsStream(type.getName().replaceAll(".*\\.", "") + ".class").readAllBytes();
			return defineClass(type.getName(), bytes, 0, bytes.length,
					new ProtectionDomain(new CodeSource(url, (Certificate[]) null), null));
		}

	}

	/** Takes Boot's URLs as they are. */
	private static final class Handler extends URLStreamHandler {

		@Override
		protected URLConnection openConnection(URL url) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void parseURL(URL url, String spec, int start, int limit) {
			setURL(url, "jar", "", -1, "", "", spec.substring(start), null, null);
		}

	}

}
