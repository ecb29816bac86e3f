package io.github.parallelpools.sample.regex;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

import io.github.parallelpools.sample.web.Problems;

/**
 * What became of one search of several.
 *
 * @param status the HTTP status that it would have had alone
 * @param found what it found, {@code null} if it failed
 * @param error why it failed, {@code null} if it did not
 */
record RegexBatchPart(int status, @Nullable RegexMatches found, @Nullable ProblemDetail error) {

	static RegexBatchPart of(@Nullable RegexMatches found, @Nullable Throwable error) {
		if (error == null) {
			return new RegexBatchPart(HttpStatus.OK.value(), found, null);
		}
		ProblemDetail problem = Problems.of(error);
		return new RegexBatchPart(problem.getStatus(), null, problem);
	}

}
