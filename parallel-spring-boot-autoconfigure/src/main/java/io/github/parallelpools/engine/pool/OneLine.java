package io.github.parallelpools.engine.pool;

import java.util.stream.Collectors;

/** Texts for the messages of exceptions, which have one line. */
final class OneLine {

	private OneLine() {
	}

	/** A text without line breaks: its lines stand one after the other. */
	static String of(String text) {
		return (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) ? text
				: text.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining(" | "));
	}

}
