package io.github.parallelpools.contract;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.codec.TagCodec;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Lambdas and method references travel whatever has compiled them, and do what they do
 * here and after JDK serialization. Javac and Eclipse's compiler compile the same source.
 */
@Timeout(120)
class CompiledLambdasTests {

	private static final long MOST = 1_000_000;

	/** The first byte of the JDK's serialization. */
	private static final byte JDK = (byte) 0xAC;

	@TempDir
	Path directory;

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		this.pools.close();
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	enum Compiler {

		JAVAC {

			@Override
			void compile(Path source, Path classes) {
				StringWriter said = new StringWriter();
				boolean done = ToolProvider.getSystemJavaCompiler()
					.getTask(said, null, null, options(classes), null,
							ToolProvider.getSystemJavaCompiler()
								.getStandardFileManager(null, null, null)
								.getJavaFileObjects(source))
					.call();
				assertThat(done).as(said.toString()).isTrue();
			}

		},

		ECJ {

			@Override
			void compile(Path source, Path classes) {
				StringWriter said = new StringWriter();
				List<String> arguments = new ArrayList<>(options(classes));
				arguments.addAll(List.of("-nowarn", source.toString()));
				boolean done = BatchCompiler.compile(arguments.toArray(String[]::new), new PrintWriter(said),
						new PrintWriter(said), null);
				assertThat(done).as(said.toString()).isTrue();
			}

		};

		abstract void compile(Path source, Path classes) throws Exception;

		static List<String> options(Path classes) {
			return List.of("--release", "17", "-proc:none", "-classpath", System.getProperty("java.class.path"), "-d",
					classes.toString());
		}

	}

	private URLClassLoader compile(Compiler compiler, String plain) throws Exception {
		Path source = Files.createTempDirectory(this.directory, "source").resolve("Lambdas.java");
		Path classes = Files.createTempDirectory(this.directory, "classes");
		try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/lambdas/Lambdas.java.txt"))) {
			Files.writeString(source, new String(in.readAllBytes()).replace("\"plain\"", '"' + plain + '"'));
		}
		compiler.compile(source, classes);
		return loader(classes);
	}

	private URLClassLoader loader(Path... places) {
		URL[] urls = Stream.of(places).map(CompiledLambdasTests::url).toArray(URL[]::new);
		URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader());
		this.open.add(loader);
		return loader;
	}

	private static URL url(Path place) {
		try {
			return place.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, TaskCallable<Object>> lambdas(Class<?> type) throws Exception {
		Map<String, TaskCallable<Object>> lambdas = new TreeMap<>();
		for (Method method : type.getMethods()) {
			if (method.getReturnType() == TaskCallable.class && method.getParameterCount() == 0) {
				lambdas.put(method.getName(), made(method));
			}
		}
		return lambdas;
	}

	@SuppressWarnings("unchecked")
	private static TaskCallable<Object> made(Method method) throws Exception {
		try {
			return (TaskCallable<Object>) method.invoke(null);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(method.getName(), ex.getCause());
		}
	}

	/** What it returns, and what that returns if it is to be called again. */
	private static String value(@Nullable Object result) throws Exception {
		return (result instanceof TaskCallable<?> task) ? "called: " + value(task.call()) : String.valueOf(result);
	}

	private ParallelPool pool(ClassLoader loader) {
		ProcessHost host = new ProcessHost(null, loader);
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(1, 1));
		pool.start();
		this.open.add(0, host);
		return pool;
	}

	/**
	 * Calls all of them here, after both ways to be encoded, and in a worker.
	 * @param unreadable what its compiler writes so that nobody can read it
	 * @param leftToTheJdk what captures objects that do not travel with tags
	 */
	private void assertAllTravel(Class<?> type, int number, Set<String> unreadable, String... leftToTheJdk)
			throws Exception {
		Map<String, TaskCallable<Object>> lambdas = lambdas(type);
		assertThat(lambdas).hasSize(number);
		ClassLoader loader = type.getClassLoader();
		ApplicationObjects objects = new ApplicationObjects(SharedStore.inMemory(), loader);
		JdkPayloadCodec jdk = new JdkPayloadCodec(loader, null, MOST, objects);
		TagCodec tags = new TagCodec(jdk, loader, null, MOST, objects);
		List<String> left = new ArrayList<>();
		ParallelPool pool = pool(loader);
		for (Map.Entry<String, TaskCallable<Object>> one : lambdas.entrySet()) {
			TaskCallable<Object> task = one.getValue();
			if (tags.encode(task)[0] == JDK) {
				left.add(one.getKey());
			}
			if (unreadable.contains(one.getKey())) {
				assertThatException().isThrownBy(() -> travelled(jdk, task));
				assertThatException().isThrownBy(() -> travelled(tags, task));
				assertThat(failure(pool.submit(task))).isInstanceOf(TaskFailedException.class);
				continue;
			}
			String expected = value(task.call());
			assertThat(travelled(jdk, task)).as(one.getKey() + " by the JDK").isEqualTo(expected);
			assertThat(travelled(tags, task)).as(one.getKey()).isEqualTo(expected);
			assertThat(value(pool.submit(task).join())).as(one.getKey() + " in a worker").isEqualTo(expected);
		}
		assertThat(left).containsExactly(leftToTheJdk);
	}

	private static String travelled(PayloadCodec codec, TaskCallable<Object> task) throws Exception {
		Object arrived = codec.decode(ByteBuffer.wrap(codec.encode(task)));
		return value(((TaskCallable<?>) Objects.requireNonNull(arrived)).call());
	}

	@ParameterizedTest
	@EnumSource
	void lambdasAndMethodReferencesOfJava(Compiler compiler) throws Exception {
		Class<?> type = compile(compiler, "plain").loadClass("made.Lambdas");
		// Eclipse's compiler writes a wrong type of 'this' for 'super::method'.
		Set<String> unreadable = (compiler == Compiler.ECJ) ? Set.of("ofSubclass") : Set.of();
		assertAllTravel(type, 28, unreadable, "boundToThis", "ofSubclass", "ofThis", "ofVariableOfOtherClass",
				"withinOtherClass");
	}

	@Test
	void lambdasAndMethodReferencesOfKotlin() throws Exception {
		Path classes = Path.of(getClass().getResource("/kotlin/Kotlin.kt").toURI()).getParent();
		Path library = Path.of(System.getProperty("kotlin.directory"), "kotlin-stdlib.jar");
		assertAllTravel(loader(classes, library).loadClass("kt.Lambdas"), 16, Set.of(), "boundReference", "boundToThis",
				"capturing", "ofDataClass", "ofFunction", "ofThis", "ofVariable", "unboundReference");
	}

	@ParameterizedTest
	@EnumSource
	void aClassThatWasLoadedAgainHasItsOwnLambdas(Compiler compiler) throws Exception {
		List<ParallelPool> restarted = new ArrayList<>();
		List<Map<String, TaskCallable<Object>>> lambdas = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			URLClassLoader loader = compile(compiler, "plain " + i);
			restarted.add(pool(loader));
			lambdas.add(lambdas(loader.loadClass("made.Lambdas")));
		}
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 3; i++) {
				TaskCallable<Object> plain = Objects.requireNonNull(lambdas.get(i).get("plain"));
				assertThat(restarted.get(i).submit(plain).join()).isEqualTo("plain " + i);
				TaskCallable<Object> nested = Objects.requireNonNull(lambdas.get(i).get("nested"));
				Object arrived = restarted.get(i).submit(nested).join();
				assertThat(arrived.getClass().getClassLoader()).isSameAs(plain.getClass().getClassLoader());
			}
		}
	}

}
