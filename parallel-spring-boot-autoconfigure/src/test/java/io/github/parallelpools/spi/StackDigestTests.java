package io.github.parallelpools.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Of a stack that is left which matters. */
class StackDigestTests {

	private static final String STACK = """
			"main" RUNNABLE
				at java.util.regex.Pattern$Curly.match(Pattern.java:4320)
				at org.library.Matching.all(Matching.java:7)
				at com.example.Orders.match(Orders.java:42)
				at com.example.Orders.lambda$all$0(Orders.java:12)
				at io.github.parallelpools.spi.StackText.of(StackText.java:1)
				at java.lang.Thread.run(Thread.java:840)
			"other" WAITING
				at com.example.Other.wait(Other.java:1)
			""";

	private static String place(String stack) {
		return StackDigest.of(stack).place((name) -> name.startsWith("com.example."));
	}

	@Test
	void thePlaceIsTheDeepestCallOfTheApplicationsCode() {
		assertThat(place(STACK)).isEqualTo("com.example.Orders.match(Orders.java:42)");
	}

	@Test
	void withoutSuchCodeItIsTheDeepestCallThatIsNotJavas() {
		assertThat(StackDigest.of(STACK).place((name) -> false)).isEqualTo("org.library.Matching.all(Matching.java:7)");
	}

	@Test
	void withNothingButJavaItIsTheDeepestCall() {
		assertThat(place(
				"\"main\" RUNNABLE\n\tat java.lang.Thread.sleep(Native Method)\n\tat java.lang.Thread.run(T:1)\n"))
			.isEqualTo("java.lang.Thread.sleep(Native Method)");
	}

	@Test
	void codeOfJavaIsNeverTheApplications() {
		assertThat(StackDigest.of(STACK).place((name) -> true)).isEqualTo("org.library.Matching.all(Matching.java:7)");
	}

	@Test
	void whatTheCompilerHasAddedIsNotTheApplications() {
		assertThat(place("""
				"main" RUNNABLE
					at java.lang.ClassLoader.defineClass1(Native Method)
					at com.example.Orders.$deserializeLambda$(Orders.java:1)
					at java.lang.reflect.Method.invoke(Method.java:580)
				""")).isEqualTo("java.lang.ClassLoader.defineClass1(Native Method)");
	}

	@Test
	void threadsOfJavaAndOfThisLibraryAreLeftOut() {
		assertThat(StackDigest.of("""
				"main" RUNNABLE
					at com.example.Orders.match(Orders.java:42)
				"Common-Cleaner" TIMED_WAITING
					at java.lang.Object.wait(Native Method)
				"parallel-wire" RUNNABLE
					at sun.nio.ch.EPoll.wait(Native Method)
					at io.github.parallelpools.spi.StackText.of(StackText.java:1)
				""").line(1000)).isEqualTo("com.example.Orders.match(Orders.java:42)");
	}

	@Test
	void theCallsAreALineWithoutThoseOfThisLibrary() {
		assertThat(StackDigest.of(STACK).line(1000)).isEqualTo(
				"java.util.regex.Pattern$Curly.match(Pattern.java:4320) < org.library.Matching.all(Matching.java:7)"
						+ " < com.example.Orders.match(Orders.java:42) < com.example.Orders.lambda$all$0(Orders.java:12)"
						+ " < java.lang.Thread.run(Thread.java:840); \"other\" WAITING com.example.Other.wait(Other.java:1)");
		assertThat(StackDigest.of(STACK).line(30)).hasSize(30).startsWith("java.util.regex").endsWith(" ...");
	}

	@Test
	void whoHasCalledIsSeenHoweverDeepItIsInJavasCode() {
		String text = "\"main\" RUNNABLE\n" + "\tat java.util.regex.Pattern$Loop.match(Pattern.java:4898)\n".repeat(300)
				+ "\tat com.example.Orders.match(Orders.java:42)\n"
				+ "\tat com.example.Web.get(Web.java:1)\n".repeat(50);
		String line = StackDigest.of(text).line(500);
		assertThat(line).hasSize(500).endsWith(" ...");
		assertThat(line).containsPattern("^(java\\.util\\.regex\\S+ < ){4}\\.\\.\\. < "
				+ "com\\.example\\.Orders\\.match\\(Orders\\.java:42\\) < com\\.example\\.Web");
		String nobody = "\"main\" RUNNABLE\n"
				+ "\tat java.util.regex.Pattern$Loop.match(Pattern.java:4898)\n".repeat(300);
		assertThat(StackDigest.of(nobody).line(100)).hasSize(100).endsWith(" ...").doesNotContain("< ... <");
	}

	@Test
	void theApplicationMayHaveAPackageNameOfThisLibrary() {
		assertThat(StackDigest.of("\"main\" RUNNABLE\n\tat " + getClass().getName() + ".hang(T.java:1)\n").line(1000))
			.isEqualTo(getClass().getName() + ".hang(T.java:1)");
	}

	@Test
	void ofALongStackTheFirstCallsAreLookedAt() {
		List<String> asked = new ArrayList<>();
		String text = "\"main\" RUNNABLE\n" + IntStream.range(0, 10_000)
			.mapToObj((i) -> "\tat a.B" + i + ".c(D.java:1)\n")
			.collect(Collectors.joining());
		assertThat(StackDigest.of(text).place((name) -> {
			asked.add(name);
			return false;
		})).isEqualTo("a.B0.c(D.java:1)");
		assertThat(asked).hasSize(200);
	}

	@Test
	void whatIsNoStackHasNoPlace() {
		assertThat(place("")).isEmpty();
		assertThat(place("it hung here")).isEmpty();
		assertThat(place("\"main\" RUNNABLE")).isEmpty();
		assertThat(place("\"main\"\n\tat \n\tat (\n\tat io.github.parallelpools.(x)\n")).isNotNull();
		assertThat(StackDigest.of("").line(10)).isEmpty();
	}

	@Test
	void aRealThreadIsRead() {
		assertThat(
				StackDigest.of(StackText.of(Thread.currentThread())).place((name) -> name.equals(getClass().getName())))
			.startsWith(getClass().getName() + ".aRealThreadIsRead(StackDigestTests.java:");
	}

}
