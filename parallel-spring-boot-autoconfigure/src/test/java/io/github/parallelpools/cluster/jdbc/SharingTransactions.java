package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.SimpleConnectionHandle;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Shows the connection of its transactions to users of the DataSource, as the managers of
 * JPA and Hibernate do.
 */
@SuppressWarnings("serial")
final class SharingTransactions extends AbstractPlatformTransactionManager {

	private final transient DataSource source;

	SharingTransactions(DataSource source) {
		this.source = source;
	}

	@Override
	protected Object doGetTransaction() {
		return this.source;
	}

	@Override
	protected void doBegin(Object transaction, TransactionDefinition definition) {
		run(() -> {
			Connection connection = this.source.getConnection();
			connection.setAutoCommit(false);
			TransactionSynchronizationManager.bindResource(this.source,
					new ConnectionHolder(new SimpleConnectionHandle(connection)));
		});
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		run(() -> connection().commit());
	}

	@Override
	protected void doRollback(DefaultTransactionStatus status) {
		run(() -> connection().rollback());
	}

	@Override
	protected void doCleanupAfterCompletion(Object transaction) {
		run(() -> connection().close());
		TransactionSynchronizationManager.unbindResource(this.source);
	}

	private Connection connection() {
		return ((ConnectionHolder) TransactionSynchronizationManager.getResource(this.source)).getConnection();
	}

	private static void run(Step step) {
		try {
			step.run();
		}
		catch (SQLException ex) {
			throw new TransactionSystemException("A step of a transaction has failed", ex);
		}
	}

	/** What is done with a connection. */
	private interface Step {

		void run() throws SQLException;

	}

}
