package io.github.parallelpools.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What matters of a text of {@link StackText}: the calls of its first thread, and those
 * of threads that run more than Java's own code, without those of this library.
 * Immutable. Looks classes up by their names, and initialises none.
 */
public final class StackDigest {

	/** The application's own code is not deeper in a stack than that. */
	private static final int MOST_CALLS = 200;

	private static final String AT = "\tat ";

	/** What matters comes first. */
	private static final int MOST_LINES = 1000;

	private static final String OURS = "io.github.parallelpools.";

	private static final List<String> PLATFORM = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

	/** What compilers add to classes, for Java to make their lambdas of what was sent. */
	private static final String LAMBDA_MAKER = ".$deserializeLambda$(";

	private final List<Stack> stacks;

	/** The calls of one thread, the deepest first. */
	private record Stack(String thread, List<String> frames) {

		String line() {
			return String.join(" < ", this.frames);
		}

		boolean isOfPlatform() {
			return this.frames.stream().allMatch(StackDigest::isPlatform);
		}

	}

	private StackDigest(List<Stack> stacks) {
		this.stacks = stacks;
	}

	/**
	 * Reads a text.
	 * @param text what threads do, the one that matters first
	 * @return what matters of it
	 */
	public static StackDigest of(String text) {
		List<Stack> stacks = new ArrayList<>();
		for (String line : text.lines().limit(MOST_LINES).toList()) {
			if (stacks.isEmpty() || !line.startsWith(AT)) {
				stacks.add(new Stack(line, new ArrayList<>()));
			}
			else if (!isThisLibrarys(className(line.substring(AT.length())))) {
				stacks.get(stacks.size() - 1).frames().add(line.substring(AT.length()));
			}
		}
		return new StackDigest(stacks);
	}

	private List<String> first() {
		return this.stacks.isEmpty() ? List.of() : this.stacks.get(0).frames();
	}

	/**
	 * The deepest call of the application's own code; if there is none, of code that is
	 * not Java's, and if there is none either, the deepest call at all.
	 * @param application whether a class of that name is the application's own
	 * @return such as {@code com.example.Orders.match(Orders.java:42)}, empty if there is
	 * no call
	 */
	public String place(Predicate<String> application) {
		return first().stream()
			.limit(MOST_CALLS)
			.filter((frame) -> !isPlatform(frame) && application.test(className(frame)))
			.findFirst()
			.or(() -> first().stream().filter((frame) -> !isPlatform(frame)).findFirst())
			.or(() -> first().stream().findFirst())
			.orElse("");
	}

	/**
	 * The calls in one line, the deepest first: those of the first thread, and then with
	 * their names those of other threads that run more than Java's own code. If these are
	 * too many, calls within Java's own code are left out, so that who has called it is
	 * seen, however deep it is in a regular expression.
	 * @param longest how many characters there may be, at least 10
	 * @return the line, which has dots where calls are left out; empty if there are none
	 */
	public String line(int longest) {
		String line = lineFrom(0);
		if (line.length() > longest) {
			line = lineWithoutPlatform(longest);
		}
		return (line.length() <= longest) ? line : line.substring(0, longest - 4) + " ...";
	}

	/** The line, without the first calls of the first thread. */
	private String lineFrom(int call) {
		return this.stacks.stream()
			.skip(1)
			.filter((stack) -> !stack.isOfPlatform())
			.map((stack) -> "; " + stack.thread() + " " + stack.line())
			.collect(Collectors.joining("", String.join(" < ", first().subList(call, first().size())), ""));
	}

	/**
	 * Half of the line may be Java's, and the other half is for who has called that; all
	 * as it is if nobody has, or if it is seen anyway.
	 */
	private String lineWithoutPlatform(int longest) {
		List<String> frames = first();
		int caller = 0;
		while (caller < frames.size() && isPlatform(frames.get(caller))) {
			caller++;
		}
		if (caller == frames.size()) {
			return lineFrom(0);
		}
		int shown = 1;
		for (int length = frames.get(0).length(); shown < caller; shown++) {
			length += " < ".length() + frames.get(shown).length();
			if (length > longest / 2) {
				break;
			}
		}
		if (shown >= caller) {
			return lineFrom(0);
		}
		return String.join(" < ", frames.subList(0, shown)) + " < ... < " + lineFrom(caller);
	}

	private static String className(String frame) {
		int call = frame.indexOf('(');
		int method = frame.lastIndexOf('.', (call >= 0) ? call : frame.length());
		return (method >= 0) ? frame.substring(0, method) : "";
	}

	private static boolean isPlatform(String frame) {
		return frame.contains(LAMBDA_MAKER) || PLATFORM.stream().anyMatch(frame::startsWith);
	}

	/** Whatever a worker tells, the name is only looked up. */
	private static boolean isThisLibrarys(String className) {
		if (!className.startsWith(OURS)) {
			return false;
		}
		Class<?> type = ApplicationCode.find(className, StackDigest.class.getClassLoader());
		return type != null && ApplicationCode.place(type).equals(ApplicationCode.place(StackDigest.class));
	}

}
