package io.github.parallelpools.cluster.jdbc;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A change of rows that tells what it has changed.
 *
 * @param table the table, with its {@code @}
 * @param set what is set; a column that what is set depends on is set after it
 * @param values the values of what is set
 * @param where which rows
 * @param which the values of that condition
 */
record Change(String table, String set, @Nullable Object[] values, String where, @Nullable Object[] which) {

	/** The statement for those who need no answer. */
	String statement() {
		return "UPDATE " + this.table + " SET " + this.set + " WHERE " + this.where;
	}

	@Nullable Object[] all() {
		return Stream.concat(Stream.of(this.values), Stream.of(this.which)).toArray();
	}

}
