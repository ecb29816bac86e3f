package io.github.parallelpools.shared.store;

import java.util.regex.Pattern;

/** What locks and maps may be called: anything short that people can read. */
public final class SharedNames {

	private static final int LONGEST = 200;

	/** Also what ends a line or changes the direction of text. */
	private static final Pattern CONTROL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

	private SharedNames() {
	}

	/**
	 * Whether a name is possible.
	 * @param name the name
	 * @return {@code false} if it is blank or has more than 200 characters
	 */
	public static boolean isValid(String name) {
		return !name.isBlank() && name.length() <= LONGEST;
	}

	/**
	 * Refuses a name that is not possible.
	 * @param what what is to be called so
	 * @param name the name
	 * @return the name
	 * @throws IllegalArgumentException if it is blank or has more than 200 characters
	 */
	public static String require(String what, String name) {
		if (!isValid(name)) {
			throw new IllegalArgumentException(
					"'%s' is no name for a %s. Use 1 to %s characters that are not all blank.".formatted(
							(name.length() <= LONGEST) ? name : name.substring(0, LONGEST) + "...", what, LONGEST));
		}
		return name;
	}

	/**
	 * What can stand in one line of a log, as names may have any characters.
	 * @param text names, or a text that has some
	 * @return the text without what ends a line or changes the direction of text
	 */
	public static String printable(String text) {
		return CONTROL.matcher(text).replaceAll("?");
	}

}
