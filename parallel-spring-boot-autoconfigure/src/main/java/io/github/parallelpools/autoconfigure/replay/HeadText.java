package io.github.parallelpools.autoconfigure.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The head of a file as text: JSON of objects, lists, texts, whole numbers, truths and
 * nulls, with one entry in a line. Reads what anybody may have written, so that depth and
 * numbers are bounded. Confined to a thread.
 */
final class HeadText {

	private static final int DEEPEST = 8;

	private final String text;

	private int at;

	private HeadText(String text) {
		this.text = text;
	}

	static String write(Map<String, ?> head) {
		StringBuilder out = new StringBuilder();
		write(head, "", out);
		return out.append('\n').toString();
	}

	private static void write(@Nullable Object value, String indent, StringBuilder out) {
		if (value instanceof Map<?, ?> map) {
			List<Runnable> entries = new ArrayList<>();
			map.forEach((key, one) -> entries.add(() -> {
				quote(String.valueOf(key), out);
				out.append(": ");
				write(one, indent + "  ", out);
			}));
			write(entries, '{', '}', indent, out);
		}
		else if (value instanceof Iterable<?> some) {
			List<Runnable> entries = new ArrayList<>();
			some.forEach((one) -> entries.add(() -> write(one, indent + "  ", out)));
			write(entries, '[', ']', indent, out);
		}
		else if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
			out.append(value);
		}
		else {
			quote(value.toString(), out);
		}
	}

	private static void write(List<Runnable> entries, char begin, char end, String indent, StringBuilder out) {
		out.append(begin);
		String separator = "\n";
		for (Runnable entry : entries) {
			out.append(separator).append(indent).append("  ");
			entry.run();
			separator = ",\n";
		}
		if (!entries.isEmpty()) {
			out.append('\n').append(indent);
		}
		out.append(end);
	}

	private static void quote(String text, StringBuilder out) {
		out.append('"');
		for (char c : text.toCharArray()) {
			switch (c) {
				case '"' -> out.append("\\\"");
				case '\\' -> out.append("\\\\");
				case '\n' -> out.append("\\n");
				case '\t' -> out.append("\\t");
				default -> {
					// Also what would move the cursor of a terminal, or turn its text.
					if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
							|| Character.isSurrogate(c)) {
						out.append("\\u%04x".formatted((int) c));
					}
					else {
						out.append(c);
					}
				}
			}
		}
		out.append('"');
	}

	/**
	 * Reads a head.
	 * @return its entries in their order
	 * @throws IllegalArgumentException if it is none
	 */
	static Map<String, @Nullable Object> read(String text) {
		HeadText reader = new HeadText(text);
		Map<String, @Nullable Object> head = reader.object(0);
		reader.skipBlanks();
		if (reader.at != text.length()) {
			throw reader.wrong("its end");
		}
		return head;
	}

	private @Nullable Object value(int depth) {
		skipBlanks();
		char first = peek();
		if (first == '"') {
			return string();
		}
		if (first == '{') {
			return object(depth);
		}
		if (first == '[') {
			return list(depth);
		}
		if (first == '-' || (first >= '0' && first <= '9')) {
			return number();
		}
		if (accept("true")) {
			return true;
		}
		if (accept("false")) {
			return false;
		}
		if (accept("null")) {
			return null;
		}
		throw wrong("a value");
	}

	private Map<String, @Nullable Object> object(int depth) {
		expect('{', depth);
		Map<String, @Nullable Object> entries = new LinkedHashMap<>();
		skipBlanks();
		while (!accept("}")) {
			if (!entries.isEmpty()) {
				expect(',', depth);
				skipBlanks();
			}
			String key = string();
			expect(':', depth);
			entries.put(key, value(depth + 1));
			skipBlanks();
		}
		return entries;
	}

	private List<@Nullable Object> list(int depth) {
		expect('[', depth);
		List<@Nullable Object> entries = new ArrayList<>();
		skipBlanks();
		while (!accept("]")) {
			if (!entries.isEmpty()) {
				expect(',', depth);
			}
			entries.add(value(depth + 1));
			skipBlanks();
		}
		return entries;
	}

	private long number() {
		int begin = this.at;
		accept("-");
		while (this.at < this.text.length() && Character.digit(peek(), 10) >= 0) {
			this.at++;
		}
		try {
			return Long.parseLong(this.text, begin, this.at, 10);
		}
		catch (NumberFormatException ex) {
			throw wrong("a smaller number");
		}
	}

	private String string() {
		if (!accept("\"")) {
			throw wrong("a text");
		}
		StringBuilder read = new StringBuilder();
		for (char c; (c = next()) != '"';) {
			read.append((c == '\\') ? escaped() : c);
		}
		return read.toString();
	}

	private char escaped() {
		char c = next();
		return switch (c) {
			case 'n' -> '\n';
			case 't' -> '\t';
			case 'r' -> '\r';
			case 'b' -> '\b';
			case 'f' -> '\f';
			case '"', '\\', '/' -> c;
			case 'u' -> {
				int code = 0;
				for (int i = 0; i < 4; i++) {
					int digit = Character.digit(next(), 16);
					if (digit < 0) {
						throw wrong("four digits");
					}
					code = code << 4 | digit;
				}
				yield (char) code;
			}
			default -> throw wrong("an escape that is known");
		};
	}

	private void expect(char wanted, int depth) {
		skipBlanks();
		if (depth > DEEPEST || !accept(String.valueOf(wanted))) {
			throw wrong((depth > DEEPEST) ? "less depth" : "'" + wanted + "'");
		}
	}

	private boolean accept(String wanted) {
		boolean there = this.text.startsWith(wanted, this.at);
		this.at += there ? wanted.length() : 0;
		return there;
	}

	private void skipBlanks() {
		while (this.at < this.text.length() && " \t\r\n".indexOf(this.text.charAt(this.at)) >= 0) {
			this.at++;
		}
	}

	private char peek() {
		if (this.at >= this.text.length()) {
			throw wrong("more");
		}
		return this.text.charAt(this.at);
	}

	private char next() {
		char c = peek();
		this.at++;
		return c;
	}

	private IllegalArgumentException wrong(String expected) {
		return new IllegalArgumentException("at character %s there should be %s".formatted(this.at, expected));
	}

}
