package io.github.parallelpools.sample.web;

import java.net.URI;
import java.util.Locale;

/**
 * What may become of a task instead of a result, as {@code problems.html} explains it.
 */
enum ProblemType {

	/** It was ended as it took too long. */
	OVERTIME("It ran for too long"),

	/** Its worker process died. */
	DIED("Its process died"),

	/** Whoever asked for it sent something that is of no use. */
	INPUT("The input is of no use"),

	/** It ended with an error. */
	FAILED("It failed"),

	/** No worker has begun it. */
	NEVER_BEGAN("It never began"),

	/** It was cancelled. */
	CANCELLED("It was cancelled"),

	/** The pool did not accept it. */
	REJECTED("The pool did not take it");

	private final String title;

	ProblemType(String title) {
		this.title = title;
	}

	/** The same for all problems of this type. */
	String title() {
		return this.title;
	}

	/** The part of the page that explains it. */
	String anchor() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	URI uri() {
		return URI.create("/problems.html#" + anchor());
	}

}
