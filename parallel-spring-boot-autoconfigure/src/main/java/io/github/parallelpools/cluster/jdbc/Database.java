package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.ClusterStoreUnreachedException;

/**
 * Runs statements, each in a transaction of its own, on at most one connection at a time
 * for each thread; explains what fails. Knows no table. Safe for use by several threads.
 */
final class Database {

	/** How often is done what others were in the way of. */
	private static final int ATTEMPTS = 10;

	/**
	 * Serialization failures and deadlocks; H2: a lock's time-out, concurrent updates.
	 */
	private static final Set<String> IN_THE_WAY = Set.of("40001", "40P01", "HYT00", "90131");

	/**
	 * MariaDB, with a state that means nothing: a row has changed since the transaction
	 * has read, which it takes amiss from 11.6 on ('innodb_snapshot_isolation'); a new
	 * row got no number.
	 */
	private static final Set<Integer> CODES_IN_THE_WAY = Set.of(1020, 1467);

	/** A transaction that may only read; so it is on a replica of PostgreSQL. */
	private static final String READS = "25006";

	/** MariaDB, with 'read_only'. */
	private static final Set<Integer> READS_CODES = Set.of(1290);

	private final DataSource source;

	private final JdbcTemplate jdbc;

	private final FramedTransactions transactions;

	private final TransactionTemplate own;

	private final TransactionTemplate part;

	private final ClusterTables tables;

	/** Whether a statement commits by itself. */
	private final boolean commits;

	/** Opens a database. */
	Database(DataSource source, ClusterTables tables, TransactionFrame frame) {
		this.source = plain(source);
		this.tables = tables;
		this.jdbc = new JdbcTemplate(this.source);
		this.transactions = new FramedTransactions(this.source, frame);
		this.own = new TransactionTemplate(this.transactions);
		this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.own.setIsolationLevel(frame.isolation());
		this.part = new TransactionTemplate(this.transactions);
		this.part.setIsolationLevel(frame.isolation());
		this.commits = attempt("open a connection", this::committing);
	}

	/** Behind a proxy that would give the caller's connection. */
	private static DataSource plain(DataSource source) {
		return (source instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null)
				? proxy.getTargetDataSource() : source;
	}

	private boolean committing() {
		try (Connection connection = this.source.getConnection()) {
			return connection.getAutoCommit();
		}
		catch (SQLException ex) {
			throw new CannotGetJdbcConnectionException("The DataSource has given no connection", ex);
		}
	}

	DataSource source() {
		return this.source;
	}

	ClusterTables tables() {
		return this.tables;
	}

	/**
	 * Does something that is one statement, or several of which each is one step.
	 * @param what for people, as in "it could not ..."
	 */
	<T extends @Nullable Object> T call(String what, Supplier<T> work) {
		if (!this.commits || TransactionSynchronizationManager.isSynchronizationActive()) {
			return transaction(what, work);
		}
		return attempt(what, work);
	}

	/**
	 * Does a part of a call, of several statements, in one transaction: the call's, if it
	 * has one.
	 */
	<T extends @Nullable Object> T step(Supplier<T> work) {
		return this.part.execute((status) -> work.get());
	}

	/** Does something in one transaction, also where the thread has another one. */
	<T extends @Nullable Object> T transaction(String what, Supplier<T> work) {
		return attempt(what, () -> this.own.execute((status) -> work.get()));
	}

	/**
	 * Does something in the caller's transaction, if there is one.
	 * @throws IllegalStateException if there is one, but of another DataSource
	 */
	<T> T joined(String what, Supplier<T> work) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			return call(what, work);
		}
		try {
			requireJoined();
			return work.get();
		}
		catch (DataAccessException ex) {
			throw failure(what, ex);
		}
	}

	private void requireJoined() {
		if (this.transactions.isActive()) {
			return;
		}
		Boolean commits = this.jdbc.execute((ConnectionCallback<Boolean>) Connection::getAutoCommit);
		if (!this.commits || Boolean.TRUE.equals(commits)) {
			throw new IllegalStateException(
					"The task can't be submitted in the caller's transaction, which is none of the DataSource of the cluster's store. Name the transaction's DataSource in 'parallel.cluster.jdbc.data-source-bean', or submit the task without it.");
		}
	}

	<T> List<T> query(String statement, RowMapper<T> rows, @Nullable Object... values) {
		return this.jdbc.query(this.tables.in(statement), rows, values);
	}

	/** The only row, {@code null} if there is none. */
	<T> @Nullable T first(String statement, RowMapper<T> rows, @Nullable Object... values) {
		List<T> found = query(statement, rows, values);
		return found.isEmpty() ? null : found.get(0);
	}

	List<String> names(String statement, @Nullable Object... values) {
		return query(statement, (row, number) -> row.getString(1), values);
	}

	long number(String statement, @Nullable Object... values) {
		Long found = first(statement, (row, number) -> row.getLong(1), values);
		return (found != null) ? found : 0;
	}

	int update(String statement, @Nullable Object... values) {
		return this.jdbc.update(this.tables.in(statement), values);
	}

	/** Inserts a row; {@code false} if there is one with its key. */
	boolean insert(String statement, @Nullable Object... values) {
		try {
			return update(statement, values) == 1;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	/**
	 * Inserts a row and reads a number of it; {@code null} if there is one with its key.
	 */
	@Nullable Long inserted(String statement, @Nullable Object... values) {
		try {
			return first(statement, (row, number) -> row.getLong(1), values);
		}
		catch (DuplicateKeyException ex) {
			return null;
		}
	}

	/** Runs a statement with several values; tells how many rows each has changed. */
	int[] batch(String statement, List<Object[]> rows) {
		int[] done = rows.isEmpty() ? new int[0] : this.jdbc.batchUpdate(this.tables.in(statement), rows);
		if (IntStream.of(done).anyMatch((count) -> count < 0)) {
			throw new IllegalStateException(
					"The cluster's store 'jdbc' does not learn from the driver what a batch has changed. Have the DataSource's driver send no bulk statements ('useBulkStmts=false' for MariaDB), or name another DataSource in 'parallel.cluster.jdbc.data-source-bean'.");
		}
		return done;
	}

	private <T extends @Nullable Object> T attempt(String what, Supplier<T> work) {
		for (int attempt = 1;; attempt++) {
			try {
				return work.get();
			}
			catch (InvalidDataAccessApiUsageException ex) {
				throw ex;
			}
			catch (DataAccessException | TransactionException ex) {
				if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted() || !isInTheWay(ex)) {
					throw failure(what, ex);
				}
			}
		}
	}

	private static boolean isInTheWay(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException said && said.getSQLState() != null) {
				return IN_THE_WAY.contains(said.getSQLState()) || CODES_IN_THE_WAY.contains(said.getErrorCode());
			}
		}
		return false;
	}

	/** What the database has said, {@code null} if nothing. */
	static @Nullable SQLException sql(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException said) {
				return said;
			}
		}
		return null;
	}

	ClusterStoreException failure(String what, RuntimeException ex) {
		Throwable root = ex;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String message = "The cluster's store 'jdbc' could not %s: %s. %s".formatted(what,
				String.valueOf(root.getMessage()).strip().replaceAll("\\s*\\R\\s*", " "), remedy(ex));
		return (isUnreached(ex) || onlyReads(ex)) ? new ClusterStoreUnreachedException(message, ex)
				: new ClusterStoreException(message, ex);
	}

	private static boolean isUnreached(RuntimeException ex) {
		return ex instanceof CannotGetJdbcConnectionException || ex instanceof CannotCreateTransactionException;
	}

	private static boolean onlyReads(RuntimeException ex) {
		SQLException said = sql(ex);
		return said != null && (READS.equals(said.getSQLState()) || READS_CODES.contains(said.getErrorCode()));
	}

	private String remedy(RuntimeException ex) {
		if (onlyReads(ex)) {
			return "The database only reads, as a replica does. See that the DataSource, and the connections that it keeps, go to the primary.";
		}
		if (ex instanceof BadSqlGrammarException) {
			return "See that the tables %s are those of this release, as 'parallel.cluster.jdbc.initialize-schema=always' makes them."
				.formatted(this.tables);
		}
		if (isUnreached(ex)) {
			return "See that the database runs, and that the DataSource has connections left.";
		}
		return "Nobody knows whether it was done; it may be asked for again.";
	}

}
