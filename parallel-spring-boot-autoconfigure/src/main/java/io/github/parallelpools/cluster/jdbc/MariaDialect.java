package io.github.parallelpools.cluster.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.jdbc.core.ColumnMapRowMapper;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.transaction.TransactionDefinition;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;

/**
 * MariaDB. It has no update that returns what it has changed: rows are locked, changed
 * and read, in one transaction. It sends no notices, and shows no node's death before its
 * lease is over.
 */
final class MariaDialect implements Dialect {

	/** By the start of the statement, and by no time zone. */
	private static final String NOW = "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000)";

	/** How long the server has been there, in milliseconds. */
	static final String UPTIME = "(SELECT CAST(s.VARIABLE_VALUE AS SIGNED) * 1000 FROM information_schema.GLOBAL_STATUS s"
			+ " WHERE s.VARIABLE_NAME = 'UPTIME')";

	private static final String RUNNING = "SELECT count(*) FROM @task WHERE pool = ? AND state = 'R'";

	private static final TransactionFrame FRAME = new TransactionFrame(TransactionDefinition.ISOLATION_READ_COMMITTED,
			"SET @parallel_idle = @@SESSION.idle_transaction_timeout, SESSION idle_transaction_timeout = "
					+ TransactionFrame.MOST_SECONDS,
			"SET SESSION idle_transaction_timeout = @parallel_idle");

	/** What no lock's name begins with, as a row of that name is a turn. */
	private static final String TURN = "\u0001";

	private final String uptime;

	MariaDialect() {
		this(UPTIME);
	}

	/** With the time since the server's last start as an expression. */
	MariaDialect(String uptime) {
		this.uptime = uptime;
	}

	@Override
	public TransactionFrame frame() {
		return FRAME;
	}

	@Override
	public String platform() {
		return "mariadb";
	}

	@Override
	public String now() {
		return NOW;
	}

	@Override
	public String nextToken() {
		return "NEXT VALUE FOR @token";
	}

	@Override
	public String dead() {
		return "lives_until < " + NOW + " AND lease_ms < " + this.uptime;
	}

	@Override
	public String insertIfAbsent(String insert) {
		return insert;
	}

	@Override
	public String inserting(String insert, String column) {
		return insert + " RETURNING " + column;
	}

	@Override
	public <T> List<T> change(Database database, Change change, String columns, RowMapper<T> rows) {
		String keys = keys(change.table());
		String lock = "SELECT %s FROM %s WHERE %s FOR UPDATE".formatted(keys, change.table(), change.where());
		String row = " WHERE (%s) = (%s)".formatted(keys, placeholders(keys.split(",").length));
		String update = "UPDATE " + change.table() + " SET " + change.set() + row;
		String read = "SELECT " + columns + " FROM " + change.table() + row;
		return database.step(() -> {
			List<T> changed = new ArrayList<>();
			database.query(lock, new ColumnMapRowMapper(), change.which()).forEach((found) -> {
				Object[] key = found.values().toArray();
				database.update(update, Stream.concat(Stream.of(change.values()), Stream.of(key)).toArray());
				changed.addAll(database.query(read, rows, key));
			});
			return changed;
		});
	}

	private static String keys(String table) {
		return switch (table) {
			case "@task" -> "id";
			case "@lock" -> "name";
			case "@map" -> "map_name, map_key";
			default -> throw new IllegalArgumentException(table);
		};
	}

	private static String placeholders(int count) {
		return String.join(", ", Collections.nCopies(count, "?"));
	}

	@Override
	public Among among(String column, Collection<String> texts) {
		return new Among(column + " IN (" + placeholders(texts.size()) + ")", texts.toArray());
	}

	@Override
	public String hastily(String table, String set, String where) {
		return "UPDATE " + table + " SET " + set + " WHERE " + where;
	}

	@Override
	public String deleteHastily(String table, String where) {
		return "DELETE FROM " + table + " WHERE " + where;
	}

	@Override
	public String deleteHastily(String table, String where, int most) {
		return deleteHastily(table, where) + " LIMIT " + most;
	}

	@Override
	public List<Claim> claim(Database database, String node, ClaimOrder order) {
		return database.transaction("claim tasks of pool '" + order.pool() + "'", () -> {
			long most = order.most();
			if (order.maxRunning() > 0) {
				awaitTurn(database, order.pool());
				most = Math.min(most, order.maxRunning() - database.number(RUNNING, order.pool()));
			}
			return (most > 0) ? claim(database, node, order, most) : List.of();
		});
	}

	/** Those that count have their turns: each has the pool's row until it commits. */
	private void awaitTurn(Database database, String pool) {
		String turn = TURN + pool;
		while (database.names("SELECT name FROM @lock WHERE name = ? FOR UPDATE", turn).isEmpty()) {
			database.insert("INSERT INTO @lock (name, token, freed_at) VALUES (?, 0, " + NOW + ")", turn);
		}
	}

	private List<Claim> claim(Database database, String node, ClaimOrder order, long most) {
		Among able = among("t.needs", order.can());
		String pick = "SELECT " + ClaimedTask.COLUMNS + ", " + NOW + " - t.queued_at AS waited FROM @task t"
				+ " WHERE t.pool = ? AND t.state = 'Q' AND " + able.condition()
				+ " AND (t.expires_at IS NULL OR t.expires_at > " + NOW + ")"
				+ " AND EXISTS (SELECT 1 FROM @node n WHERE n.id = ?) ORDER BY t.priority DESC, t.seq LIMIT ?"
				+ " FOR UPDATE SKIP LOCKED";
		List<ClaimedTask> picked = database.query(pick, (row, number) -> ClaimedTask.read(row, node, 1),
				Stream.of(Stream.of(order.pool()), Stream.of(able.values()), Stream.of(node, most))
					.flatMap((values) -> values)
					.toArray());
		if (picked.isEmpty()) {
			return List.of();
		}
		List<Claim> claims = picked.stream().map(ClaimedTask::claim).toList();
		Among taken = among("id", claims.stream().map((claim) -> claim.claim().task()).toList());
		database.update("UPDATE @task SET state = 'R', owner = ?, attempt = attempt + 1, counted = counted + 1 WHERE "
				+ taken.condition(), Stream.concat(Stream.of(node), Stream.of(taken.values())).toArray());
		return claims;
	}

}
