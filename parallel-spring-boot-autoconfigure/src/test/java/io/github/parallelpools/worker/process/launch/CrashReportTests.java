package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker that tells of its own end can't have any file read. */
class CrashReportTests {

	@TempDir
	private Path directory;

	private void isRead(Path file, boolean read) {
		assertThat(CrashReport.namedIn(
				"process 7 ended with exit code 134; the JVM's crash report is " + file + "; it printed nothing",
				this.directory))
			.isEqualTo(read ? Optional.of(file) : Optional.empty());
	}

	@Test
	void onlyReportsInPrivateDirectoriesAreRead() throws IOException {
		Path own = Files.createDirectory(this.directory.resolve(PrivateDirectory.PREFIX + "1"));
		Path report = Files.writeString(own.resolve("hs_err_regex-1_7.log"), "");
		isRead(report, true);
		isRead(own.resolve("hs_err_none.log"), false);
		Path secret = Files.writeString(this.directory.resolve("hs_err_secret"), "");
		isRead(secret, false);
		isRead(own.resolve("../hs_err_secret"), false);
		isRead(own.resolve("..").resolve(own.getFileName()).resolve("hs_err_regex-1_7.log"), false);
		isRead(Files.createSymbolicLink(own.resolve("hs_err_link"), secret), false);
		isRead(Files.writeString(own.resolve("owner"), ""), false);
		Path other = Files.createDirectory(this.directory.resolve("other"));
		isRead(Files.writeString(other.resolve("hs_err_1"), ""), false);
		assertThat(CrashReport.namedIn("it printed nothing", this.directory)).isEmpty();
		assertThat(CrashReport.namedIn("; the JVM's crash report is \0;", this.directory)).isEmpty();
	}

}
