package io.github.parallelpools.autoconfigure;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Guesses what was meant by a name that is unknown.
 */
final class Suggestions {

	private static final int MOST_LISTED = 20;

	/** Names of beans that Spring makes for itself. */
	private static final Pattern INTERNAL = Pattern.compile("^(scopedTarget\\.|&|org\\.springframework\\.)|#");

	private Suggestions() {
	}

	/**
	 * The known name that is nearest to what was written.
	 * @param written what was written
	 * @param known what is known
	 * @return the name, empty if none is near
	 */
	static Optional<String> nearest(String written, Collection<String> known) {
		String plain = plain(written);
		return known.stream()
			.min(Comparator.comparingInt((name) -> distance(plain, plain(name))))
			.filter((name) -> distance(plain, plain(name)) <= Math.max(1, Math.min(plain.length(), name.length()) / 3));
	}

	/**
	 * A sentence that names what was perhaps meant, or all there is.
	 * @param written what was written
	 * @param known what is known
	 * @param introduction how the list begins
	 * @return the sentence with a space before it, empty if nothing is known
	 */
	static String oneOf(String written, String[] known, String introduction) {
		List<String> names = Arrays.stream(known).filter((name) -> !INTERNAL.matcher(name).find()).toList();
		return nearest(written, names).map(" Did you mean '%s'?"::formatted)
			.orElseGet(() -> names.isEmpty() || names.size() > MOST_LISTED ? ""
					: " %s: %s.".formatted(introduction, String.join(", ", names)));
	}

	private static String plain(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

	/** The Levenshtein distance. */
	private static int distance(String a, String b) {
		int[] previous = new int[b.length() + 1];
		Arrays.setAll(previous, (i) -> i);
		for (int i = 1; i <= a.length(); i++) {
			int[] current = new int[b.length() + 1];
			current[0] = i;
			for (int j = 1; j <= b.length(); j++) {
				int replaced = previous[j - 1] + ((a.charAt(i - 1) == b.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		return previous[b.length()];
	}

}
