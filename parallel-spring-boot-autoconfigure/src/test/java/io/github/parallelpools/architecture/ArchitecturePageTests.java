package io.github.parallelpools.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about the architecture is read in one sitting, and follows a task through
 * files that are there; each room has its line in the page of the rooms.
 */
class ArchitecturePageTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Path SOURCES = Path.of("src/main/java/io/github/parallelpools");

	private static final int MOST_LINES = 150;

	private static final int MOST_FILES = 8;

	private static final Pattern STEP = Pattern.compile("(?m)^\\| \\d \\| (.*?) \\| (.*?) \\| (.*?) \\|$");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	/** What a row of the table of rooms begins with; a dot stands for the room before. */
	private static final Pattern ROOM = Pattern.compile("(?m)^\\| (`.*?) \\|");

	private static String page(String name) throws IOException {
		return Files.readString(DOCS.resolve(name));
	}

	private static List<MatchResult> steps() throws IOException {
		return STEP.matcher(page("architecture.md")).results().toList();
	}

	private static List<String> code(String text) {
		return CODE.matcher(text).results().map((result) -> result.group(1)).toList();
	}

	/** Whether there is such a file, type or method. */
	private static boolean isThere(String named, String sources) {
		if (named.contains("/")) {
			return Files.exists(SOURCES.resolve(named + ".java"));
		}
		String after = Character.isLowerCase(named.charAt(0)) ? "\\(" : "\\b";
		return Pattern.compile("\\b" + Pattern.quote(named) + after).matcher(sources).find();
	}

	@Test
	void isReadInOneSitting() throws IOException {
		String page = page("architecture.md");
		assertThat(page.lines().count()).isLessThanOrEqualTo(MOST_LINES);
		assertThat(page).contains("```mermaid", "## One task, from", "## What one task costs");
	}

	@Test
	void aTaskIsFollowedThroughFilesThatHaveWhatIsSaidOfThem() throws IOException {
		assertThat(steps()).hasSizeBetween(1, MOST_FILES).allSatisfy((step) -> {
			List<String> files = code(step.group(1));
			assertThat(files).isNotEmpty();
			StringBuilder sources = new StringBuilder();
			for (String file : files) {
				sources.append(Files.readString(SOURCES.resolve(file + ".java")));
			}
			for (int column = 2; column <= 3; column++) {
				for (String named : code(step.group(column))) {
					assertThat(isThere(named, sources.toString())).as("%s of %s", named, files).isTrue();
				}
			}
		});
	}

	@Test
	void eachRoomHasItsLine() throws IOException {
		String root = "";
		StringBuilder told = new StringBuilder();
		for (MatchResult row : ROOM.matcher(page("rooms.md")).results().toList()) {
			for (String name : code(row.group(1))) {
				root = name.startsWith(".") ? root.substring(0, root.lastIndexOf('.')) + name : name;
				told.append('`').append(root).append('`');
			}
		}
		try (Stream<Path> files = Files.walk(SOURCES)) {
			assertThat(files.filter((file) -> file.endsWith("package-info.java"))
				.map((file) -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
				.filter((room) -> !room.isEmpty() && !room.equals("actuate"))).hasSizeGreaterThan(30)
				.allSatisfy((room) -> assertThat(told.toString()).contains('`' + room + '`'));
		}
	}

}
