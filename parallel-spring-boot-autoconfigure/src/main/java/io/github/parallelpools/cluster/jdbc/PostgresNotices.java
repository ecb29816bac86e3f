package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * How the stores of several JVMs tell each other what has happened: by messages on one
 * channel of the database, of which each store leaves out its own. Safe for use by
 * several threads.
 */
final class PostgresNotices {

	/** It notifies at its end, without waiting for the disk. */
	private static final String NOTIFY = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(?, n.text)"
			+ " FROM unnest(?) AS n (text)";

	private final Database database;

	private final PostgresDialect dialect;

	private final DataSource listening;

	private final boolean fastDeath;

	private final String channel;

	/** Which store has sent a message. */
	private final String sender = UUID.randomUUID().toString().substring(0, 8) + " ";

	PostgresNotices(Database database, PostgresDialect dialect, DataSource listening, boolean fastDeath) {
		this.database = database;
		this.dialect = dialect;
		this.listening = listening;
		this.fastDeath = fastDeath;
		ClusterTables tables = database.tables();
		String schema = tables.schema();
		String place = ((schema != null) ? schema
				: database.call("ask for its schema", () -> database.names("SELECT current_schema()")).get(0)) + "."
				+ tables.prefix();
		this.channel = "parallel_pools_" + Integer.toHexString(place.toLowerCase(Locale.ROOT).hashCode());
	}

	String channel() {
		return this.channel;
	}

	boolean fastDeath() {
		return this.fastDeath;
	}

	Connection connect() throws SQLException {
		return this.listening.getConnection();
	}

	/** Tells others by which key they see that a node lives; by none if it is 0. */
	boolean show(String node, long key) {
		if (key != 0 && !shown(key)) {
			return false;
		}
		return this.database.call("show that node '" + node + "' lives", () -> this.database
			.update("UPDATE @node SET live_key = " + this.dialect.liveKey() + " WHERE id = ?", key, node)) == 1;
	}

	private boolean shown(long key) {
		return this.database.call("look for the lock of a connection", () -> Boolean.TRUE
			.equals(this.database.first(PostgresDialect.shown(), (row, number) -> row.getBoolean(1), key)));
	}

	void send(List<Notice> notices) {
		this.database.call("send notices", () -> this.database.query(NOTIFY, (row, number) -> "", this.channel,
				Texts.array(notices.stream().map((notice) -> this.sender + notice.text()).toList())));
	}

	/** What was received; {@code null} if this store has sent it. */
	@Nullable Notice received(String message) {
		return message.startsWith(this.sender) ? null : Notice.parse(message.substring(message.indexOf(' ') + 1));
	}

}
