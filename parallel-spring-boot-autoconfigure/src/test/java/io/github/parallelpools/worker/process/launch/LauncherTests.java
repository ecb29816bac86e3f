package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.contract.TestProcesses;
import io.github.parallelpools.spi.MarkedProcesses;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.worker.process.child.ChildMain;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Hello;
import io.github.parallelpools.worker.process.wire.LogSetup;
import io.github.parallelpools.worker.process.wire.Setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class LauncherTests {

	/** As directories of applications are. */
	private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	@TempDir
	Path directory;

	private ProcessDirectory place() {
		return new ProcessDirectory(this.directory, false);
	}

	private static Path ownClasses() throws Exception {
		return Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

	@Test
	void theChildNeedsNothingButTheClassesOfThisModule() throws Exception {
		ClassPath own = ClassPath.of(ownClasses().toString(), ChildMain.class.getName());
		try (Launcher launcher = new Launcher(place(), own)) {
			Recorder session = new Recorder();
			ChildProcess child = launcher.launch("work-1", "", TestProcesses.settings(), session);
			assertThat(session.events.take()).isEqualTo("connected " + child.pid());
			session.connection.send(FrameType.SETUP, 0,
					ByteBuffer.wrap(new Setup(new WorkerSpec("work", "work-1", Map.of()), null, null, 1024,
							LogSetup.FORWARD, null, null, false)
						.encode()));
			assertThat(session.events.take()).isEqualTo("READY");
			session.connection.send(FrameType.STOP, 0);
			assertThat(session.events.take()).isEqualTo("closed");
			assertThat(child.end(Duration.ofSeconds(30))).isTrue();
			assertThat(child.describeEnd()).contains("exit code 0").contains("it printed nothing");
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	/**
	 * As after {@code sudo -u} in a directory of the user before. The application needs a
	 * JVM of its own for that, which root has take its privileges off.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void workersAreStartedThoughTheirUserMayNotEnterTheWorkingDirectory(@TempDir Path closed) throws Exception {
		List<String> command = new ArrayList<>(List.of("sh", "-c", "chmod 0 . && exec \"$@\"", "sh"));
		if (Files.getOwner(closed).getName().equals("root")) {
			Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
			command.addAll(List.of("/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"));
		}
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
				"-cp", System.getProperty("java.class.path"), ClosedDirectory.class.getName(), ownClasses().toString(),
				this.directory.toString()));
		Process application = new ProcessBuilder(command).directory(closed.toFile()).redirectErrorStream(true).start();
		try {
			assertThat(new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.contains("connected from " + this.directory);
		}
		finally {
			application.destroyForcibly().waitFor();
			Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
		}
	}

	/** Starts a worker and tells where that works. */
	static final class ClosedDirectory {

		public static void main(String[] args) throws Exception {
			try (Launcher launcher = new Launcher(new ProcessDirectory(Path.of(args[1]), false),
					ClassPath.of(args[0], ChildMain.class.getName()))) {
				Recorder session = new Recorder();
				ChildProcess child = launcher.launch("work-1", "", TestProcesses.settings(), session);
				String connected = session.events.take();
				System.out.println(connected.split(" ")[0] + " from "
						+ Files.readSymbolicLink(Path.of("/proc", Long.toString(child.pid()), "cwd")));
				session.connection.close();
				child.end(Duration.ofSeconds(30));
			}
		}

	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void workersAreStartedFromAnArchiveThatWasReplaced(@TempDir Path releases) throws Exception {
		Path archive = releases.resolve("app.jar");
		assertThat(ToolProvider.findFirst("jar")
			.orElseThrow()
			.run(System.out, System.err, "cf0", archive.toString(), "-C", ownClasses().toString(), ".")).isZero();
		try (Launcher launcher = new Launcher(place(), ClassPath.of(archive.toString(), ChildMain.class.getName()))) {
			Files.move(Files.writeString(releases.resolve("next"), "the next release"), archive,
					StandardCopyOption.REPLACE_EXISTING);
			Recorder session = new Recorder();
			ChildProcess child = launcher.launch("work-1", "", TestProcesses.settings(), session);
			assertThat(session.events.take()).isEqualTo("connected " + child.pid());
			session.connection.close();
			assertThat(child.end(Duration.ofSeconds(30))).isTrue();
		}
	}

	/** Directories for temporary files are cleaned file by file. */
	@Test
	@EnabledOnOs(OS.LINUX)
	void aFileThatNamesMovedArchivesIsMadeAnewOnceItIsGone(@TempDir Path releases) throws Exception {
		Path archive = releases.resolve("app.jar");
		assertThat(ToolProvider.findFirst("jar")
			.orElseThrow()
			.run(System.out, System.err, "cf0", archive.toString(), "-C", ownClasses().toString(), ".")).isZero();
		try (Launcher launcher = new Launcher(place(), ClassPath.of(archive.toString(), ChildMain.class.getName()))) {
			Files.delete(archive);
			for (int i = 0; i < 2; i++) {
				Recorder session = new Recorder();
				ChildProcess child = launcher.launch("work-1", "", TestProcesses.settings(), session);
				assertThat(session.events.poll(30, TimeUnit.SECONDS)).isEqualTo("connected " + child.pid());
				session.connection.close();
				assertThat(child.end(Duration.ofSeconds(30))).isTrue();
				Files.delete(made("class-path-moved-" + (i + 1)));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "stage-all.jar", "nested-all", "class-path-all" })
	void whatTellsOfNestedArchivesIsMadeAnewOnceItIsGone(String file) throws Exception {
		// They need not be there to be told.
		ClassPath nested = new ClassPath(List.of(ownClasses()),
				List.of("jar:nested:/no/such/app.jar/!BOOT-INF/classes/!/"), List.of(), ChildMain.class.getName());
		try (Launcher launcher = new Launcher(place(), nested)) {
			for (int i = 0; i < 2; i++) {
				launcher.launch("work-1", "", TestProcesses.settings(), new Recorder()).end(Duration.ZERO);
				Files.delete(made(file));
			}
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	/** A file in the private directory. */
	private Path made(String name) throws IOException {
		try (Stream<Path> directories = Files.list(this.directory)) {
			return directories.map((one) -> one.resolve(name)).filter(Files::exists).findFirst().orElseThrow();
		}
	}

	@Test
	void noWorkerIsStartedWhenAModuleOfTheApplicationWasReplaced(@TempDir Path modules) throws Exception {
		String property = "jdk.module.path";
		String before = System.getProperty(property);
		System.setProperty(property, modules.toString());
		Path module = Files.writeString(modules.resolve("module.jar"), "first");
		try (Launcher launcher = new Launcher(place(),
				ClassPath.of(ownClasses().toString(), ChildMain.class.getName()))) {
			Files.writeString(module, "the next release");
			assertThatIOException()
				.isThrownBy(() -> launcher.launch("work-1", "", TestProcesses.settings(), new Recorder()))
				.withMessageContaining("module.jar")
				.withMessageContaining("Start the application again");
		}
		finally {
			if (before != null) {
				System.setProperty(property, before);
			}
			else {
				System.clearProperty(property);
			}
		}
	}

	@Test
	void aStrangerIsTurnedAway() throws Exception {
		try (WorkerServer server = new WorkerServer(this.directory.resolve("s"))) {
			Recorder session = new Recorder();
			String token = server.expect(session);
			for (byte[] greeting : new byte[][] { new Hello("guess", 1).encode(), new byte[0], new byte[2000] }) {
				assertThat(greet(FrameType.HELLO, greeting)).isFalse();
			}
			assertThat(greet(FrameType.RESULT, new Hello(token, 1).encode())).isFalse();
			assertThat(session.events).isEmpty();
			try (SocketChannel first = SocketChannel.open(address())) {
				new Connection(first, 1024).send(FrameType.HELLO, 0, ByteBuffer.wrap(new Hello(token, 7).encode()));
				assertThat(session.events.take()).isEqualTo("connected 7");
				assertThat(greet(FrameType.HELLO, new Hello(token, 8).encode())).isFalse();
			}
			assertThat(session.events.take()).isEqualTo("closed");
		}
	}

	/** Whether a visitor is let in: a stranger's connection is closed. */
	private boolean greet(FrameType type, byte[] greeting) throws IOException {
		Connection connection = new Connection(SocketChannel.open(address()), 1024);
		connection.send(type, 0, ByteBuffer.wrap(greeting));
		return connection.read((answer, id, payload) -> {
		}) != null;
	}

	private UnixDomainSocketAddress address() {
		return UnixDomainSocketAddress.of(this.directory.resolve("s"));
	}

	@Test
	void whatAKilledApplicationLeftIsRemovedByTheNextOne() throws Exception {
		Path abandoned = Files.createDirectory(this.directory.resolve("parallel-pools-1"), OWNER_ONLY);
		Files.createFile(abandoned.resolve("owner.lock"));
		Files.createFile(abandoned.resolve("s"));
		Path crashed = Files.createDirectory(this.directory.resolve("parallel-pools-2"), OWNER_ONLY);
		Files.createFile(crashed.resolve("owner.lock"));
		Files.createFile(crashed.resolve("hs_err_work-1_1.log"));
		Path strange = Files.createDirectory(this.directory.resolve("parallel-pools-3"), OWNER_ONLY);
		Files.createFile(strange.resolve("not ours"));
		Path owned = Files.createDirectory(this.directory.resolve("parallel-pools-4"), OWNER_ONLY);
		Files.createFile(owned.resolve("s"));
		try (FileChannel owner = FileChannel.open(owned.resolve("owner.lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			owner.lock();
			try (PrivateDirectory made = PrivateDirectory.create(place())) {
				made.removeLeftovers();
				assertThat(abandoned).doesNotExist();
				assertThat(crashed.resolve("hs_err_work-1_1.log")).exists();
				assertThat(crashed.resolve("owner.lock")).doesNotExist();
				assertThat(strange).isNotEmptyDirectory();
				assertThat(owned.resolve("s")).exists();
				assertThat(made.path()).exists();
			}
		}
		try (Stream<Path> left = Files.list(this.directory)) {
			assertThat(left.toList()).containsExactlyInAnyOrder(crashed, strange, owned);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whatWorkersOfAKilledApplicationHaveStartedIsEndedByTheNextOne() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
		MarkedProcesses marked = MarkedProcesses.unused();
		Path abandoned = Files.createDirectory(this.directory.resolve("parallel-pools-1"), OWNER_ONLY);
		Files.createFile(abandoned.resolve("owner.lock"));
		Files.createFile(abandoned.resolve("begun-" + marked.mark()));
		Files.createFile(abandoned.resolve("begun-nothing"));
		Process left = sleeper(marked);
		Process others = sleeper(MarkedProcesses.unused());
		try (PrivateDirectory made = PrivateDirectory.create(place())) {
			made.removeLeftovers();
			assertThat(left.waitFor()).isEqualTo(137);
			assertThat(others.isAlive()).isTrue();
			assertThat(abandoned).doesNotExist();
		}
		finally {
			left.destroyForcibly();
			others.destroyForcibly();
		}
	}

	/** One that has the limit when this returns, and no environment. */
	private static Process sleeper(MarkedProcesses marked) throws IOException {
		Process sleeper = new ProcessBuilder("prlimit", "--locks=" + marked.limit().orElseThrow(), "--", "env", "-i",
				"sh", "-c", "echo there; exec sleep 1000")
			.start();
		assertThat(sleeper.getInputStream().read()).isEqualTo('t');
		return sleeper;
	}

	@Test
	void theClassPathIsQuotedForPathsWithBlanks() {
		assertThat(ArgumentFile.quoted("/with blank/a.jar:/b\\c")).isEqualTo("\"/with blank/a.jar:/b\\\\c\"");
	}

	@Test
	void exitCodesAreExplained() {
		assertThat(ExitCode.explain(137, "")).contains("signal 9").contains("SIGKILL");
		assertThat(ExitCode.explain(134, "")).contains("SIGABRT").contains("crashed");
		assertThat(ExitCode.explain(5, "")).isEqualTo("exit code 5");
		assertThat(ExitCode.explain(255, "")).isEqualTo("exit code 255");
	}

	/** With the output of real JVMs. */
	@Test
	void whatMemoryWasExhaustedIsTold() {
		String words = "last line\nTerminating due to java.lang.OutOfMemoryError: ";
		assertThat(ExitCode.explain(3, words + "Java heap space")).contains("process.max-heap").doesNotContain("task");
		assertThat(ExitCode.explain(3, words + "Metaspace")).contains("MaxMetaspaceSize").doesNotContain("max-heap");
		assertThat(ExitCode.explain(3, words + "Requested array size exceeds VM limit")).contains("array size")
			.doesNotContain("max-heap");
		assertThat(ExitCode.explain(3, "bye")).contains("process.max-heap").contains("unless the task exited with it");
	}

	@Test
	void aCrashReportIsKeptAndFound() throws Exception {
		Path kept;
		try (PrivateDirectory made = PrivateDirectory.create(place())) {
			CrashReport report = new CrashReport(made.crashReportPattern("odd/name-1"));
			assertThat(report.of(12)).isEmpty();
			kept = Files.createFile(made.path().resolve("hs_err_odd_name-1_12.log"));
			assertThat(report.of(12)).contains(kept);
		}
		assertThat(kept).exists();
		await().until(() -> !Files.exists(kept.resolveSibling("owner.lock")));
	}

	private static void writeReports(Path directory, int count, int days) throws IOException {
		for (int i = 0; i < count; i++) {
			Path report = Files.createFile(directory.resolve("hs_err_work-1_" + days + "-" + i + ".log"));
			Files.setLastModifiedTime(report,
					FileTime.from(Instant.now().minus(Duration.ofDays(days)).minus(Duration.ofMinutes(i))));
		}
	}

	private static List<Path> reports(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith("hs_err_")).toList();
		}
	}

	@Test
	void crashReportsOfApplicationsThatHaveEndedAreBoundedInNumberAndTime() throws Exception {
		List<Path> abandoned = new ArrayList<>();
		for (int i = 1; i <= 3; i++) {
			Path directory = Files.createDirectory(this.directory.resolve("parallel-pools-" + i), OWNER_ONLY);
			Files.createFile(directory.resolve("owner.lock"));
			abandoned.add(directory);
		}
		writeReports(abandoned.get(0), 12, 0);
		writeReports(abandoned.get(1), 12, 1);
		writeReports(abandoned.get(2), 3, 8);
		try (PrivateDirectory made = PrivateDirectory.create(place())) {
			made.removeLeftovers();
		}
		assertThat(reports(abandoned.get(0))).hasSize(12);
		assertThat(reports(abandoned.get(1))).hasSize(8).contains(abandoned.get(1).resolve("hs_err_work-1_1-0.log"));
		assertThat(abandoned.get(2)).doesNotExist();
	}

	@Test
	void crashReportsThatWereKeptOnceAreBoundedLater() throws Exception {
		Path kept = Files.createDirectory(this.directory.resolve("parallel-pools-1"), OWNER_ONLY);
		writeReports(kept, 2, 8);
		Path beginning = Files.createDirectory(this.directory.resolve("parallel-pools-2"), OWNER_ONLY);
		Path strange = Files.createDirectory(this.directory.resolve("parallel-pools-3"), OWNER_ONLY);
		writeReports(strange, 1, 8);
		Files.createFile(strange.resolve("not ours"));
		try (PrivateDirectory made = PrivateDirectory.create(place())) {
			made.removeLeftovers();
		}
		assertThat(kept).doesNotExist();
		assertThat(beginning).exists();
		assertThat(reports(strange)).hasSize(1);
	}

	@Test
	void crashReportsOfARunningApplicationAreBounded() throws Exception {
		try (PrivateDirectory made = PrivateDirectory.create(place())) {
			made.removeLeftovers();
			writeReports(made.path(), 25, 0);
			writeReports(made.path(), 1, 8);
			made.removeLeftovers();
			assertThat(reports(made.path())).hasSize(20).contains(made.path().resolve("hs_err_work-1_0-0.log"));
			assertThat(made.isPrivate()).isTrue();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	@Timeout(30)
	void whatOtherUsersPutThereIsNotLookedInto() throws Exception {
		for (int i = 0; i < 3; i++) {
			Path trap = Files.createDirectory(this.directory.resolve("parallel-pools-" + i));
			Files.createFile(trap.resolve("owner.lock"));
			// Whoever opens it waits for ever.
			assertThat(new ProcessBuilder("mkfifo", trap.resolve("owner").toString()).start().waitFor()).isZero();
			if (i > 0) {
				Files.setPosixFilePermissions(trap,
						PosixFilePermissions.fromString((i > 1) ? "rwxrwxrwx" : "rwx------"));
			}
		}
		try (PrivateDirectory made = PrivateDirectory.create(place())) {
			made.removeLeftovers();
			assertThat(made.path()).exists();
		}
		assertThat(this.directory.resolve("parallel-pools-0/owner")).exists();
		assertThat(this.directory.resolve("parallel-pools-2/owner")).exists();
	}

	@Test
	void aLinkToADirectoryIsNotTakenForAnAbandonedOne() throws Exception {
		Path victim = Files.createDirectory(this.directory.resolve("victim"));
		Files.createFile(victim.resolve("owner.lock"));
		Path document = Files.createFile(victim.resolve("document"));
		Files.createSymbolicLink(this.directory.resolve("parallel-pools-1"), victim);
		try (PrivateDirectory made = PrivateDirectory.create(place())) {
			made.removeLeftovers();
			assertThat(made.path()).exists();
		}
		assertThat(document).exists();
	}

	@Test
	void anotherDirectoryOfTheSameApplicationStaysLocked() throws Exception {
		try (PrivateDirectory first = PrivateDirectory.create(place());
				PrivateDirectory second = PrivateDirectory.create(place())) {
			second.removeLeftovers();
			assertThat(isLockFree(first)).isFalse();
			assertThat(isLockFree(second)).isFalse();
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	/** Asks another process, as a lock is its process's. */
	private static boolean isLockFree(PrivateDirectory directory) throws Exception {
		Process asked = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				Path.of(LauncherTests.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString(),
				LockProbe.class.getName(), directory.path().resolve("owner.lock").toString())
			.inheritIO()
			.start();
		return asked.waitFor() == 0;
	}

	/** Exits with 0 if it gets the lock on a file. */
	static final class LockProbe {

		public static void main(String[] args) throws IOException {
			try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
				System.exit((file.tryLock() != null) ? 0 : 1);
			}
		}

	}

	@Test
	void nothingIsLeftOfALauncherThatCanNotWriteItsFiles() {
		ClassPath unwritable = ClassPath.of("unwritable", "\ud800");
		try (Launcher launcher = new Launcher(place(), unwritable)) {
			assertThatIOException()
				.isThrownBy(() -> launcher.launch("work-1", "", TestProcesses.settings(), new Recorder()));
			assertThat(this.directory).isEmptyDirectory();
		}
	}

	@Test
	void nothingIsLeftOfALaunchWhoseThreadWasInterrupted() throws Exception {
		ClassPath own = ClassPath.of(ownClasses().toString(), ChildMain.class.getName());
		try (Launcher launcher = new Launcher(place(), own)) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> launcher.launch("work-1", "", TestProcesses.settings(), new Recorder()));
		}
		finally {
			Thread.interrupted();
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void whereJavaWasReplacedThatIsToldAndNotThatAToolIsMissing() throws Exception {
		Path java = Files.createDirectories(this.directory.resolve("java"));
		Files.createDirectory(java.resolve("lib"));
		Path helper = Files.writeString(java.resolve("lib/jspawnhelper"), "17.0.15");
		IOException failure = new IOException("Cannot run program \"/usr/bin/prlimit\": error=2");
		OwnJava own = new OwnJava(java);
		assertThat(own.explain(failure)).isSameAs(failure);
		Files.delete(helper);
		assertThat(own.explain(failure)).hasMessageContaining(failure.getMessage())
			.hasMessageContaining("'%s' was replaced or removed", java)
			.hasMessageContaining("Start the application again")
			.hasCause(failure);
		Files.writeString(helper, "17.0.16 of tomorrow");
		assertThat(own.explain(failure)).hasMessageContaining("Start the application again");
	}

	@Test
	void noProcessIsLeftOfALaunchThatFails() throws Exception {
		ClassPath own = ClassPath.of(ownClasses().toString(), ChildMain.class.getName());
		// Some of them may be about to end.
		Set<Long> before = children();
		try (Launcher launcher = new Launcher(place(), own)) {
			assertThatIllegalStateException()
				.isThrownBy(() -> launcher.launch("work-1", "", TestProcesses.settings(), new Nameless()));
			await().until(() -> before.containsAll(children()));
		}
	}

	private static Set<Long> children() {
		return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	/** Breaks the launch once the process is there. */
	private static final class Nameless extends Recorder {

		@Override
		public String name() {
			throw new IllegalStateException("No name");
		}

	}

	/** Writes down what it is told. */
	private static class Recorder implements Session {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private volatile Connection connection;

		@Override
		public String name() {
			return "work-1";
		}

		@Override
		public void connected(Connection connected, long pid) {
			this.connection = connected;
			this.events.add("connected " + pid);
		}

		@Override
		public void received(FrameType type, long id, byte[] payload) {
			this.events.add(type.name());
		}

		@Override
		public void closed(@Nullable IOException end) {
			this.events.add("closed");
		}

	}

}
