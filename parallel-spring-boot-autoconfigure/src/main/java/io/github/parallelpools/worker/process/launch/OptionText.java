package io.github.parallelpools.worker.process.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits text into the arguments that a JVM sees in it. In variables and in
 * {@code -XX:VMOptionsFile} quotes hold an argument together; in argument files there are
 * comments and escapes, too ("java Command-Line Argument Files"). Confined to a thread.
 */
final class OptionText {

	private final String text;

	private final boolean isFile;

	private final List<String> found = new ArrayList<>();

	private final StringBuilder current = new StringBuilder();

	private boolean inside;

	private char quote;

	private int at;

	private OptionText(String text, boolean isFile) {
		this.text = text;
		this.isFile = isFile;
	}

	/** The options in a variable such as {@code JDK_JAVA_OPTIONS}. */
	static List<String> ofVariable(String text) {
		return new OptionText(text, false).split();
	}

	/** The arguments in an argument file. */
	static List<String> ofFile(String text) {
		return new OptionText(text, true).split();
	}

	private List<String> split() {
		for (this.at = 0; this.at < this.text.length(); this.at++) {
			char c = this.text.charAt(this.at);
			if (this.quote != 0) {
				quoted(c);
			}
			else if (Character.isWhitespace(c)) {
				end();
			}
			else if (c == '#' && this.isFile) {
				end();
				skipLine();
			}
			else {
				this.inside = true;
				if (c == '"' || c == '\'') {
					this.quote = c;
				}
				else {
					this.current.append(c);
				}
			}
		}
		end();
		return this.found;
	}

	private void quoted(char c) {
		if (c == this.quote) {
			this.quote = 0;
		}
		else if (this.isFile && c == '\\' && this.at + 1 < this.text.length()) {
			escaped(this.text.charAt(++this.at));
		}
		else if (this.isFile && isLineEnd(c)) {
			// A quote that was forgotten ends with its line.
			end();
		}
		else {
			this.current.append(c);
		}
	}

	private void escaped(char c) {
		if (isLineEnd(c)) {
			while (this.at + 1 < this.text.length() && Character.isWhitespace(this.text.charAt(this.at + 1))) {
				this.at++;
			}
			return;
		}
		this.current.append(switch (c) {
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'f' -> '\f';
			default -> c;
		});
	}

	private void skipLine() {
		while (this.at + 1 < this.text.length() && !isLineEnd(this.text.charAt(this.at + 1))) {
			this.at++;
		}
	}

	private static boolean isLineEnd(char c) {
		return c == '\n' || c == '\r';
	}

	private void end() {
		if (this.inside) {
			this.found.add(this.current.toString());
			this.current.setLength(0);
		}
		this.inside = false;
		this.quote = 0;
	}

}
