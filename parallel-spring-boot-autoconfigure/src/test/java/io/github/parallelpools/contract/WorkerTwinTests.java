package io.github.parallelpools.contract;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SimpleTimeZone;
import java.util.TimeZone;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What decides results in the application decides them in a worker process too. */
@Timeout(60)
class WorkerTwinTests {

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool(String... arguments) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings settings = TestProcesses.settings(List.of(arguments), usual.startTimeout());
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, settings, null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	private static String state() {
		return Charset.defaultCharset() + " " + TimeZone.getDefault().getID() + " " + Locale.getDefault() + " "
				+ Locale.getDefault(Locale.Category.DISPLAY) + " " + Locale.getDefault(Locale.Category.FORMAT) + " "
				+ System.getProperty("user.dir");
	}

	@Test
	void defaultsAreThoseThatTheApplicationHasNow() {
		Locale locale = Locale.getDefault();
		Locale display = Locale.getDefault(Locale.Category.DISPLAY);
		Locale format = Locale.getDefault(Locale.Category.FORMAT);
		TimeZone zone = TimeZone.getDefault();
		try {
			Locale.setDefault(Locale.forLanguageTag("sr-Latn-RS"));
			Locale.setDefault(Locale.Category.DISPLAY, Locale.ROOT);
			Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("th-TH-u-nu-thai"));
			TimeZone.setDefault(TimeZone.getTimeZone("GMT+02:30"));
			assertThat(pool().submit(() -> state()).join()).isEqualTo(state());
		}
		finally {
			Locale.setDefault(locale);
			Locale.setDefault(Locale.Category.DISPLAY, display);
			Locale.setDefault(Locale.Category.FORMAT, format);
			TimeZone.setDefault(zone);
		}
	}

	@Test
	void channelsAreMadeByWhatMakesTheApplications() {
		String maker = SelectorProvider.provider().getClass().getName();
		assertThat(pool().submit(() -> SelectorProvider.provider().getClass().getName()).join()).isEqualTo(maker);
	}

	@ParameterizedTest
	@MethodSource("zones")
	void everyTimeZoneArrivesAsItIs(TimeZone zone) {
		TimeZone before = TimeZone.getDefault();
		try {
			TimeZone.setDefault(zone);
			assertThat(pool().submit(() -> TimeZone.getDefault()).join()).isEqualTo(zone);
		}
		finally {
			TimeZone.setDefault(before);
		}
	}

	static List<TimeZone> zones() {
		TimeZone changed = TimeZone.getTimeZone("Europe/Berlin");
		changed.setRawOffset(5_400_000);
		return List.of(new SimpleTimeZone(5_400_000, "Half past"), changed, new OwnZone(5_400_000, "Own"));
	}

	/** Of the application's own making. */
	static final class OwnZone extends SimpleTimeZone {

		OwnZone(int offset, String id) {
			super(offset, id);
		}

	}

	@Test
	void timeZoneThatCanNotTravelIsToldWithTheRemedy() {
		TimeZone before = TimeZone.getDefault();
		try {
			TimeZone.setDefault(new SimpleTimeZone(5_400_000, "Stuck") {

				@SuppressWarnings("unused") // Only has to be there
				private final Object stuck = new Object();

			});
			ParallelPool pool = pool();
			pool.submit(() -> 1);
			await().until(() -> pool.snapshot().startFailures() != null);
			assertThat(pool.snapshot().startFailures().message()).contains("'Stuck'", "-Duser.timezone");
			assertThat(pool("-Duser.timezone=UTC").submit(() -> TimeZone.getDefault().getID()).join()).isEqualTo("UTC");
		}
		finally {
			TimeZone.setDefault(before);
		}
	}

	@ParameterizedTest
	@MethodSource("locales")
	void everyLocaleArrivesAsItIs(Locale locale) {
		Locale before = Locale.getDefault();
		try {
			Locale.setDefault(locale);
			assertThat(pool().submit(() -> Locale.getDefault()).join()).isEqualTo(locale);
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@SuppressWarnings("deprecation") // Newer ways to make them came after Java 17
	static List<Locale> locales() {
		return List.of(new Locale("th", "TH", "TH"), new Locale("ja", "JP", "JP"), new Locale("no", "NO", "NY"),
				Locale.forLanguageTag("de-DE-u-co-phonebk-x-private"), new Locale("iw"));
	}

	@Test
	void whatTheJvmWasStartedWithHoldsInWorkersToo() throws Exception {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--add-opens", "java.base/java.lang=ALL-UNNAMED", "-ea", "-Dfile.encoding=ISO-8859-1", "-cp",
				System.getProperty("java.class.path"), Application.class.getName(), "true", "false")
			.redirectErrorStream(true)
			.start();
		String output = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(application.waitFor()).as(output).isZero();
		assertThat(output).contains("true true ISO-8859-1", "false false ISO-8859-1");
	}

	/** Prints what holds in its workers, which inherit options or not. */
	static final class Application {

		public static void main(String[] args) {
			try (ProcessHost host = new ProcessHost(null, Application.class.getClassLoader());
					Pools pools = new Pools(WorkerKind.PROCESS)) {
				for (String inherit : args) {
					ParallelPool pool = pools.open(
							new ProcessWorkerFactory(host, settings(Boolean.parseBoolean(inherit)), null),
							(recipe) -> recipe.size(0, 1));
					pool.start();
					System.out.println(pool.submit(() -> state()).join());
				}
			}
		}

		private static ProcessSettings settings(boolean inherit) {
			ProcessSettings usual = TestProcesses.settings();
			ProcessSettings.Jvm jvm = usual.jvm();
			return new ProcessSettings(
					new ProcessSettings.Jvm(jvm.javaHome(), jvm.maxHeap(), false, List.of(), List.of(), 1, inherit),
					List.of(), usual.environment(), usual.startTimeout(), usual.stopTimeout(), usual.maxPayload(),
					null);
		}

		private static String state() {
			return Object.class.getModule().isOpen("java.lang", Application.class.getModule()) + " "
					+ Application.class.desiredAssertionStatus() + " " + Charset.defaultCharset() + " "
					+ (ClassLoader.getSystemResource("appended.txt") != null) + " "
					+ System.getProperty("java.library.path");
		}

	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void workersStartAlsoWhereTheWorkingDirectoryIsGone(@TempDir Path directory) throws Exception {
		Path gone = Files.createDirectory(directory.resolve("gone"));
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		// The JVM itself needs it until it runs.
		Files.createFile(Files.createDirectory(directory.resolve("more")).resolve("appended.txt"));
		ProcessBuilder builder = new ProcessBuilder(java, "-Xbootclasspath/a:../more", "-Djava.library.path=../more",
				"-cp", System.getProperty("java.class.path"), Leaving.class.getName(), "true")
			.directory(gone.toFile())
			.redirectErrorStream(true);
		Process application = builder.start();
		String output = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(application.waitFor()).as(output).isZero();
		assertThat(output).contains("false false", " true " + directory.resolve("more"));
	}

	/** Removes its working directory first. */
	static final class Leaving {

		public static void main(String[] args) throws Exception {
			Files.delete(Path.of("").toAbsolutePath());
			Application.main(args);
		}

	}

	@Test
	void argumentsOfTheUserWin() {
		assertThat(pool("-Duser.timezone=Asia/Tokyo").submit(() -> TimeZone.getDefault().getID()).join())
			.isEqualTo("Asia/Tokyo");
	}

	@Test
	void collectorOfTheUserWins(@TempDir Path directory) throws Exception {
		Path flags = Files.writeString(directory.resolve("flags"), "+UseParallelGC");
		Path arguments = Files.writeString(directory.resolve("arguments"), "# of the user\n-XX:Flags=" + flags);
		assertThat(pool("@" + arguments)
			.submit(() -> ManagementFactory.getGarbageCollectorMXBeans()
				.stream()
				.map(GarbageCollectorMXBean::getName)
				.toList()
				.toString())
			.join()).contains("PS MarkSweep");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void kernelIsToKillTheWorkerRatherThanTheApplication() {
		assertThat(pool().submit(() -> Files.readString(Path.of("/proc/self/oom_score_adj")).trim()).join())
			.isEqualTo("500");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void noCoreFileIsWritten() {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
		assertThat(pool()
			.submit(() -> Files.readAllLines(Path.of("/proc/self/limits"))
				.stream()
				.filter((line) -> line.startsWith("Max core file size"))
				.findFirst()
				.orElseThrow())
			.join()).matches("Max core file size +0 +.*");
	}

	@Test
	void pidIsThatOfTheSystemWhateverTheWorkerBelieves() throws Exception {
		List<String> prefix = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
		Assumptions.assumeTrue(works(prefix), "needs the right to make namespaces");
		ProcessSettings usual = TestProcesses.settings();
		ParallelPool pool = this.pools.open(
				new ProcessWorkerFactory(this.host, new ProcessSettings(usual.jvm(), prefix, usual.environment(),
						usual.startTimeout(), usual.stopTimeout(), usual.maxPayload(), null), null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		assertThat(pool.submit(() -> ProcessHandle.current().pid()).join()).isEqualTo(1);
		long pid = pool.workers().get(0).pid();
		assertThat(ProcessHandle.current().descendants()).extracting(ProcessHandle::pid).contains(pid);
		assertThat(ProcessHandle.of(pid).flatMap((process) -> process.info().command()))
			.hasValueSatisfying((command) -> assertThat(command).endsWith("java"));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void prefixThatWaitsForTheWorkerTellsHowItEnded() {
		ProcessSettings usual = TestProcesses.settings();
		// It becomes no other command, but hands on how the worker exits.
		List<String> prefix = List.of("sh", "-c", "\"$@\"; exit $?", "waiting");
		ParallelPool pool = this.pools.open(
				new ProcessWorkerFactory(this.host, new ProcessSettings(usual.jvm(), prefix, usual.environment(),
						usual.startTimeout(), usual.stopTimeout(), usual.maxPayload(), null), null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		assertThat(pool.submit(() -> {
			System.exit(5);
			return null;
		})).failsWithin(Duration.ofSeconds(50)).withThrowableThat().withMessageContaining("exit code 5");
	}

	private static boolean works(List<String> prefix) throws Exception {
		try {
			List<String> command = new ArrayList<>(prefix);
			command.add("true");
			return new ProcessBuilder(command).start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void nothingInItsEnvironmentIsTakenForAPool() {
		assertThat(pool().submit(() -> List.copyOf(System.getenv().keySet())).join())
			.noneMatch((name) -> name.startsWith("PARALLEL_"));
	}

}
