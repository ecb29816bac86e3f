package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Transactions with a statement before and one after them, on connections of their own:
 * that of another transaction of the thread is set aside meanwhile, whoever manages it.
 */
final class FramedTransactions extends JdbcTransactionManager {

	private final transient TransactionFrame frame;

	FramedTransactions(DataSource source, TransactionFrame frame) {
		super(source);
		this.frame = frame;
	}

	/** Whether the thread has a transaction of this database, whoever manages it. */
	boolean isActive() {
		return isExistingTransaction(doGetTransaction());
	}

	/**
	 * The managers of JPA and Hibernate show their connection, but not that it has a
	 * transaction: it would be taken for this one, and be committed.
	 */
	@Override
	protected boolean isExistingTransaction(Object transaction) {
		return super.isExistingTransaction(transaction)
				|| (TransactionSynchronizationManager.getResource(obtainDataSource()) instanceof ConnectionHolder holder
						&& !holder.isSynchronizedWithTransaction());
	}

	@Override
	protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
			throws SQLException {
		super.prepareTransactionalConnection(connection, definition);
		run(connection, this.frame.first());
	}

	@Override
	protected void doCleanupAfterCompletion(Object transaction) {
		if (TransactionSynchronizationManager.getResource(obtainDataSource()) instanceof ConnectionHolder holder) {
			try {
				run(holder.getConnection(), this.frame.last());
			}
			catch (SQLException ex) {
				// The connection is gone, and its session with it.
				this.logger.debug("The session could not be left as it was", ex);
			}
		}
		super.doCleanupAfterCompletion(transaction);
	}

	private static void run(Connection connection, @Nullable String statement) throws SQLException {
		if (statement != null) {
			try (Statement made = connection.createStatement()) {
				made.execute(statement);
			}
		}
	}

}
