package io.github.parallelpools.spi;

/**
 * Texts of workers and users, written so that they can't pass for another line of a log:
 * line ends and other control characters (but tabs) become escapes, and so do those that
 * change the direction of a text. A text without these is left as it is.
 */
public final class PlainText {

	private PlainText() {
	}

	/**
	 * Writes a text as one line.
	 * @param text the text
	 * @return the same with escapes, as {@code \n} for a line end
	 */
	public static String escaped(String text) {
		int first = 0;
		while (first < text.length() && !isControl(text.charAt(first))) {
			first++;
		}
		if (first == text.length()) {
			return text;
		}
		StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
		for (int i = first; i < text.length(); i++) {
			append(text.charAt(i), escaped);
		}
		return escaped.toString();
	}

	/**
	 * Writes a text as the lines that it has, of which those after the first begin with a
	 * tab, as those of a stack trace do.
	 * @param text the text
	 * @return the same with escapes and tabs
	 */
	public static String indented(String text) {
		if (text.indexOf('\n') < 0) {
			return escaped(text);
		}
		StringBuilder indented = new StringBuilder(text.length() + 16);
		text.lines().forEach((line) -> {
			if (!indented.isEmpty()) {
				indented.append(line.startsWith("\t") ? "\n" : "\n\t");
			}
			indented.append(escaped(line));
		});
		return indented.toString();
	}

	private static void append(char one, StringBuilder escaped) {
		if (!isControl(one)) {
			escaped.append(one);
		}
		else if (one == '\n') {
			escaped.append("\\n");
		}
		else if (one == '\r') {
			escaped.append("\\r");
		}
		else {
			String digits = Integer.toHexString(one);
			escaped.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
		}
	}

	private static boolean isControl(char one) {
		return (one < 0x20 && one != '\t') || (one >= 0x7f && one <= 0x9f) || one == 0x061c || one == 0x200e
				|| one == 0x200f || (one >= 0x2028 && one <= 0x202e) || (one >= 0x2066 && one <= 0x2069);
	}

}
