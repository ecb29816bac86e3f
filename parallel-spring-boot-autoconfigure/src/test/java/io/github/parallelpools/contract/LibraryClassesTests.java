package io.github.parallelpools.contract;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;

import javax.management.BadAttributeValueExpException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Without a filter, the application decodes objects of libraries only if it has said that
 * it expects them.
 */
@Timeout(120)
class LibraryClassesTests {

	@TempDir
	Path directory;

	private URLClassLoader loader;

	private ProcessHost host;

	private ApplicationObjects objects;

	private final SharedStore store = SharedStore.inMemory();

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	@BeforeEach
	void start() {
		LibraryJar library = LibraryJar.in(this.directory);
		this.loader = new URLClassLoader(new URL[] { library.url() }, getClass().getClassLoader());
		ApplicationCode code = new ApplicationCode((found) -> found.add(LibraryClassesTests.class));
		this.objects = new ApplicationObjects(this.store, this.loader, code);
		this.host = new ProcessHost(null, this.loader, this.store, this.objects);
	}

	@AfterEach
	void close() throws Exception {
		this.pools.close();
		this.host.close();
		this.loader.close();
		System.clearProperty(LibraryJar.DECODED);
	}

	private ParallelPool pool(@Nullable String filter) {
		return pool(filter, Maker.class);
	}

	private ParallelPool pool(@Nullable String filter, Class<?> handler) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings settings = new ProcessSettings(usual.jvm(), List.of(), usual.environment(),
				Duration.ofSeconds(30), usual.stopTimeout(), usual.maxPayload(), filter);
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, settings, handler.getName()),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	private static void assertNothingWasDecoded() {
		assertThat(System.getProperty(LibraryJar.DECODED)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Gadget", "SubGadget", "Key", "Outer" })
	void anObjectOfALibraryIsRefusedBeforeItsCodeRuns(String type) {
		ParallelPool pool = pool(null);
		assertThat(failure(pool.submit(() -> LibraryJar.make(type)))).hasStackTraceContaining("lib." + type);
		for (String wish : List.of(type, type + " in a list", type + " as a key", type + " in an array",
				type + " as a field")) {
			assertThat(failure(pool.send(wish))).isInstanceOf(TaskFailedException.class)
				.hasStackTraceContaining("lib." + type)
				.hasStackTraceContaining("library.jar")
				.hasStackTraceContaining("pool '" + pool.name() + "'")
				.hasStackTraceContaining("'process.serial-filter'");
			assertNothingWasDecoded();
		}
		assertThat(pool.send("next").join()).isEqualTo("next");
	}

	@Test
	void aTaskMayTakeObjectsOfALibrary() throws Exception {
		Object gadget = this.loader.loadClass("lib.Gadget").getConstructor().newInstance();
		assertThat(pool(null).send(gadget).join()).isEqualTo("gadget");
	}

	@Test
	void whatThePoolsFilterNamesIsDecoded() {
		ParallelPool pool = pool("lib.Gadget");
		assertThat(pool.send("Gadget").join()).hasToString("gadget 7");
		assertThat(failure(pool.send("Key"))).hasStackTraceContaining("lib.Key");
		assertThat(pool("*").send("Key").join()).isNotNull();
		assertThat(pool("lib.*").send("SubGadget in a list").join()).asString().isEqualTo("[gadget 7]");
	}

	@Test
	void whatThePoolsFilterRefusesIsToldWithThePoolAndTheProperty() {
		ParallelPool pool = pool("java.**;io.github.**;!*");
		assertThat(failure(pool.send("Gadget"))).hasStackTraceContaining("lib.Gadget")
			.hasStackTraceContaining("REJECTED")
			.hasStackTraceContaining("pool '" + pool.name() + "'")
			.hasStackTraceContaining("'process.serial-filter'");
		assertNothingWasDecoded();
	}

	@Test
	void theDeclaredTypeOfTheResultIsDecodedAndWhatItExtends() throws Exception {
		ParallelPool pool = pool(null);
		assertThat(failure(pool.send("SubGadget", Object.class))).hasStackTraceContaining("lib.SubGadget");
		assertThat(failure(pool.send("SubGadget", Serializable.class))).hasStackTraceContaining("lib.SubGadget");
		assertThat(pool.send("SubGadget", this.loader.loadClass("lib.SubGadget")).join()).hasToString("gadget 7");
		assertThat(pool.send("Gadget in an array", this.loader.loadClass("lib.Gadget").arrayType()).join()).isNotNull();
		assertThat(failure(pool.send("Key"))).hasStackTraceContaining("lib.Key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Pair", "Colour", "Pair in an array", "Colour in an array" })
	void recordsAndEnumsOfLibrariesAreDecodedAsTheyAreWithTags(String wish) {
		assertThat(pool(null).send(wish).join()).isNotNull();
	}

	@Test
	void aRecordThatReplacesItselfIsRefused() {
		assertThat(failure(pool(null).send("Replaced in an array"))).hasStackTraceContaining("lib.Replaced");
		assertNothingWasDecoded();
	}

	@Test
	void anExceptionOfALibraryComesAsItIsUnlessItDoesMoreThanThat() {
		ParallelPool pool = pool(null);
		assertThat(failure(pool.send("throw PlainException")).getCause()).hasMessage("thrown")
			.satisfies((error) -> assertThat(error.getClass().getName()).isEqualTo("lib.PlainException"));
		for (String type : List.of("GadgetException", "HoldingException")) {
			assertThat(failure(pool.send("throw " + type)).getCause()).hasMessage("thrown")
				.isInstanceOfSatisfying(RemoteTaskError.class,
						(error) -> assertThat(error.stack()).contains("'process.serial-filter'", "library.jar"));
		}
		assertNothingWasDecoded();
	}

	@Test
	void valuesOfTheJdkAndTheApplicationsOwnObjectsAreDecoded() {
		ParallelPool pool = pool(null);
		assertThat(pool.send("own").join()).isInstanceOf(Own.class);
		assertThat(pool.send("sorted").join()).isEqualTo(new TreeMap<>(Map.of("a", 1)));
		assertThat(failure(pool.send("throw own")).getCause()).isInstanceOf(OwnException.class);
		assertThat(failure(pool.send("managed"))).hasStackTraceContaining("BadAttributeValueExpException");
		assertThat(failure(pool.send("level"))).hasStackTraceContaining("is no class of the JDK whose objects");
	}

	@Test
	void aHandlersDeclaredResultIsDecoded() {
		ParallelPool pool = pool(null, Describing.class);
		assertThat(pool.send("next").join()).isEqualTo(Level.INFO);
	}

	@Test
	void aSharedMapGivesTheApplicationWhatItHasPutItselfAndNothingElseOfLibraries() throws Exception {
		ParallelPool pool = pool(null);
		SharedMap<Object> map = this.objects.map("tag");
		pool.submit(() -> put(map, LibraryJar.make("Gadget"))).join();
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> map.get("key"))
			.withMessageContaining("lib.Gadget")
			.withMessageContaining("'parallel.shared.serial-filter'");
		assertNothingWasDecoded();
		pool.submit(() -> put(map, new Own())).join();
		assertThat(map.get("key")).isInstanceOf(Own.class);
		map.put("key", this.loader.loadClass("lib.Gadget").getConstructor().newInstance());
		assertThat(map.get("key")).hasToString("gadget 7");
	}

	/** What was there before does not come back as a result. */
	private static int put(SharedMap<Object> map, Object value) {
		map.put("key", value);
		return map.size();
	}

	static final class Own implements Serializable {

		private final @Nullable Object held;

		Own() {
			this(null);
		}

		Own(@Nullable Object held) {
			this.held = held;
		}

		@Nullable Object held() {
			return this.held;
		}

	}

	static final class OwnException extends Exception {

	}

	/** Makes what it is asked for. */
	static final class Maker implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) throws Exception {
			String wish = item.toString();
			String type = wish.split(" ")[0];
			return switch (wish.substring(type.length())) {
				case " in a list" -> new ArrayList<>(Arrays.asList(make(type)));
				case " as a key" -> new HashMap<>(Map.of(make(type), 1));
				case " in an array" -> array(make(type));
				case " as a field" -> new Own(make(type));
				case " own" -> throw new OwnException();
				case " PlainException", " GadgetException", " HoldingException" ->
					throw (Exception) LibraryJar.make(wish.substring(6), "thrown");
				default -> make(type);
			};
		}

		private static Object array(Object element) {
			Object array = Array.newInstance(element.getClass(), 1);
			Array.set(array, 0, element);
			return array;
		}

		private static Object make(String type) throws Exception {
			return switch (type) {
				case "own" -> new Own();
				case "sorted" -> new TreeMap<>(Map.of("a", 1));
				case "managed" -> new BadAttributeValueExpException(1);
				case "level" -> Level.INFO;
				case "Pair", "Replaced" ->
					type.equals("Pair") ? LibraryJar.make("Pair", "a", 1) : LibraryJar.make("Replaced", "a");
				case "Colour" ->
					Thread.currentThread().getContextClassLoader().loadClass("lib.Colour").getEnumConstants()[1];
				case "Gadget", "SubGadget", "Key", "Outer" -> LibraryJar.make(type);
				default -> type;
			};
		}

	}

	/** Says what it returns. */
	static final class Describing implements TaskHandler<String, Level> {

		@Override
		public Level handle(String item, TaskContext context) {
			return Level.INFO;
		}

	}

}
