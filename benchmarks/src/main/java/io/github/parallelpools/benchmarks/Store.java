package io.github.parallelpools.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A store that instances of an application share. The script "run" starts it, or the
 * environment names one. The goals were measured with a prototype on another machine.
 */
enum Store {

	POSTGRESQL("PostgreSQL", "jdbc", "CLUSTER_POSTGRESQL", "≤ 7,100", "≥ 688"),

	REDIS("Redis", "redis", "CLUSTER_REDIS", "≤ 800", "≥ 3,682");

	private final String title;

	private final String property;

	private final String variable;

	private final String latency;

	private final String rate;

	Store(String title, String property, String variable, String latency, String rate) {
		this.title = title;
		this.property = property;
		this.variable = variable;
		this.latency = latency;
		this.rate = rate;
	}

	String title() {
		return this.title;
	}

	String latency() {
		return this.latency;
	}

	String rate() {
		return this.rate;
	}

	/** A program that is told which store it is, where that is, and what to do. */
	Contender program(String name, Class<?> program, String what) {
		String address = System.getenv(this.variable);
		@Nullable String missing = (address != null) ? null : this.title + " is missing";
		return ProgramContender.java(name, program, this.property, (address != null) ? address : "", what)
			.unless(missing);
	}

}
