package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.TestProcesses;
import io.github.parallelpools.fixture.OwnThread;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.worker.process.child.ChildMain;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LogSetup;
import io.github.parallelpools.worker.process.wire.Setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/** With real JVMs; that one uses an archive is seen in what it has mapped. */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class ArchivesTests {

	@TempDir
	Path directory;

	private Path jar;

	private Path cache;

	@BeforeEach
	void makeJar() throws Exception {
		Path classes = Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		this.jar = this.directory.resolve("app.jar");
		this.cache = this.directory.resolve("cache");
		assertThat(ToolProvider.findFirst("jar")
			.orElseThrow()
			.run(System.out, System.err, "cf0", this.jar.toString(), "-C", classes.toString(), ".")).isZero();
	}

	private Launcher application() {
		return application(this.jar);
	}

	private Launcher application(Path classPath) {
		return new Launcher(new ProcessDirectory(this.directory.resolve("sockets"), false),
				ClassPath.of(classPath.toString(), ChildMain.class.getName()));
	}

	private ProcessSettings settings(String... prefix) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings.Jvm jvm = new ProcessSettings.Jvm(usual.jvm().javaHome(), usual.jvm().maxHeap(), false,
				List.of(), List.of(), 2, true, new ArchivePlace(true, this.cache));
		return new ProcessSettings(jvm, List.of(prefix), Map.of(), usual.startTimeout(), usual.stopTimeout(),
				usual.maxPayload(), null);
	}

	/**
	 * A worker that becomes ready and ends in good order.
	 * @return whether it had mapped an archive of the cache
	 */
	private boolean work(Launcher application, ProcessSettings settings) throws Exception {
		try (Worker worker = new Worker(application, settings)) {
			boolean mapped = Files.readString(Path.of("/proc/" + worker.child.pid() + "/maps"))
				.contains(this.cache + "/");
			worker.connection.send(FrameType.STOP, 0);
			assertThat(worker.child.end(Duration.ofSeconds(60))).isTrue();
			return mapped;
		}
	}

	/** The first worker of an application, up to an archive that nobody has used. */
	private Path learn(Launcher application) throws Exception {
		assertThat(work(application, settings())).isFalse();
		await().atMost(Duration.ofSeconds(90)).until(() -> files(".new").size() == 1);
		return files(".new").get(0);
	}

	/** An archive that has proved itself in another application. */
	private Path proved() throws Exception {
		try (Launcher application = application()) {
			Path fresh = learn(application);
			Path proved = fresh.resolveSibling(fresh.getFileName().toString().replace(".new", ".jsa"));
			return Files.move(fresh, proved);
		}
	}

	private List<Path> files(String part) throws IOException {
		if (!Files.isDirectory(this.cache)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(this.cache)) {
			return files.filter((file) -> file.getFileName().toString().contains(part)).toList();
		}
	}

	@Test
	void whatOneWorkerHasLoadedTheThirdStartsWith() throws Exception {
		try (Launcher application = application()) {
			learn(application);
			// How long a worker takes without it was not known yet.
			assertThat(work(application, settings())).isFalse();
			assertThat(work(application, settings())).isTrue();
		}
		assertThat(files("tmp-")).isEmpty();
		assertThat(Files.getPosixFilePermissions(this.cache)).isEqualTo(FileIdentity.OWNER_ONLY);
	}

	/** As it is where each user has a group. */
	@Test
	void whereTheGroupMayWriteWhatIsMadeThereIsAnArchiveToo() throws Exception {
		ProcessSettings open = settings("/bin/sh", "-c", "umask 002; exec \"$@\"", "sh");
		try (Launcher application = application()) {
			assertThat(work(application, open)).isFalse();
			await().atMost(Duration.ofSeconds(90)).until(() -> files(".new").size() == 1);
		}
	}

	@Test
	void anArchiveThatHasProvedItselfIsUsedByAllApplicationsAtOnce() throws Exception {
		proved();
		try (Launcher first = application(); Launcher second = application()) {
			assertThat(work(first, settings())).isTrue();
			assertThat(work(second, settings())).isTrue();
		}
	}

	@Test
	void applicationsThatLearnAtTheSameTimeDisturbNobody() throws Exception {
		try (Launcher first = application(); Launcher second = application()) {
			CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> {
				try {
					return work(second, settings());
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}, OwnThread::run);
			assertThat(work(first, settings())).isFalse();
			assertThat(other.join()).isFalse();
			await().atMost(Duration.ofSeconds(120)).until(() -> !files(".new").isEmpty() && files("tmp-").isEmpty());
			for (Launcher application : List.of(first, second)) {
				work(application, settings());
				await().atMost(Duration.ofSeconds(60)).until(() -> work(application, settings()));
			}
		}
	}

	@Test
	void aDamagedArchiveIsRemovedAndTheWorkerStarts() throws Exception {
		Path archive = proved();
		assertThat(archive.toFile().setWritable(true)).isTrue();
		try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
			file.write(ByteBuffer.wrap(new byte[] { 42, 42, 42 }), file.size() / 2);
		}
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
			assertThat(archive).doesNotExist();
		}
	}

	@Test
	void anArchiveThatIsRemovedWhileItIsUsedIsLearnedAnew() throws Exception {
		Path archive = proved();
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isTrue();
			Files.delete(archive);
			assertThat(work(application, settings())).isFalse();
			await().atMost(Duration.ofSeconds(90)).until(() -> files(".new").size() == 1);
		}
	}

	@Test
	void aChangedJarHasAnArchiveOfItsOwn() throws Exception {
		proved();
		Files.setLastModifiedTime(this.jar, FileTime.from(Instant.now().minusSeconds(1000)));
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
			assertThat(files(".list")).hasSize(2);
		}
	}

	@Test
	void anotherJvmOtherOptionsAndAnotherPurposeHaveArchivesOfTheirOwn() throws Exception {
		ClassPath classes = ClassPath.of(this.jar.toString(), ChildMain.class.getName());
		String usual = ArchiveKey.of("", settings(), List.of(), classes);
		assertThat(ArchiveKey.of("", settings(), List.of("-Dany=thing"), classes)).isNotEqualTo(usual);
		assertThat(ArchiveKey.of("", settings(), List.of("-ea"), classes)).isNotEqualTo(usual);
		assertThat(ArchiveKey.of("other", settings(), List.of(), classes)).isNotEqualTo(usual);
		Path home = Files.createDirectories(this.directory.resolve("jvm"));
		ProcessSettings.Jvm jvm = new ProcessSettings.Jvm(home, settings().jvm().maxHeap(), false, List.of(), List.of(),
				2, true, new ArchivePlace(true, this.cache));
		ProcessSettings other = new ProcessSettings(jvm, List.of(), Map.of(), settings().startTimeout(),
				settings().stopTimeout(), settings().maxPayload(), null);
		Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"");
		String first = ArchiveKey.of("", other, List.of(), classes);
		Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.2\"");
		assertThat(ArchiveKey.of("", other, List.of(), classes)).isNotEqualTo(first).isNotEqualTo(usual);
	}

	@Test
	void aFileOfAnotherUserIsNotUsed() throws Exception {
		Path archive = proved();
		try {
			Files.setAttribute(archive, "unix:uid", 12345);
		}
		catch (IOException ex) {
			Assumptions.abort("Only root can give files away");
		}
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
		}
	}

	@Test
	void aFileThatOthersMayWriteIsNotUsed() throws Exception {
		Path archive = proved();
		Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw-rw-"));
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
		}
	}

	@Test
	void aDirectoryThatOthersMayEnterIsNotUsed() throws Exception {
		Files.createDirectory(this.cache);
		Files.setPosixFilePermissions(this.cache, Set.of(PosixFilePermission.values()));
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
			assertThat(this.cache).isEmptyDirectory();
		}
	}

	@Test
	void whereNoDirectoryCanBeMadeWorkersStartAsUsual() throws Exception {
		this.cache = Files.writeString(this.directory.resolve("file"), "in the way").resolve("cache");
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
			assertThat(work(application, settings())).isFalse();
		}
	}

	@Test
	void inADirectoryThatCanOnlyBeReadWorkersStartAsUsual() throws Exception {
		mount("size=400m");
		try {
			run("mount", "-o", "remount,ro", this.cache.toString());
			try (Launcher application = application()) {
				assertThat(work(application, settings())).isFalse();
			}
		}
		finally {
			run("umount", this.cache.toString());
		}
	}

	@Test
	void onADiskThatIsAlmostFullNothingIsLearned() throws Exception {
		mount("size=2m");
		try {
			try (Launcher application = application()) {
				assertThat(work(application, settings())).isFalse();
				assertThat(work(application, settings())).isFalse();
			}
			assertThat(this.cache).isEmptyDirectory();
		}
		finally {
			run("umount", this.cache.toString());
		}
	}

	/** As on a disk that becomes full while it is written. */
	@Test
	void anArchiveThatCanNotBeWrittenIsGivenUp() throws Exception {
		ProcessSettings limited = settings("/usr/bin/prlimit", "--fsize=2000000", "--");
		try (Launcher application = application()) {
			assertThat(work(application, limited)).isFalse();
			await().atMost(Duration.ofSeconds(90)).until(() -> files("").isEmpty());
			assertThat(work(application, limited)).isFalse();
			assertThat(work(application, limited)).isFalse();
			assertThat(files("")).isEmpty();
		}
	}

	@Test
	void aWorkerThatIsKilledTeachesNothing() throws Exception {
		try (Launcher application = application()) {
			try (Worker worker = new Worker(application, settings())) {
				assertThat(files("tmp-")).hasSize(1);
				assertThat(worker.child.end(Duration.ZERO)).isFalse();
			}
			assertThat(files("")).isEmpty();
			learn(application);
		}
	}

	@Test
	void aWorkerThatCouldNotEvenBeSpawnedTeachesNothing() throws Exception {
		Path sockets = this.directory.resolve("sockets");
		mount(sockets, "size=1m");
		try (Launcher application = application()) {
			// Its first worker makes what all of them need.
			assertThat(work(application, TestProcesses.settings())).isFalse();
			Path ballast = sockets.resolve("ballast");
			assertThatIOException().isThrownBy(() -> Files.write(ballast, new byte[2 * 1024 * 1024]));
			assertThatIOException().isThrownBy(() -> new Worker(application, settings()));
			Files.delete(ballast);
			assertThat(files("")).isEmpty();
			learn(application);
		}
		finally {
			run("umount", "-l", sockets.toString());
		}
	}

	@Test
	void whatIsNotMadeWhenTheApplicationEndsIsMadeByTheNext() throws Exception {
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
		}
		assertThat(files(".list")).hasSize(1);
		assertThat(files("tmp-")).isEmpty();
		assertThat(ProcessHandle.allProcesses()
			.filter((one) -> one.info().commandLine().orElse("").contains(this.cache.toString()))).isEmpty();
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isFalse();
			await().atMost(Duration.ofSeconds(90)).until(() -> files(".new").size() + files(".jsa").size() == 1);
		}
	}

	@Test
	void whatWasLeftBehindIsRemoved() throws Exception {
		Files.createDirectory(this.cache, PrivateDirectory.ownerOnly());
		Path old = Files.createFile(this.cache.resolve("tmp-old"));
		Path young = Files.createFile(this.cache.resolve("tmp-young"));
		Path unused = Files.createFile(this.cache.resolve("unused-1.jsa"));
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		Files.setLastModifiedTime(unused, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
		ArchiveStore.open(this.cache, FileIdentity.of(this.cache), false);
		assertThat(this.cache).isDirectoryContaining(young::equals)
			.isDirectoryNotContaining(old::equals)
			.isDirectoryNotContaining(unused::equals);
	}

	@Test
	void ofManyFilesThoseAreRemovedThatNobodyUses() throws Exception {
		Files.createDirectory(this.cache, PrivateDirectory.ownerOnly());
		for (int i = 0; i < 100; i++) {
			Path used = Files.createFile(this.cache.resolve("used-" + i + ".jsa"));
			Files.setLastModifiedTime(used, FileTime.from(Instant.now().minus(Duration.ofMinutes(30))));
			Path old = Files.createFile(this.cache.resolve("old-" + i + ".jsa"));
			Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		}
		ArchiveStore.open(this.cache, FileIdentity.of(this.cache), false);
		assertThat(files("used-")).hasSize(100);
		assertThat(files("old-")).isEmpty();
	}

	@Test
	void asManyArchivesStayAsOneApplicationMayHave() throws Exception {
		Files.createDirectory(this.cache, PrivateDirectory.ownerOnly());
		for (int i = 0; i < Archives.MOST; i++) {
			for (String ending : List.of(".list", "-1.jsa")) {
				Path file = Files.createFile(this.cache.resolve("key" + i + ending));
				Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
			}
		}
		ArchiveStore.open(this.cache, FileIdentity.of(this.cache), false);
		assertThat(files("key")).hasSize(2 * Archives.MOST);
	}

	@Test
	void anArchiveThatALongLivedApplicationUsesIsInUse() throws Exception {
		Path archive = proved();
		try (Launcher application = application()) {
			assertThat(work(application, settings())).isTrue();
			Instant old = Instant.now().minus(Duration.ofDays(29));
			Files.setLastModifiedTime(archive, FileTime.from(old));
			assertThat(work(application, settings())).isTrue();
			assertThat(Files.getLastModifiedTime(archive).toInstant()).isAfter(old.plus(Duration.ofDays(28)));
		}
	}

	@Test
	void directoriesOfClassesHaveNoArchive() throws Exception {
		Path classes = Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Assumptions.assumeTrue(Files.isDirectory(classes));
		try (Launcher application = application(classes)) {
			assertThat(work(application, settings())).isFalse();
			assertThat(this.cache).doesNotExist();
		}
	}

	private void mount(String options) throws Exception {
		mount(this.cache, options);
	}

	private static void mount(Path place, String options) throws Exception {
		Files.createDirectory(place, PrivateDirectory.ownerOnly());
		Assumptions.assumeTrue(
				run("mount", "-t", "tmpfs", "-o", options + ",mode=0700", "tmpfs", place.toString()) == 0,
				"Nothing can be mounted here");
	}

	private static int run(String... command) throws Exception {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	/** The application's end of a worker that is ready. */
	private static final class Worker implements Session, AutoCloseable {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final ChildProcess child;

		private volatile Connection connection;

		Worker(Launcher application, ProcessSettings settings) throws Exception {
			this.child = application.launch("work-1", "", settings, this);
			assertThat(this.events.take()).isEqualTo("connected");
			this.connection.send(FrameType.SETUP, 0,
					ByteBuffer.wrap(new Setup(new WorkerSpec("work", "work-1", Map.of()), null, null, 1024,
							LogSetup.FORWARD, null, null, false)
						.encode()));
			assertThat(this.events.take()).isEqualTo("READY");
			this.child.archive().ready();
		}

		@Override
		public String name() {
			return "work-1";
		}

		@Override
		public void connected(Connection connected, long pid) {
			this.connection = connected;
			this.events.add("connected");
		}

		@Override
		public void received(FrameType type, long id, byte[] payload) {
			this.events.add(type.name());
		}

		@Override
		public void closed(@Nullable IOException end) {
			this.events.add("closed");
		}

		@Override
		public void close() {
			this.connection.close();
			this.child.end(Duration.ZERO);
		}

	}

}
