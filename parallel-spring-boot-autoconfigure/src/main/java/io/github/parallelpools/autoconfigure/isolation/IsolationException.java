package io.github.parallelpools.autoconfigure.isolation;

/**
 * A bean can't be isolated as it is written. Analyzed by
 * {@link IsolationFailureAnalyzer}.
 */
public final class IsolationException extends RuntimeException {

	private final String description;

	private final String remedy;

	IsolationException(String description, String remedy) {
		super(description + (description.endsWith(System.lineSeparator()) ? System.lineSeparator() : " ") + remedy);
		this.description = description;
		this.remedy = remedy;
	}

	/** What can't be. */
	String description() {
		return this.description;
	}

	/** What to do. */
	String remedy() {
		return this.remedy;
	}

}
