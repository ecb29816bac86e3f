package io.github.parallelpools.cluster.jdbc;

/** Texts of people, as databases take them. */
final class Texts {

	private Texts() {
	}

	/** PostgreSQL has no texts with this character. */
	static String storable(String text) {
		return text.replace('\u0000', ' ');
	}

}
