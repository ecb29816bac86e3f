package io.github.parallelpools.sample.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.github.parallelpools.sample.regex.RegexMatches.Match;
import io.github.parallelpools.sample.web.InvalidInputException;
import io.github.parallelpools.task.TaskCallable;

/**
 * Searches a text with a user's own pattern. A plain search, without any defence: it may
 * spin for ever, and no thread could be made to stop it. Knows nothing of the web.
 */
public final class RegexSearch {

	private RegexSearch() {
	}

	/**
	 * A search as a task: the lambda travels to the worker.
	 * @param pattern the pattern
	 * @param text where to search
	 * @param maxMatches the most matches that are told
	 * @return the task
	 */
	public static TaskCallable<RegexMatches> of(String pattern, String text, int maxMatches) {
		return () -> search(pattern, text, maxMatches);
	}

	private static RegexMatches search(String pattern, String text, int maxMatches) throws InvalidInputException {
		long start = System.nanoTime();
		Matcher matcher = compile(pattern).matcher(text);
		List<Match> matches = new ArrayList<>();
		boolean found = matcher.find();
		while (found && matches.size() < maxMatches) {
			matches.add(new Match(matcher.start(), matcher.end()));
			found = matcher.find();
		}
		long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
		return new RegexMatches(List.copyOf(matches), found, elapsedMs, ProcessHandle.current().pid());
	}

	private static Pattern compile(String pattern) throws InvalidInputException {
		try {
			return Pattern.compile(pattern);
		}
		catch (PatternSyntaxException ex) {
			throw new InvalidInputException("The pattern does not compile: " + ex.getMessage());
		}
	}

}
