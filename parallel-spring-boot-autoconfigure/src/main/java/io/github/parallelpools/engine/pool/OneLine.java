package io.github.parallelpools.engine.pool;

import java.util.stream.Collectors;

import io.github.parallelpools.spi.PlainText;

/** Texts for the messages of exceptions, which have one line. */
final class OneLine {

	private OneLine() {
	}

	/**
	 * A text without line breaks and escape sequences: its lines stand one after the
	 * other.
	 */
	static String of(String text) {
		String line = (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) ? text
				: text.lines().map(String::strip).filter((one) -> !one.isEmpty()).collect(Collectors.joining(" | "));
		return PlainText.escaped(line);
	}

}
