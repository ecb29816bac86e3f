package io.github.parallelpools.cluster.jdbc;

import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.jdbc.support.SqlArrayValue;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.TaskEnd;

/** PostgreSQL: one statement for most calls, and a sign of life of each node. */
final class PostgresDialect implements Dialect {

	/**
	 * The clock at the server's last start, or crash: its statistics begin anew after a
	 * crash, also where the main process has survived it.
	 */
	static final String STARTED = "(SELECT CAST(EXTRACT(EPOCH FROM GREATEST(pg_postmaster_start_time(), b.stats_reset)) * 1000 AS BIGINT) FROM pg_stat_bgwriter b)";

	/**
	 * Which run of which server this is: of the signs of life that another one has seen,
	 * as the primary of before, this one sees none.
	 */
	static final String RUN = "(SELECT CAST(EXTRACT(EPOCH FROM pg_postmaster_start_time()) * 1000 AS BIGINT) % 2147483647)";

	/** The first half of the advisory locks of nodes that live: "ppln". */
	static final int LIVES = 0x70706c6e;

	/** The first half of the advisory locks of pools with a limit: "pppl". */
	static final int LIMITED = 0x7070706c;

	/**
	 * Who has waited for a turn sees what was done before, whatever sessions begin with.
	 */
	private static final TransactionFrame FRAME = new TransactionFrame(TransactionDefinition.ISOLATION_DEFAULT,
			"SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = '%ss'"
				.formatted(TransactionFrame.MOST_SECONDS),
			null);

	private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

	/** Has the transaction in which it is read not wait for the disk. */
	private static final String HASTE = "(SELECT set_config('synchronous_commit', 'off', true) AS off)";

	private static final String SHOWN = "SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = "
			+ LIVES + " AND l.objsubid = 2 AND l.granted AND l.database = (SELECT d.oid FROM pg_database d"
			+ " WHERE d.datname = current_database()) AND CAST(l.objid AS BIGINT) = ";

	private static final String PICK = "SELECT p.id FROM @task p WHERE p.pool = ? AND p.state = 'Q' AND p.needs = ANY (?)"
			+ " AND (p.expires_at IS NULL OR p.expires_at > " + NOW + ")"
			+ " AND EXISTS (SELECT 1 FROM @node n WHERE n.id = ?) ORDER BY p.priority DESC, p.seq LIMIT ";

	private static final String RUNNING = "(SELECT count(*) FROM @task r WHERE r.pool = ? AND r.state = 'R')";

	/** Whether a node is to have a task at once, as {@code first.mine}. */
	private static final String FIRST = "WITH first AS MATERIALIZED (SELECT EXISTS (SELECT 1 FROM @node n WHERE n.id = ?)"
			+ " AND NOT EXISTS (SELECT 1 FROM @task w WHERE w.pool = ? AND w.state = 'Q' AND w.needs = ANY (?)) AS mine)";

	private static final String INSERT = FIRST
			+ " INSERT INTO @task (id, pool, state, priority, needs, tag, on_end, submitter, owner, attempt, counted,"
			+ " max_attempts, submitted_at, queued_at, expires_after, expires_at, payload) SELECT ?, ?,"
			+ " CASE WHEN first.mine THEN 'R' ELSE 'Q' END, ?, ?, ?, ?, ?, CASE WHEN first.mine THEN ? END,"
			+ " CASE WHEN first.mine THEN 1 ELSE 0 END, CASE WHEN first.mine THEN 1 ELSE 0 END, ?, " + NOW + ", " + NOW
			+ ", ?, " + NOW + " + ?, ? FROM first ON CONFLICT DO NOTHING RETURNING state";

	private static final String END = "UPDATE @task t SET state = e.state, code = e.code, result = e.result, reason = '',"
			+ " ended_at = " + NOW + " FROM unnest(?, ?, ?, ?, ?, ?) AS e (id, owner, attempt, state, code, result)"
			+ " WHERE t.id = e.id AND t.owner = e.owner AND t.attempt = e.attempt AND t.state = 'R'"
			+ " AND EXISTS (SELECT 1 FROM @node n WHERE n.id = e.owner) RETURNING t.id, t.submitter";

	private final String started;

	private final String run;

	PostgresDialect() {
		this(STARTED);
	}

	/** With the clock at the server's last start as an expression. */
	PostgresDialect(String started) {
		this(started, RUN);
	}

	/** The same with a number of the server's run. */
	PostgresDialect(String started, String run) {
		this.started = started;
		this.run = run;
	}

	@Override
	public TransactionFrame frame() {
		return FRAME;
	}

	@Override
	public String platform() {
		return "postgresql";
	}

	@Override
	public String now() {
		return NOW;
	}

	@Override
	public String nextToken() {
		return "nextval('@token')";
	}

	@Override
	public String dead() {
		return this.started + " < " + NOW + " - lease_ms AND (lives_until < " + NOW + " OR live_key >> 32 = " + this.run
				+ " AND NOT EXISTS (" + SHOWN + "(live_key & 4294967295)))";
	}

	/** What a node's row tells of its key, which is the parameter; nothing if it is 0. */
	String liveKey() {
		return "(" + this.run + " << 32) + NULLIF(CAST(? AS BIGINT), 0)";
	}

	/** Asks whether a key of a node that lives can be seen, with the key as parameter. */
	static String shown() {
		return "SELECT EXISTS (" + SHOWN + "?)";
	}

	@Override
	public String insertIfAbsent(String insert) {
		return insert + " ON CONFLICT DO NOTHING";
	}

	@Override
	public String inserting(String insert, String column) {
		return insert + " RETURNING " + column;
	}

	@Override
	public <T> List<T> change(Database database, Change change, String columns, RowMapper<T> rows) {
		return database.query(change.statement() + " RETURNING " + columns, rows, change.all());
	}

	@Override
	public Among among(String column, Collection<String> texts) {
		return new Among(column + " = ANY (?)", Texts.array(texts));
	}

	@Override
	public String hastily(String table, String set, String where) {
		return "UPDATE " + table + " SET " + set + " FROM " + HASTE + " haste WHERE " + where;
	}

	@Override
	public String deleteHastily(String table, String where) {
		return "DELETE FROM " + table + " USING " + HASTE + " haste WHERE " + where;
	}

	@Override
	public String deleteHastily(String table, String where, int most) {
		return deleteHastily(table, "id IN (SELECT id FROM " + table + " WHERE " + where + " LIMIT " + most + ")");
	}

	@Override
	public List<Claim> claim(Database database, String node, ClaimOrder order) {
		if (order.maxRunning() == 0) {
			return database.call("claim tasks of pool '" + order.pool() + "'",
					() -> ClaimedTask
						.inOrder(database.query(claim("?"), (row, number) -> ClaimedTask.read(row, node, 0),
								order.pool(), Texts.array(order.can()), node, order.most(), node)));
		}
		return database.transaction("claim tasks of pool '" + order.pool() + "'", () -> {
			// Those that count have their turns: the next statement sees what the last
			// one has claimed
			database.query("SELECT pg_advisory_xact_lock(" + LIMITED + ", hashtext(?))", (row, number) -> "",
					database.tables() + " " + order.pool());
			String most = "LEAST(?, GREATEST(0, ? - " + RUNNING + "))";
			return ClaimedTask
				.inOrder(database.query(claim(most), (row, number) -> ClaimedTask.read(row, node, 0), order.pool(),
						Texts.array(order.can()), node, order.most(), order.maxRunning(), order.pool(), node));
		});
	}

	@Override
	public boolean hasStatementsForAll() {
		return true;
	}

	@Override
	public List<String> insertOrClaim(Database database, NewTask task, String node, ClaimOrder order) {
		NewTask.Rules rules = task.rules();
		Duration expires = rules.expires();
		Object millis = new SqlParameterValue(Types.BIGINT, (expires != null) ? expires.toMillis() : null);
		return database.query(INSERT, (row, number) -> row.getString(1), node, task.pool(), Texts.array(order.can()),
				task.id(), task.pool(), task.priority(), task.needs(),
				new SqlParameterValue(Types.VARCHAR, rules.tag()), new SqlParameterValue(Types.VARCHAR, rules.onEnd()),
				task.submitter(), node, rules.maxAttempts(), millis, millis, task.payload());
	}

	@Override
	public Map<String, String> end(Database database, List<TaskEnd> ends) {
		Map<String, String> submitters = new HashMap<>();
		database.query(END, (row, number) -> submitters.put(row.getString(1), row.getString(2)),
				array("varchar", ends, (end) -> end.claim().task(), String[]::new),
				array("varchar", ends, (end) -> end.claim().node(), String[]::new),
				array("bigint", ends, (end) -> end.claim().attempt(), Long[]::new),
				array("varchar", ends, (end) -> end.outcome().dead() ? "D" : "E", String[]::new),
				array("varchar", ends, (end) -> end.outcome().code(), String[]::new),
				array("bytea", ends, (end) -> end.outcome().value(), byte[][]::new));
		return submitters;
	}

	private static <T> Object array(String type, List<TaskEnd> ends, Function<TaskEnd, T> part, IntFunction<T[]> made) {
		return new SqlArrayValue(type, ends.stream().map(part).toArray(made));
	}

	private String claim(String most) {
		return "WITH haste AS MATERIALIZED " + HASTE + ", picked AS MATERIALIZED (" + PICK + most
				+ " FOR UPDATE SKIP LOCKED) UPDATE @task t SET state = 'R', owner = ?, counted = t.counted + 1,"
				+ " attempt = t.attempt + CASE WHEN t.queued_at < " + this.started + " THEN 1000 ELSE 1 END"
				+ " FROM haste, picked WHERE t.id = picked.id RETURNING " + ClaimedTask.COLUMNS + ", " + NOW
				+ " - t.queued_at AS waited";
	}

}
