package io.github.parallelpools.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Numbers in messages have the digits 0 to 9 whatever the default locale: they are
 * formatted as texts, which know no locale, or with {@code Locale.ROOT}.
 */
class DigitsTests {

	/** What a formatter writes as the locale has it: numbers and times. */
	private static final Pattern OF_LOCALE = Pattern
		.compile("%(\\d+\\$|<)?[-#+0,(]*\\d*(\\.\\d+)?([dDeEfgG](?![A-Za-z])|[tT][A-Za-z](?![A-Za-z]))");

	@ParameterizedTest
	@ValueSource(strings = { "src/main/java", "../sample-app/src/main/java" })
	void noFormatFollowsTheDefaultLocale(String directory) throws IOException {
		Path sources = Path.of(directory);
		try (Stream<Path> files = Files.walk(sources)) {
			List<String> found = files.filter((file) -> file.toString().endsWith(".java"))
				.flatMap((file) -> ofLocale(file).map((line) -> sources.relativize(file) + ": " + line.strip()))
				.toList();
			assertThat(found).as("Write %%s instead, or format with Locale.ROOT").isEmpty();
		}
	}

	/** Parameters of a log are formatted as the default locale has it. */
	@Test
	void onlyTheSafeLogGivesParametersToALogger() {
		noClasses().that()
			.haveSimpleNameNotEndingWith("SafeLog")
			.should()
			.callMethod(System.Logger.class, "log", System.Logger.Level.class, String.class, Object[].class)
			.check(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
				.importPackages(FloorsTests.ROOT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ar-EG-u-nu-arab", "fa", "hi-u-nu-deva", "de" })
	void aMessageIsTheSameEverywhere(String locale) {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag(locale));
		try {
			assertThatExceptionOfType(InvalidSettingException.class)
				.isThrownBy(
						() -> new OvertimeSettings(ofMillis(1234), OvertimePolicy.KILL, 0, ofMillis(1), ofMillis(5678)))
				.withMessageContaining("(1234 ms)");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	private static Stream<String> ofLocale(Path file) {
		List<String> lines = lines(file);
		return IntStream.range(0, lines.size())
			.filter((i) -> OF_LOCALE.matcher(lines.get(i)).find())
			.filter((i) -> !(lines.get(Math.max(i - 1, 0)) + lines.get(i)).contains("Locale.ROOT"))
			// A pattern for log files, not a format.
			.filter((i) -> !lines.get(i).contains("%level"))
			.mapToObj(lines::get);
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
