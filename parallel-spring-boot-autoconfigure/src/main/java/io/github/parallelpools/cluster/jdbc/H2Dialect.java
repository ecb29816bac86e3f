package io.github.parallelpools.cluster.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.transaction.TransactionDefinition;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;

/**
 * H2 in memory: all instances are in this JVM, so that those who claim for a pool have
 * their turns here.
 */
final class H2Dialect implements Dialect {

	private static final String NOW = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(3)) * 1000 AS BIGINT)";

	private static final String PICK = "SELECT " + ClaimedTask.COLUMNS + ", " + NOW + " - t.queued_at AS waited"
			+ " FROM @task t WHERE t.pool = ? AND t.state = 'Q' AND t.needs = ANY (?)"
			+ " AND (t.expires_at IS NULL OR t.expires_at > " + NOW + ")"
			+ " AND EXISTS (SELECT 1 FROM @node n WHERE n.id = ?) ORDER BY t.priority DESC, t.seq LIMIT ?";

	private static final String CLAIM = "UPDATE @task SET state = 'R', owner = ?, attempt = attempt + 1,"
			+ " counted = counted + 1 WHERE id = ? AND state = 'Q'";

	private static final String RUNNING = "SELECT count(*) FROM @task WHERE pool = ? AND state = 'R'";

	private final NoticeBoard board;

	H2Dialect(NoticeBoard board) {
		this.board = board;
	}

	@Override
	public TransactionFrame frame() {
		// Whoever stands still here is all there is.
		return new TransactionFrame(TransactionDefinition.ISOLATION_DEFAULT, null, null);
	}

	@Override
	public String platform() {
		return "h2";
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
		return "lives_until < " + NOW;
	}

	@Override
	public String insertIfAbsent(String insert) {
		return insert;
	}

	@Override
	public String inserting(String insert, String column) {
		return "SELECT " + column + " FROM FINAL TABLE (" + insert + ")";
	}

	@Override
	public <T> List<T> change(Database database, Change change, String columns, RowMapper<T> rows) {
		return database.query("SELECT " + columns + " FROM FINAL TABLE (" + change.statement() + ")", rows,
				change.all());
	}

	@Override
	public Among among(String column, Collection<String> texts) {
		return new Among(column + " = ANY (?)", Texts.array(texts));
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
		return deleteHastily(table, "id IN (SELECT id FROM " + table + " WHERE " + where + " LIMIT " + most + ")");
	}

	@Override
	public List<Claim> claim(Database database, String node, ClaimOrder order) {
		synchronized (this.board.turns(database.tables() + " " + order.pool())) {
			return database.transaction("claim tasks of pool '" + order.pool() + "'", () -> {
				long most = order.most();
				if (order.maxRunning() > 0) {
					most = Math.min(most, order.maxRunning() - database.number(RUNNING, order.pool()));
				}
				return (most > 0) ? claim(database, node, order, most) : List.of();
			});
		}
	}

	private static List<Claim> claim(Database database, String node, ClaimOrder order, long most) {
		List<ClaimedTask> picked = database.query(PICK, (row, number) -> ClaimedTask.read(row, node, 1), order.pool(),
				Texts.array(order.can()), node, most);
		int[] done = database.batch(CLAIM,
				picked.stream().map((task) -> new Object[] { node, task.claim().claim().task() }).toList());
		List<Claim> claims = new ArrayList<>();
		for (int i = 0; i < done.length; i++) {
			if (done[i] == 1) {
				claims.add(picked.get(i).claim());
			}
		}
		return claims;
	}

}
