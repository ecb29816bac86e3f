package io.github.parallelpools.sample.regex;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import org.springframework.stereotype.Component;

import io.github.parallelpools.autoconfigure.annotation.Isolated;

/**
 * Counts what a user's own pattern finds. An ordinary bean, whose calls run in processes
 * that can be killed; its callers see no more of that than the exception.
 */
@Component
@Isolated(pool = "regex", tag = "count")
public class RegexCounter {

	/**
	 * Counts matches.
	 * @param pattern the pattern
	 * @param text where to search
	 * @return how many there are, and which process has found them
	 */
	public CompletableFuture<Count> count(String pattern, String text) {
		long matches = Pattern.compile(pattern).matcher(text).results().count();
		return CompletableFuture.completedFuture(new Count(matches, ProcessHandle.current().pid()));
	}

	/**
	 * What was counted.
	 *
	 * @param matches how many matches there are
	 * @param pid the process that has found them
	 */
	public record Count(long matches, long pid) implements Serializable {
	}

}
