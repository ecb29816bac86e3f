package io.github.parallelpools.autoconfigure.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Files say what they are, and what is none is told apart. */
class ReplayFileTests {

	private static final ReplayFile FILE = new ReplayFile(Map.of("pool", "regex", "task", "regex-1", "work", "item",
			"cause", "a \"quote\"\n\\ and \u001b[31m red", "attempts", 2, "masked", false, "settings",
			Map.of("process.jvm-args", List.of("-Xss1m")), "stack", List.of()), new byte[] { 1, 2, 3, '\n', 0 });

	@TempDir
	private Path directory;

	private Path put(byte[] bytes) throws IOException {
		return Files.write(this.directory.resolve("one.replay"), bytes);
	}

	private void isRefused(byte[] bytes, String... why) throws IOException {
		Path file = put(bytes);
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> ReplayFile.read(file))
			.withMessageContainingAll(why)
			.withMessageContaining("one.replay");
	}

	private static byte[] replaced(String old, String changed) {
		String text = new String(FILE.bytes(), StandardCharsets.ISO_8859_1);
		assertThat(text).contains(old);
		return text.replace(old, changed).getBytes(StandardCharsets.ISO_8859_1);
	}

	@Test
	void whatIsWrittenIsRead() throws IOException {
		ReplayFile read = ReplayFile.read(put(FILE.bytes()));
		assertThat(read.head().toString().replaceAll("[{},]", " ").split(" "))
			.containsExactlyInAnyOrder(FILE.head().toString().replaceAll("[{},]", " ").split(" "));
		assertThat(read.payload()).containsExactly(1, 2, 3, '\n', 0);
		assertThat(read.pool()).isEqualTo("regex");
		assertThat(read.handler()).isNull();
	}

	@Test
	void anyNumberThatASettingMayHaveIsRead() throws IOException {
		Map<String, Object> settings = Map.of("recycle.max-tasks", Long.MAX_VALUE, "least", Long.MIN_VALUE);
		ReplayFile read = ReplayFile.read(put(new ReplayFile(Map.of("settings", settings), new byte[0]).bytes()));
		assertThat(read.head()).isEqualTo(Map.of("settings", settings));
	}

	@Test
	void peopleReadTheHeadAndTerminalsAreSafe() {
		String text = new String(FILE.bytes(), StandardCharsets.UTF_8);
		assertThat(text).startsWith("parallel-pools-replay 1 head=")
			.contains("\n  \"pool\": \"regex\"", "\\u001b[31m red")
			.doesNotContain("\u001b");
	}

	@Test
	void whatIsIncompleteOrChangedIsRefused() throws IOException {
		byte[] whole = FILE.bytes();
		isRefused(Arrays.copyOf(whole, whole.length - 1), (whole.length - 1) + " bytes", "should have " + whole.length);
		isRefused(Arrays.copyOf(whole, whole.length + 1), "should have " + whole.length);
		isRefused(Arrays.copyOf(whole, 60), "first line");
		whole[whole.length - 1]++;
		isRefused(whole, "changed or damaged");
		isRefused(replaced("regex-1", "regex-2"), "changed or damaged");
	}

	@Test
	void whatIsForeignOrNewerIsRefused() throws IOException {
		isRefused(new byte[0], "is no file that a dead letter was written to");
		isRefused("{\"pool\": \"regex\"}".getBytes(StandardCharsets.UTF_8), "is no file that");
		isRefused(replaced("replay 1 ", "replay 2 "), "version 2", "newer release");
		isRefused("parallel-pools-replay 12 in another layout".getBytes(StandardCharsets.UTF_8), "version 12");
		isRefused(replaced("payload=5", "payload=4000000000"), "should have");
		assertThatExceptionOfType(ReplayFileException.class)
			.isThrownBy(() -> ReplayFile.read(this.directory.resolve("none")))
			.withMessageContaining("There is no file");
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> ReplayFile.read(this.directory))
			.withMessageContaining("There is no file");
	}

	@Test
	void headsAreBounded() {
		for (String bad : List.of("", "{", "{\"a\":}", "{\"a\":1e5}", "{\"a\":12345678901234567890}", "[]", "{} {}",
				"{\"a\":\"\\x\"}", "{\"a\":" + "[".repeat(20000), "{\"a\":" + "{\"a\":".repeat(20000), "{\"a\":nul}",
				"{\"a\":\"\\u00zz\"}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":\"")) {
			assertThatIllegalArgumentException().as(bad).isThrownBy(() -> HeadText.read(bad));
		}
		assertThat(HeadText.read(" { \"a\" : [ 1 , -2 , null , true ] , \"b\" : \"\\u00e4\\/\" } "))
			.isEqualTo(Map.of("a", Arrays.asList(1L, -2L, null, true), "b", "\u00e4/"));
	}

	@Test
	void aFileIsForItsOwnerOnlyAndIsNotOverwritten() throws IOException {
		ReplayDirectory files = new ReplayDirectory(this.directory.resolve("letters/own"), 2, 10_000);
		Path written = files.write("regex/../1", FILE);
		assertThat(written.getParent()).isEqualTo(this.directory.resolve("letters/own"));
		assertThat(written.getFileName().toString()).startsWith("regex_.._1").endsWith(".replay");
		assertThat(Files.getPosixFilePermissions(written)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		assertThat(Files.getPosixFilePermissions(files.path())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThat(files.find("regex/../1")).isEqualTo(written);
		assertThat(files.find("other")).isNull();
		assertThat(files.find("regex_.._1")).isNull();
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> files.write("regex/../1", FILE))
			.withMessageContainingAll("already", written.toString());
		files.write("second", FILE);
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> files.write("third", FILE))
			.withMessageContainingAll("3 files of 2", "replay.max-files");
		ReplayDirectory small = new ReplayDirectory(files.path(), 10, FILE.bytes().length * 3L - 1);
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> small.write("third", FILE))
			.withMessageContaining("replay.max-bytes");
		assertThat(files.path().toFile().list()).hasSize(2);
	}

	@Test
	void linksAndDirectoriesOfOthersAreRefused() throws IOException {
		Path target = Files.createDirectory(this.directory.resolve("target"));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), target);
		assertThatExceptionOfType(ReplayFileException.class)
			.isThrownBy(() -> new ReplayDirectory(link, 2, 10_000).write("one", FILE))
			.withMessageContaining("is no directory but a link");
		Path own = Files.createDirectory(this.directory.resolve("own"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Path precious = Files.writeString(this.directory.resolve("precious"), "mine");
		Files.createSymbolicLink(own.resolve("one.replay"), precious);
		assertThatExceptionOfType(ReplayFileException.class)
			.isThrownBy(() -> new ReplayDirectory(own, 2, 10_000).write("one", FILE))
			.withMessageContaining("already");
		assertThat(precious).hasContent("mine");
		assertThat(new ReplayDirectory(own, 2, 10_000).find("one")).isNull();
		Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThatExceptionOfType(ReplayFileException.class)
			.isThrownBy(() -> new ReplayDirectory(own, 2, 10_000).write("two", FILE))
			.withMessageContaining("other users may write");
		assertThat(Files.exists(target.resolve("one.replay"), LinkOption.NOFOLLOW_LINKS)).isFalse();
	}

}
