package io.github.parallelpools.sample.regex;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

import org.springframework.http.HttpStatus;

import io.github.parallelpools.sample.web.ApiException;

/**
 * A search that a user wants, as it came.
 *
 * @param pattern the pattern, which nobody has compiled yet
 * @param text where to search
 */
record RegexRequest(@JsonDeserialize(using = StrictText.class) @Nullable String pattern,
		@JsonDeserialize(using = StrictText.class) @Nullable String text) {

	String pattern(RegexProperties limits) {
		return checked("pattern", this.pattern, limits.maxPatternLength());
	}

	String text(RegexProperties limits) {
		return checked("text", this.text, limits.maxTextLength());
	}

	private static String checked(String field, @Nullable String value, int maxLength) {
		if (value == null) {
			throw new ApiException(HttpStatus.BAD_REQUEST, "'%s' is missing.".formatted(field));
		}
		if (value.length() > maxLength) {
			throw new ApiException(HttpStatus.CONTENT_TOO_LARGE, String.format(Locale.ROOT,
					"'%s' has %,d characters: at most %,d are accepted.", field, value.length(), maxLength));
		}
		return value;
	}

}
