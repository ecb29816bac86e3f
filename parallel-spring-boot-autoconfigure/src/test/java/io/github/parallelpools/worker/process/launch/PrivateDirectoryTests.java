package io.github.parallelpools.worker.process.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Nobody but the user who runs the application can enter the directory of the socket. */
class PrivateDirectoryTests {

	@TempDir
	Path directory;

	private final Logger logger = Logger.getLogger(PrivateDirectory.class.getName());

	private final List<String> warnings = new ArrayList<>();

	private final Handler handler = new Handler() {

		@Override
		public void publish(LogRecord event) {
			PrivateDirectoryTests.this.warnings.add(new SimpleFormatter().formatMessage(event));
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	};

	@AfterEach
	void listenNoMore() {
		this.logger.removeHandler(this.handler);
	}

	@BeforeEach
	void wherePermissionsAreKnown() {
		this.logger.addHandler(this.handler);
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
	void whereEverybodyMayRenameAWarningSaysSo() throws Exception {
		permit(this.directory, "rwxrwxrwx");
		try (PrivateDirectory made = PrivateDirectory.create(this.directory)) {
			assertThat(made.isPrivate()).isTrue();
		}
		assertThat(this.warnings).singleElement()
			.asString()
			.contains("Every user may rename what is in " + this.directory, "'parallel.process-directory'");
	}

	@Test
	void whereOnlyOwnersMayRenameNothingIsSaid() throws Exception {
		Files.setAttribute(this.directory, "unix:mode", 01777);
		try (PrivateDirectory made = PrivateDirectory.create(this.directory)) {
			assertThat(made.isPrivate()).isTrue();
		}
		assertThat(this.warnings).isEmpty();
	}

}
