package io.github.parallelpools.cluster.jdbc;

import java.util.Collection;

import org.springframework.jdbc.support.SqlArrayValue;

/** Texts of people, as databases take them. */
final class Texts {

	private Texts() {
	}

	/** PostgreSQL has no texts with this character. */
	static String storable(String text) {
		return text.replace('\u0000', ' ');
	}

	/** A value for {@code = ANY (?)}. */
	static Object array(Collection<String> texts) {
		return new SqlArrayValue("varchar", texts.toArray());
	}

}
