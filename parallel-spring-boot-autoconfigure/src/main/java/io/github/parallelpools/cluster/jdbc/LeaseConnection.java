package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

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
 * or finds nothing, is to be asked for on one of the pool, which decides. Nobody waits
 * until it is open again: a thread of its own does that, less and less often if it can't.
 * Thread-safe.
 */
final class LeaseConnection implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LeaseConnection.class);

	/**
	 * After which a cut connection is given up, in ms: a node must have room to ask the
	 * pool before its fence.
	 */
	private static final int ANSWER_MILLIS = 1000;

	private static final long SHORTEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final DataSource source;

	private final AtomicReference<@Nullable Connection> open = new AtomicReference<>();

	/** Held by who uses the connection. */
	private final ReentrantLock use = new ReentrantLock();

	private final AtomicBoolean opening = new AtomicBoolean();

	private volatile boolean ended;

	/** When it may be opened again. */
	private volatile long openAt;

	/** How long to wait until then if it is of no use. */
	private volatile long pauseNanos = SHORTEST_PAUSE_NANOS;

	/** Opens it, or has that done later. */
	LeaseConnection(DataSource source) {
		this.source = source;
		open();
	}

	/**
	 * Changes a row.
	 * @return whether there was one; {@code null} if that is not known
	 */
	@Nullable Boolean update(String statement, Object... values) {
		this.use.lock();
		try {
			Connection now = this.open.get();
			if (now != null) {
				boolean changed = new JdbcTemplate(new SingleConnectionDataSource(now, true)).update(statement,
						values) == 1;
				this.pauseNanos = SHORTEST_PAUSE_NANOS;
				return changed;
			}
			openSoon();
		}
		catch (BadSqlGrammarException ex) {
			logger.info(
					"The lease in the cluster is renewed on any connection of the DataSource, as one beside its pool does not know the tables of the cluster. Tasks that have all connections for longer than 'parallel.cluster.fence' have this instance fenced.");
			this.ended = true;
			drop();
		}
		catch (DataAccessException ex) {
			logger.debug("A connection beside the pool has failed, and is opened again", ex);
			drop();
		}
		finally {
			this.use.unlock();
		}
		return null;
	}

	private void openSoon() {
		if (!this.ended && System.nanoTime() - this.openAt >= 0 && this.opening.compareAndSet(false, true)) {
			Thread opener = new Thread(this::open, "parallel-cluster-lease");
			opener.setDaemon(true);
			opener.start();
		}
	}

	private void open() {
		long pause = this.pauseNanos;
		this.openAt = System.nanoTime() + pause;
		this.pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
		try {
			Connection connection = this.source.getConnection();
			try {
				connection.setAutoCommit(true);
				connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
			}
			catch (SQLException | RuntimeException ex) {
				abort(connection);
				throw ex;
			}
			this.open.set(connection);
			if (this.ended) {
				drop();
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection beside the pool can't be opened; it is tried again", ex);
		}
		finally {
			this.opening.set(false);
		}
	}

	private void drop() {
		Connection last = this.open.getAndSet(null);
		if (last != null) {
			abort(last);
		}
	}

	private static void abort(Connection connection) {
		try {
			connection.abort(Runnable::run);
			// Some drivers do so only here
			connection.close();
		}
		catch (SQLException ex) {
			logger.debug("A connection beside the pool could not be ended", ex);
		}
	}

	/** Ends it for good, also while a renewal waits for its answer. */
	@Override
	public void close() {
		this.ended = true;
		Connection last = this.open.getAndSet(null);
		if (last == null) {
			return;
		}
		if (!this.use.tryLock()) {
			abort(last);
			return;
		}
		try {
			last.close();
		}
		catch (SQLException ex) {
			abort(last);
		}
		finally {
			this.use.unlock();
		}
	}

}
