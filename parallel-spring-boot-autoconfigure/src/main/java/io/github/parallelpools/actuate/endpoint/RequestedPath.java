package io.github.parallelpools.actuate.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the address of a request says behind the endpoint's own part: a pool, a worker, a
 * part of it. By the address applications allow and forbid, so that nothing else may say
 * which is meant.
 * <p>
 * Boot puts the variables of the path, the body and the query into one map, in this
 * order: who writes a variable's name into the body has taken its place, and an operation
 * can't see that. But all remaining segments of a path are an array, which neither a body
 * nor a query can hold: they have texts, and a query lists of texts.
 *
 * @param segments the segments, decoded
 */
record RequestedPath(List<String> segments) {

	/**
	 * Takes the path from what Boot has for the variable {@code path}.
	 * @param path all remaining segments, or what a body or a query has put there
	 * @return the path
	 * @throws BadRequestException if it does not come from the address
	 */
	static RequestedPath of(Object path) {
		if (path instanceof String[] segments) {
			return new RequestedPath(List.of(segments));
		}
		throw new BadRequestException(
				"The address alone says what is asked for, and not 'path', which is '%s'. Take 'path' out of the body and the query."
					.formatted(path));
	}

	int length() {
		return this.segments.size();
	}

	/** The pool, or {@code cluster}. */
	String first() {
		return this.segments.get(0);
	}

	String second() {
		return this.segments.get(1);
	}

	String third() {
		return this.segments.get(2);
	}

	/**
	 * Refuses a body that names something else than the address.
	 * @param key the key in the body
	 * @param named what it names, {@code null} if it is not there
	 * @param meant what the address names
	 * @throws BadRequestException if they differ
	 */
	static void demandSame(String key, @Nullable String named, String meant) {
		if (named != null && !named.equals(meant)) {
			throw new BadRequestException(
					"'%s' is '%s', but the address says '%s'. Take '%1$s' out of the body and the query, or ask the address of '%2$s'."
						.formatted(key, named, meant));
		}
	}

}
