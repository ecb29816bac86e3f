package io.github.parallelpools.worker.process.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.pool.InvalidSettingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is chosen for a worker's JVM counts wherever it is written. */
class JvmOptionsTests {

	private static final long MEGABYTE = 1024 * 1024;

	@TempDir
	Path directory;

	private static ProcessSettings settings(List<String> args, Map<String, String> environment) {
		return new ProcessSettings(new ProcessSettings.Jvm(null, 64 * MEGABYTE, false, args, List.of()), List.of(),
				environment, Duration.ofSeconds(30), Duration.ofSeconds(5), 1024, null);
	}

	private static boolean isCollectorChosen(List<String> args, Map<String, String> environment) {
		return Collectors.isChosen(JvmOptions.of(settings(args, environment).jvm(), environment));
	}

	private static long heap(List<String> args, Map<String, String> environment) {
		return settings(args, environment).memory().heap() / MEGABYTE;
	}

	private Path file(String text) throws Exception {
		return Files.writeString(Files.createTempFile(this.directory, "options", null), text);
	}

	@Test
	void anArgumentThatIsEmptyIsNone() {
		assertThat(settings(List.of("", "-Xint", " "), Map.of()).jvm().args()).containsExactly("-Xint");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseG1GC", "-XX:-UseSerialGC", "-XX:+UseEpsilonGC", "-XX:+UseZGC" })
	void collectorIsSeenWhereverItIsChosen(String choice) throws Exception {
		Path arguments = file("# comment\n-Xint '%s'".formatted(choice));
		Path options = file("-Xint\n\"%s\"".formatted(choice));
		Path flags = file("# comment\n%s".formatted(choice.substring("-XX:".length())));
		assertThat(isCollectorChosen(List.of("-Xint", choice), Map.of())).isTrue();
		for (String named : List.of("@" + arguments, "-XX:VMOptionsFile=" + options, "-XX:Flags=" + flags,
				"@" + file("-XX:Flags=" + flags))) {
			assertThat(isCollectorChosen(List.of("-Xint", named), Map.of())).as(named).isTrue();
			assertThat(isCollectorChosen(List.of(), Map.of("JDK_JAVA_OPTIONS", "-Xint " + named))).as(named).isTrue();
		}
		for (String variable : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")) {
			assertThat(isCollectorChosen(List.of(), Map.of(variable, "-Da='b c' \"%s\"".formatted(choice)))).isTrue();
		}
	}

	@Test
	void whatIsNoChoiceIsNotTakenForOne() throws Exception {
		Path file = file("# -XX:+UseG1GC\n-Da=-XX:+UseG1GC -XX:+UseStringDeduplication#-XX:+UseG1GC");
		assertThat(isCollectorChosen(List.of("-Xint", "@" + file, "@nowhere", "-XX:Flags=nowhere"),
				Map.of("OTHER_OPTIONS", "-XX:+UseG1GC")))
			.isFalse();
	}

	@Test
	void heapIsThatWhichTheJvmTakesLast() throws Exception {
		Path file = file("-ea \"-Xmx100m\"");
		assertThat(heap(List.of("@" + file), Map.of())).isEqualTo(100);
		assertThat(heap(List.of("@" + file, "-Xmx80m"), Map.of())).isEqualTo(80);
		assertThat(heap(List.of("-Xmx80m", "@" + file), Map.of())).isEqualTo(100);
		assertThat(heap(List.of("-XX:VMOptionsFile=" + file), Map.of())).isEqualTo(100);
		assertThat(heap(List.of(), Map.of("JDK_JAVA_OPTIONS", "-Xmx90m", "JAVA_TOOL_OPTIONS", "-Xmx91m")))
			.isEqualTo(64);
		assertThat(heap(List.of("-Xmx80m"), Map.of("_JAVA_OPTIONS", "-Xmx90m"))).isEqualTo(90);
		assertThat(heap(List.of("-XX:Flags=" + file("MaxHeapSize=100m")), Map.of())).isEqualTo(64);
	}

	@Test
	void heapThatBeginsWithMoreThanItMayHaveIsRefused() throws Exception {
		for (String first : List.of("-Xms65m", "-XX:InitialHeapSize=65m", "-XX:MinHeapSize=66560k",
				"@" + file("-Xms65m"), "-XX:Flags=" + file("InitialHeapSize=65m"))) {
			assertThatExceptionOfType(InvalidSettingException.class).as(first)
				.isThrownBy(() -> settings(List.of(first), Map.of()))
				.withMessageContaining("process.jvm-args")
				.withMessageContaining("-Xmx" + 64 * MEGABYTE)
				.withMessageContaining("raise 'process.max-heap'");
		}
		assertThat(heap(List.of("-Xms65m", "-Xmx66m"), Map.of())).isEqualTo(66);
		assertThat(heap(List.of("-Xms65m", "-Xms64m"), Map.of())).isEqualTo(64);
	}

	@Test
	void argumentFilesAreReadAsTheJvmReadsThem() throws Exception {
		String text = """
				# all of it
				-Da="b c"'d e' "-De=\\t\\"x" # rest
				"-Df=one\\
				   two" -Dg=C:\\temp
				'-Dh=open
				-Di='' "" last # comment
				""";
		Path main = Files.writeString(this.directory.resolve("Show.java"),
				"class Show { public static void main(String[] a) { System.out.print(String.join(\"|\", a)); } }");
		Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "@" + file(main.toString() + "\n" + text))
			.redirectErrorStream(true)
			.start();
		String shown = new String(java.getInputStream().readAllBytes());
		assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(String.join("|", OptionText.ofFile(text))).isEqualTo(shown);
	}

}
