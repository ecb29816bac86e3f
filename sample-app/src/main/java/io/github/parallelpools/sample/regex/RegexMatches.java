package io.github.parallelpools.sample.regex;

import java.io.Serializable;
import java.util.List;

/**
 * What a search found. Travels from the worker process and is the body of the answer.
 *
 * @param matches where the pattern matched, in the order of the text
 * @param truncated whether there are more matches than are told
 * @param elapsedMs how long compiling and searching took in the worker
 * @param pid the worker process
 */
public record RegexMatches(List<Match> matches, boolean truncated, long elapsedMs, long pid) implements Serializable {

	/**
	 * One match, counted in UTF-16 code units as Java and JavaScript do.
	 *
	 * @param start the index of its first character
	 * @param end the index after its last character
	 */
	public record Match(int start, int end) implements Serializable {
	}

}
