package io.github.parallelpools.sample.regex;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a search may ask for.
 *
 * @param maxPatternLength the most characters of a pattern
 * @param maxTextLength the most characters of a text
 * @param maxMatches the most matches that are told
 * @param maxBatch the most searches of one request
 */
@ConfigurationProperties("sample.regex")
record RegexProperties(@DefaultValue("1000") int maxPatternLength, @DefaultValue("1000000") int maxTextLength,
		@DefaultValue("1000") int maxMatches, @DefaultValue("200") int maxBatch) {

	/** The longest way to write a character in JSON is six bytes. */
	private static final long BYTES_PER_CHARACTER = 6;

	private static final long BYTES_OF_THE_REST = 1024;

	long maxBodyBytes() {
		return ((long) this.maxPatternLength + this.maxTextLength) * BYTES_PER_CHARACTER + BYTES_OF_THE_REST;
	}

}
