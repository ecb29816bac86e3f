package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A connection beside the pool, on which a node renews its lease: tasks and callers that
 * have all connections of the pool for a while must not have it fenced. What fails on it,
 * or finds nothing, is to be asked for on one of the pool, which decides. Thread-safe.
 */
final class LeaseConnection implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LeaseConnection.class);

	/** After which a cut connection is given up, in ms. */
	private static final int ANSWER_MILLIS = 3000;

	private final DataSource source;

	/** Guarded by this. */
	private @Nullable SingleConnectionDataSource open;

	/** Guarded by this. */
	private boolean ended;

	LeaseConnection(DataSource source) {
		this.source = source;
	}

	/**
	 * Changes a row.
	 * @return whether there was one; {@code null} if that is not known
	 */
	synchronized @Nullable Boolean update(String statement, Object... values) {
		if (this.ended) {
			return null;
		}
		try {
			return new JdbcTemplate(open()).update(statement, values) == 1;
		}
		catch (BadSqlGrammarException ex) {
			logger.debug("A connection beside the pool does not know the tables of the cluster", ex);
			close();
		}
		catch (DataAccessException | SQLException ex) {
			logger.debug("A connection beside the pool has failed, and is opened again", ex);
			drop();
		}
		return null;
	}

	private DataSource open() throws SQLException {
		SingleConnectionDataSource now = this.open;
		if (now == null) {
			Connection connection = this.source.getConnection();
			now = new SingleConnectionDataSource(connection, true);
			this.open = now;
			connection.setAutoCommit(true);
			connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
		}
		return now;
	}

	private void drop() {
		SingleConnectionDataSource last = this.open;
		this.open = null;
		if (last != null) {
			last.destroy();
		}
	}

	/** Ends it for good. */
	@Override
	public synchronized void close() {
		this.ended = true;
		drop();
	}

}
