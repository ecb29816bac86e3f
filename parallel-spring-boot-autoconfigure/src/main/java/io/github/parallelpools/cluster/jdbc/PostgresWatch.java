package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.util.function.ThrowingFunction;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * A connection that waits for notices of other JVMs, and on which others see that its
 * node lives: it has an advisory lock, which ends with it. Its thread opens it again when
 * it has failed. Those of this JVM tell their notices themselves.
 */
final class PostgresWatch {

	private static final Log logger = LogFactory.getLog(PostgresWatch.class);

	/** After which the connection is asked whether it lives, as cut ones don't say so. */
	private static final int SILENCE_MILLIS = 5000;

	private static final int ANSWER_MILLIS = 5000;

	/**
	 * How long a connection of a pool waits at a time, as only its thread gives it back.
	 */
	private static final int TURN_MILLIS = 250;

	private static final long LONGEST_PAUSE_MILLIS = 2000;

	private final PostgresNotices notices;

	private final NoticeBoard.Reader reader;

	private final Thread thread;

	private volatile @Nullable Opened opened;

	private volatile boolean closed;

	/**
	 * Whether it was said that there is no connection. Written by one thread at a time.
	 */
	private boolean warned;

	PostgresWatch(PostgresNotices notices, NoticeBoard.Reader reader) {
		this.notices = notices;
		this.reader = reader;
		this.thread = new Thread(this::run, "parallel-cluster-watch");
		this.thread.setDaemon(true);
	}

	/** Opens the connection, or has the thread do so as soon as it can. */
	PostgresWatch start() {
		try {
			this.opened = open();
		}
		catch (SQLException | RuntimeException ex) {
			warn(ex);
		}
		this.thread.start();
		return this;
	}

	boolean showsDeath() {
		Opened now = this.opened;
		return now != null && now.key() != 0;
	}

	boolean tells() {
		Opened now = this.opened;
		return now != null && now.hears();
	}

	private void run() {
		long pause = 0;
		while (!this.closed) {
			try {
				Opened now = this.opened;
				if (now == null) {
					TimeUnit.MILLISECONDS.sleep(pause);
					pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2 + 50);
					this.opened = open();
					this.warned = false;
					this.reader.listener().missed();
				}
				else {
					listen(now);
					pause = 0;
				}
			}
			catch (SQLException | RuntimeException ex) {
				warn(ex);
				drop();
			}
			catch (InterruptedException ex) {
				break;
			}
		}
		Opened last = this.opened;
		if (last != null && last.isOfPool()) {
			giveBack(last.connection());
		}
		else {
			drop();
		}
	}

	private void warn(Exception ex) {
		if (!this.closed && !this.warned) {
			this.warned = true;
			logger.warn(
					"The connection on which node '%s' of the cluster waits for notices has failed: %s. It is opened again; until then the node looks by itself, and may be taken for dead."
						.formatted(this.reader.node(), ex.getMessage()));
		}
	}

	private void listen(Opened now) throws SQLException {
		PGNotification[] found = now.driver().getNotifications(now.isOfPool() ? TURN_MILLIS : SILENCE_MILLIS);
		if (found == null || found.length == 0) {
			execute(now.connection(), "SELECT 1");
			return;
		}
		for (PGNotification one : found) {
			Notice notice = this.notices.received(one.getParameter());
			if (notice != null) {
				tell(notice);
			}
		}
	}

	private void tell(Notice notice) {
		try {
			notice.tell(this.reader);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of the cluster's store failed with a notice", ex);
		}
	}

	private Opened open() throws SQLException {
		Connection connection = this.notices.connect();
		try {
			connection.setAutoCommit(true);
			connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
			PGConnection driver = connection.unwrap(PGConnection.class);
			if (driver.getBackendPID() != ask(connection, "SELECT pg_backend_pid()", (row) -> row.getInt(1))) {
				logger.warn(
						"The connection on which node '%s' of the cluster waits for notices goes through a pooler of connections, which may not pass them: the node looks by itself, and only the lease tells that it is dead. Name a DataSource that goes straight to PostgreSQL, or set 'parallel.cluster.jdbc.listen=off'."
							.formatted(this.reader.node()));
				return new Opened(connection, driver, false, 0);
			}
			execute(connection, "LISTEN " + this.notices.channel());
			return new Opened(connection, driver, true, this.notices.fastDeath() ? show(connection) : 0);
		}
		catch (SQLException | RuntimeException ex) {
			abort(connection);
			throw ex;
		}
	}

	/** First takes the lock, then tells its key: whoever knows the key sees the lock. */
	private long show(Connection connection) throws SQLException {
		int key = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
		boolean taken = ask(connection, "SELECT pg_try_advisory_lock(" + PostgresDialect.LIVES + ", " + key + ")",
				(row) -> row.getBoolean(1));
		return (taken && this.notices.show(this.reader.node(), key)) ? key : 0;
	}

	private static void execute(Connection connection, String statement) throws SQLException {
		try (Statement made = connection.createStatement()) {
			made.execute(statement);
		}
	}

	private static <T> T ask(Connection connection, String question, ThrowingFunction<ResultSet, T> answer)
			throws SQLException {
		try (PreparedStatement made = connection.prepareStatement(question); ResultSet row = made.executeQuery()) {
			row.next();
			return answer.apply(row);
		}
	}

	/** Ends the connection as the death of its process would, and opens no other. */
	void sever() {
		this.closed = true;
		drop();
	}

	private void drop() {
		Opened now = this.opened;
		this.opened = null;
		if (now != null) {
			abort(now.connection());
		}
	}

	/**
	 * Also while its thread waits for an answer. What a pool has given goes back, dead.
	 */
	private static void abort(Connection connection) {
		try {
			connection.abort(Runnable::run);
			connection.close();
		}
		catch (SQLException ex) {
			logger.debug("A connection of the cluster could not be ended", ex);
		}
	}

	/** As it was taken. */
	private static void giveBack(Connection connection) {
		try {
			execute(connection, "UNLISTEN *");
			execute(connection, "SELECT pg_advisory_unlock_all()");
			connection.close();
		}
		catch (SQLException ex) {
			abort(connection);
		}
	}

	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		Opened now = this.opened;
		if (now != null && now.key() != 0) {
			try {
				this.notices.show(this.reader.node(), 0);
			}
			catch (ClusterStoreException ex) {
				logger.debug("The cluster was not told that a watch ends", ex);
			}
		}
		if (now == null || !now.isOfPool()) {
			drop();
			this.thread.interrupt();
		}
	}

	/**
	 * A connection that listens.
	 *
	 * @param connection the connection
	 * @param driver the same as the driver knows it
	 * @param hears whether notices come through it
	 * @param key the key of the lock on which others see it, 0 if they don't
	 */
	private record Opened(Connection connection, PGConnection driver, boolean hears, long key) {

		/** Whether something stands before the driver that wants it back. */
		boolean isOfPool() {
			return this.connection != this.driver;
		}

	}

}
