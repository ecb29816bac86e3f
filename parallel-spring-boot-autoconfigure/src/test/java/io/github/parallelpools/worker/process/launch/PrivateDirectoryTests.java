package io.github.parallelpools.worker.process.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Nobody but the user who runs the application can enter the directory of the socket. */
class PrivateDirectoryTests {

	@TempDir
	Path directory;

	@BeforeEach
	void wherePermissionsAreKnown() {
		Assumptions.assumeTrue(this.directory.getFileSystem().supportedFileAttributeViews().contains("unix"));
	}

	private static void permit(Path path, String permissions) throws Exception {
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
	}

	@Test
	void onlyTheOwnerMayEnter() throws Exception {
		try (PrivateDirectory made = PrivateDirectory.create(this.directory)) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.path())))
				.isEqualTo("rwx------");
			assertThat(made.isPrivate()).isTrue();
		}
	}

	@Test
	void aDirectoryThatOthersMayEnterIsPrivateNoMore() throws Exception {
		try (PrivateDirectory made = PrivateDirectory.create(this.directory)) {
			permit(made.path(), "rwx--x---");
			assertThat(made.isPrivate()).isFalse();
			permit(made.path(), "rwx------");
			assertThat(made.isPrivate()).isTrue();
		}
	}

	@Test
	void aLinkInItsPlaceIsNotPrivate() throws Exception {
		PrivateDirectory made = PrivateDirectory.create(this.directory);
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
		try (PrivateDirectory made = PrivateDirectory.create(this.directory)) {
			Files.setAttribute(made.path(), "unix:uid", 12345);
			assertThat(made.isPrivate()).isFalse();
		}
	}

	@Test
	void whereEverybodyMayRenameNoneIsMade() throws Exception {
		permit(this.directory, "rwxrwxrwx");
		assertThatIOException().isThrownBy(() -> PrivateDirectory.create(this.directory))
			.withMessageContaining("Every user may rename what is in " + this.directory)
			.withMessageContaining("parallel.process-directory");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void whereOnlyOwnersMayRenameOneIsMade() throws Exception {
		Files.setAttribute(this.directory, "unix:mode", 01777);
		try (PrivateDirectory made = PrivateDirectory.create(this.directory)) {
			assertThat(made.isPrivate()).isTrue();
		}
	}

}
