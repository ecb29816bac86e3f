package io.github.parallelpools.cluster.jdbc;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.RowMapper;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.TaskEnd;

/** What differs between databases. In statements, {@code @} stands for the tables. */
interface Dialect {

	/** How transactions of several statements begin and end. */
	TransactionFrame frame();

	/** The name of the script that makes the tables, without its start and end. */
	String platform();

	/** The database's clock in milliseconds, as an expression. */
	String now();

	/** The next token, as an expression. */
	String nextToken();

	/** Which rows of the nodes are known to be dead, as a condition. */
	String dead();

	/**
	 * A statement that inserts a row, or does nothing if there is one with its key. May
	 * also fail with a duplicate key.
	 */
	String insertIfAbsent(String insert);

	/** An insertion that tells a column of what it has inserted. */
	String inserting(String insert, String column);

	/** Changes rows, and reads columns of what it has changed, as they are then. */
	<T> List<T> change(Database database, Change change, String columns, RowMapper<T> rows);

	/** That a column has one of some texts, at least one. */
	Among among(String column, Collection<String> texts);

	/**
	 * An update of one row that need not survive the end of the server.
	 * @param table the table, with its {@code @}
	 * @param set what is set
	 * @param where which row
	 */
	String hastily(String table, String set, String where);

	/**
	 * A deletion that need not survive the end of the server.
	 * @param table the table, with its {@code @}
	 * @param where which rows
	 */
	String deleteHastily(String table, String where);

	/**
	 * A deletion of so many rows at most that need not survive the end of the server.
	 * @param table the table, with its {@code @}
	 * @param where which rows
	 * @param most how many
	 */
	String deleteHastily(String table, String where, int most);

	/** Claims tasks, in the order of their queue. */
	List<Claim> claim(Database database, String node, ClaimOrder order);

	/** Whether there are {@link #insertOrClaim} and {@link #end}. */
	default boolean hasStatementsForAll() {
		return false;
	}

	/**
	 * Inserts a task that is queued, or that a node has at once if no other waits which
	 * that wants.
	 * @return the task's state; empty if there is one with its id
	 */
	default List<String> insertOrClaim(Database database, NewTask task, String node, ClaimOrder order) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Ends tasks that are still their claims'.
	 * @return who has submitted them, by task; only of those that this has ended
	 */
	default Map<String, String> end(Database database, List<TaskEnd> ends) {
		throw new UnsupportedOperationException();
	}

}
