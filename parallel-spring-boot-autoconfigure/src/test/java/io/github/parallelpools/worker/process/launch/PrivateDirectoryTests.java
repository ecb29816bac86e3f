package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.InvalidSettingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Nobody but the user who runs the application can enter the directory of the socket. */
class PrivateDirectoryTests {

	@TempDir
	Path directory;

	@BeforeEach
	void wherePermissionsAreKnown() {
		Assumptions.assumeTrue(this.directory.getFileSystem().supportedFileAttributeViews().contains("unix"));
	}

	private PrivateDirectory create() throws IOException {
		return PrivateDirectory.create(new ProcessDirectory(this.directory, false));
	}

	private static void permit(Path path, String permissions) throws Exception {
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
	}

	@Test
	void onlyTheOwnerMayEnter() throws Exception {
		try (PrivateDirectory made = create()) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.path())))
				.isEqualTo("rwx------");
			assertThat(made.isPrivate()).isTrue();
		}
	}

	@Test
	void aDirectoryThatOthersMayEnterIsPrivateNoMore() throws Exception {
		try (PrivateDirectory made = create()) {
			permit(made.path(), "rwx--x---");
			assertThat(made.isPrivate()).isFalse();
			permit(made.path(), "rwx------");
			assertThat(made.isPrivate()).isTrue();
		}
	}

	@Test
	void aLinkInItsPlaceIsNotPrivate() throws Exception {
		PrivateDirectory made = create();
		Path moved = Files.move(made.path(), this.directory.resolve("moved"));
		Files.createSymbolicLink(made.path(), moved);
		assertThat(made.isPrivate()).isFalse();
		Files.delete(made.path());
		Files.move(moved, made.path());
		made.close();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void aDirectoryOfSomebodyElseIsNotPrivate() throws Exception {
		Assumptions.assumeTrue(Files.getAttribute(this.directory, "unix:uid").equals(0));
		try (PrivateDirectory made = create()) {
			Files.setAttribute(made.path(), "unix:uid", 12345);
			assertThat(made.isPrivate()).isFalse();
		}
	}

	/** In a JVM of its own, as some services are started. */
	@Test
	void whatIsNotThereYetIsMadeSafeWhateverTheUmaskIs() throws Exception {
		Process application = new ProcessBuilder("sh", "-c", "umask 000; exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData", "-cp",
				System.getProperty("java.class.path"), Application.class.getName(),
				this.directory.resolve("not/there").toString())
			.redirectErrorStream(true)
			.start();
		try {
			assertThat(new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim())
				.endsWith("made");
		}
		finally {
			application.destroyForcibly().waitFor();
		}
	}

	/** Makes what workers need. */
	static final class Application {

		public static void main(String[] args) throws Exception {
			Path below = Path.of(args[0]);
			try (PrivateDirectory made = PrivateDirectory.create(new ProcessDirectory(below, false))) {
				ArchiveStore.open(below.resolveSibling("archives/of/these"), made.identity(), false);
				System.out.println("made");
			}
		}

	}

	@Test
	void whereEverybodyMayRenameNothingIsMade() throws Exception {
		Path below = Files.createDirectories(this.directory.resolve("below"));
		for (Path open : List.of(below, this.directory)) {
			permit(open, "rwxrwxrwx");
			ProcessDirectory place = new ProcessDirectory(below, false);
			assertThatIOException().isThrownBy(() -> PrivateDirectory.create(place))
				.withMessageContaining("Every user may rename what is in '" + open + "'")
				.withMessageContaining("chmod +t " + open)
				.withMessageContaining("'parallel.process-directory'")
				.withMessageContaining("'parallel.allow-unsafe-process-directory: true'");
			assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(place::check)
				.withMessageContaining(open.toString());
			assertThat(below).isEmptyDirectory();
			permit(open, "rwxr-xr-x");
		}
	}

	@Test
	void aLinkInADirectoryInWhichEverybodyMayRenameIsNoWayToASafeOne() throws Exception {
		Path open = Files.createDirectory(this.directory.resolve("open"));
		permit(open, "rwxrwxrwx");
		Path safe = Files.createDirectory(this.directory.resolve("safe"));
		Path link = Files.createSymbolicLink(open.resolve("link"), safe);
		assertThatIOException().isThrownBy(() -> PrivateDirectory.create(new ProcessDirectory(link, false)))
			.withMessageContaining("rename what is in '" + open + "'");
	}

	@Test
	void whoSaysThatNobodyElseIsThereMayHaveItWhereEverybodyMayRename() throws Exception {
		permit(this.directory, "rwxrwxrwx");
		ProcessDirectory place = new ProcessDirectory(this.directory, true);
		place.check();
		try (PrivateDirectory made = PrivateDirectory.create(place)) {
			assertThat(made.isPrivate()).isTrue();
		}
	}

	@Test
	void whereThePathOfASocketWouldBeTooLongNothingIsMade() {
		ProcessDirectory place = new ProcessDirectory(this.directory.resolve("x".repeat(90)), true);
		assertThatIOException().isThrownBy(() -> PrivateDirectory.create(place))
			.withMessageContaining(
					"at most 100 fit. Set 'parallel.process-directory' to a directory with a shorter path");
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(place::check)
			.withMessageContaining("with a shorter path");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void whereOnlyOwnersMayRenameItIsMade() throws Exception {
		Files.setAttribute(this.directory, "unix:mode", 01777);
		new ProcessDirectory(this.directory, false).check();
		try (PrivateDirectory made = create()) {
			assertThat(made.isPrivate()).isTrue();
		}
	}

	@Test
	void inTheDirectoryOfAnotherUserNothingIsMade() throws Exception {
		assumeRoot();
		Path below = Files.createDirectories(this.directory.resolve("below"));
		Files.setAttribute(below, "unix:uid", 12345);
		ProcessDirectory place = new ProcessDirectory(below, false);
		assertThatIOException().isThrownBy(() -> PrivateDirectory.create(place))
			.withMessageContaining("'" + below + "' belongs to another user (12345)")
			.withMessageContaining("'parallel.allow-unsafe-process-directory: true'");
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(place::check)
			.withMessageContaining("belongs to another user");
		assertThat(below).isEmptyDirectory();
	}

	@Test
	void whatAnotherUserMadeWhereEverybodyMayIsNoWayToASafeOne() throws Exception {
		assumeRoot();
		Path squatted = Files.createDirectories(this.directory.resolve("squatted"));
		ProcessDirectory place = new ProcessDirectory(Files.createDirectory(squatted.resolve("below")), false);
		Files.setAttribute(squatted, "unix:uid", 12345);
		// Who may make something here is trusted, as long as not everybody may.
		PrivateDirectory.create(place).close();
		Files.setAttribute(this.directory, "unix:mode", 01777);
		assertThatIOException().isThrownBy(() -> PrivateDirectory.create(place))
			.withMessageContaining("'" + squatted + "' belongs to another user (12345)");
	}

	private void assumeRoot() throws IOException {
		Assumptions.assumeTrue(Files.getAttribute(this.directory, "unix:uid").equals(0));
	}

	@Test
	void whatIsBeingMadeIsNotTakenForAbandonedByAnotherApplication() throws Exception {
		Process sweeper = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Sweeper.class.getName(), this.directory.toString())
			.redirectErrorStream(true)
			.start();
		try {
			assertThat(sweeper.getInputStream().read()).isEqualTo('s');
			for (int i = 0; i < 300; i++) {
				try (PrivateDirectory made = create()) {
					assertThat(made.isPrivate()).isTrue();
				}
			}
			assertThat(sweeper.isAlive()).isTrue();
		}
		finally {
			sweeper.destroyForcibly().waitFor();
		}
	}

	/** Another application, which removes what is abandoned again and again. */
	static final class Sweeper {

		private Sweeper() {
		}

		public static void main(String[] args) throws Exception {
			PrivateDirectory own = PrivateDirectory.create(new ProcessDirectory(Path.of(args[0]), false));
			FileIdentity identity = FileIdentity.of(own.path());
			System.out.print('s');
			System.out.flush();
			while (own.isPrivate()) {
				Leftovers.remove(own.path(), identity);
			}
		}

	}

	@Test
	void anotherDirectoryOfTheSameUserInItsPlaceIsLeftAlone() throws Exception {
		PrivateDirectory made = create();
		Files.move(made.path(), this.directory.resolve("moved"));
		Path document = Files.createFile(
				Files.createDirectory(made.path(), PosixFilePermissions.asFileAttribute(FileIdentity.OWNER_ONLY))
					.resolve("document"));
		Files.createFile(made.path().resolve("owner.lock"));
		assertThat(made.isPrivate()).isFalse();
		made.close();
		assertThat(document).exists();
	}

	@Test
	void whatWasOpenedStaysThatWhenALinkTakesItsPlace() throws Exception {
		Path victim = Files.createDirectory(this.directory.resolve("victim"));
		Path document = Files.createFile(victim.resolve("document"));
		Path trap = Files.createDirectory(this.directory.resolve("trap"));
		Files.createFile(trap.resolve("document"));
		try (OpenDirectory parent = OpenDirectory.of(this.directory); OpenDirectory opened = parent.open("trap")) {
			Files.move(trap, this.directory.resolve("moved"));
			Files.createSymbolicLink(trap, victim);
			opened.deleteFile("document");
			assertThat(document).exists();
			assertThat(this.directory.resolve("moved")).isEmptyDirectory();
			assertThatIOException().isThrownBy(() -> parent.open("trap"))
				.withMessageContaining("Something else took the place");
			assertThatIOException().isThrownBy(() -> parent.deleteDirectory("trap"));
		}
	}

	@Test
	@Timeout(60)
	void whatAnotherUserPutThereHoldsNothingUp() throws Exception {
		assumeRoot();
		Files.setAttribute(this.directory, "unix:mode", 01777);
		Path victim = Files.createDirectory(this.directory.resolve("victim"));
		Path document = Files.createFile(victim.resolve("document"));
		Files.createFile(victim.resolve("owner.lock"));
		runAsNobody("mkdir -m 700 parallel-pools-1 && mkfifo parallel-pools-1/owner parallel-pools-1/owner.lock && "
				+ "mkdir -m 777 parallel-pools-2 && touch parallel-pools-2/owner.lock && ln -s /dev/zero parallel-pools-2/owner && "
				+ "ln -s victim parallel-pools-3 && mkfifo parallel-pools-4 && "
				+ "mkdir -m 700 parallel-pools-5 && ln -s ../victim/owner.lock parallel-pools-5/owner.lock");
		try (PrivateDirectory made = create()) {
			made.removeLeftovers();
			assertThat(made.path()).exists();
		}
		assertThat(document).exists();
		assertThat(this.directory.resolve("parallel-pools-2/owner.lock")).exists();
		assertThat(this.directory.resolve("parallel-pools-5")).exists();
	}

	private void runAsNobody(String script) throws Exception {
		Path tool = Path.of("/usr/bin/setpriv");
		Assumptions.assumeTrue(Files.isExecutable(tool));
		Process process = new ProcessBuilder(tool.toString(), "--reuid=65534", "--clear-groups", "sh", "-c", script)
			.directory(this.directory.toFile())
			.inheritIO()
			.start();
		Assumptions.assumeTrue(process.waitFor() == 0);
	}

}
