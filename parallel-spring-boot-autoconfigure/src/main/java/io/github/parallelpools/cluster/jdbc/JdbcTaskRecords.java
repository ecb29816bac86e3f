package io.github.parallelpools.cluster.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.Requeued;
import io.github.parallelpools.spi.cluster.StoredTask;

/**
 * What is known of tasks, and what is done with those that nobody runs. Safe for use by
 * several threads.
 */
final class JdbcTaskRecords {

	/** How many rows one statement removes, so that no transaction is long. */
	private static final int BATCH = 1000;

	private static final byte[] NOTHING = {};

	private static final String GONE = "SELECT DISTINCT t.owner FROM @task t WHERE t.state = 'R'"
			+ " AND NOT EXISTS (SELECT 1 FROM @node n WHERE n.id = t.owner)";

	/** The nodes that are gone and have left locks, which nobody may want any more. */
	private static final String LEFT = "SELECT DISTINCT l.node FROM @lock l WHERE l.node IS NOT NULL"
			+ " AND NOT EXISTS (SELECT 1 FROM @node n WHERE n.id = l.node)";

	private static final String SENT = "INSERT INTO @task (id, pool, state, priority, needs, tag, on_end, submitter, attempt, counted,"
			+ " max_attempts, submitted_at, queued_at, expires_after, expires_at, payload) SELECT ?, pool, 'Q', priority, needs,"
			+ " tag, on_end, ?, 0, 0, max_attempts, %1$s, %1$s, expires_after, %1$s + expires_after, payload FROM @task"
			+ " WHERE id = ? AND state = 'D'";

	private final Database database;

	private final Dialect dialect;

	private final Notifier notifier;

	JdbcTaskRecords(Database database, Dialect dialect, Notifier notifier) {
		this.database = database;
		this.dialect = dialect;
		this.notifier = notifier;
	}

	List<EndedTask> outcomes(Collection<String> tasks) {
		if (tasks.isEmpty()) {
			return List.of();
		}
		Among wanted = this.dialect.among("id", tasks);
		return this.database.call("read outcomes",
				() -> this.database
					.query("SELECT id, state, code, result, reason, counted FROM @task WHERE state IN ('E', 'D') AND "
							+ wanted.condition(), (row, number) -> ended(row), wanted.values()));
	}

	void forget(Collection<String> tasks) {
		if (!tasks.isEmpty()) {
			Among told = this.dialect.among("id", tasks);
			String forget = this.dialect.deleteHastily("@task", told.condition() + " AND state = 'E'");
			this.database.call("forget outcomes", () -> this.database.update(forget, told.values()));
		}
	}

	List<StoredTask> untold(String pool, Collection<String> listeners, int most) {
		Among named = this.dialect.among("on_end", listeners);
		String untold = stored() + "pool = ? AND " + named.condition()
				+ " AND on_end IS NOT NULL AND submitter <> '' AND state IN ('E', 'D')"
				+ " AND NOT EXISTS (SELECT 1 FROM @node n WHERE n.id = submitter) ORDER BY seq LIMIT ?";
		Object[] values = Stream.of(Stream.of((Object) pool), Stream.of(named.values()), Stream.of((Object) most))
			.flatMap((some) -> some)
			.toArray();
		return this.database.call("look for ends that nobody has told in pool '" + pool + "'",
				() -> this.database.query(untold, (row, number) -> stored(row), values));
	}

	boolean adopt(String node, String task, String submitter) {
		return this.database.call("adopt task '" + task + "'",
				() -> this.database.update(
						"UPDATE @task SET submitter = ? WHERE id = ? AND submitter IN (?, ?) AND state IN ('E', 'D')"
								+ " AND EXISTS (SELECT 1 FROM @node n WHERE n.id = ?)",
						node, task, submitter, node, node)) == 1;
	}

	void told(Collection<String> tasks) {
		if (!tasks.isEmpty()) {
			Among told = this.dialect.among("id", tasks);
			String note = this.dialect.hastily("@task", "submitter = ''",
					told.condition() + " AND state IN ('E', 'D')");
			this.database.call("note who was told", () -> this.database.update(note, told.values()));
		}
	}

	Optional<StoredTask> find(String task) {
		return this.database
			.call("find task '" + task + "'",
					() -> this.database.query(stored() + "id = ?", (row, number) -> stored(row), task))
			.stream()
			.findFirst();
	}

	List<StoredTask> deadLetters(String pool, int most) {
		return this.database.call("list dead letters of pool '" + pool + "'",
				() -> this.database.query(stored() + "pool = ? AND state = 'D' ORDER BY seq LIMIT ?",
						(row, number) -> stored(row), pool, most));
	}

	QueueFigures figures(String pool) {
		String count = "(SELECT count(*) FROM @task WHERE pool = ? AND state = '%s') AS %s, ";
		String oldest = "(SELECT " + this.dialect.now()
				+ " - min(queued_at) FROM @task WHERE pool = ? AND state = 'Q') AS waited";
		QueueFigures figures = this.database.call("count tasks of pool '" + pool + "'",
				() -> this.database.first(
						"SELECT " + count.formatted("Q", "queued") + count.formatted("R", "running")
								+ count.formatted("D", "dead") + oldest,
						(row, number) -> new QueueFigures(row.getLong("queued"), row.getLong("running"),
								row.getLong("dead"), Duration.ofMillis(Math.max(0, row.getLong("waited")))),
						pool, pool, pool, pool));
		return Objects.requireNonNull(figures);
	}

	int queued(String pool, int most) {
		return this.database.call("count queued tasks of pool '" + pool + "'",
				() -> Math.toIntExact(this.database.number("SELECT count(*) FROM (SELECT 1 AS one FROM @task"
						+ " WHERE pool = ? AND state = 'Q' LIMIT ?) counted", pool, most)));
	}

	Requeued requeue() {
		String expired = "SELECT id, submitter, pool FROM @task WHERE state = 'Q' AND expires_at <= "
				+ this.dialect.now() + " ORDER BY seq LIMIT " + BATCH;
		List<String> gone = this.database.call("look for tasks of nodes that are gone",
				() -> this.database.names(GONE));
		List<Row> late = this.database.call("look for tasks that were queued for too long",
				() -> this.database.query(expired, (row, number) -> Row.read(row)));
		if (gone.isEmpty() && late.isEmpty()) {
			return Requeued.NOTHING;
		}
		List<Notice> notices = new ArrayList<>();
		Requeued done = this.database.transaction("queue tasks of nodes that are gone", () -> {
			notices.clear();
			Requeued all = new Requeued(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
			gone.forEach((node) -> requeue(node, all, notices));
			expire(late, all, notices);
			return all;
		});
		this.notifier.tell(notices);
		return done;
	}

	/** A node that is gone never comes again: what it has is nobody's. */
	private void requeue(String node, Requeued all, List<Notice> notices) {
		String lost = "SELECT id, submitter, pool FROM @task WHERE owner = ? AND state = 'R' AND counted ";
		String mine = " WHERE id = ? AND owner = ? AND state = 'R'";
		List<Row> dead = this.database.query(lost + ">= max_attempts ORDER BY seq", (row, number) -> Row.read(row),
				node);
		List<Row> queued = this.database.query(lost + "< max_attempts ORDER BY seq", (row, number) -> Row.read(row),
				node);
		String bury = "UPDATE @task SET state = 'D', owner = NULL, code = '" + ClusterOutcome.UNKNOWN
				+ "', result = NULL, reason = 'Its node is gone, and there may be no other attempt.', ended_at = "
				+ this.dialect.now() + mine;
		String queue = "UPDATE @task SET state = 'Q', owner = NULL, queued_at = " + this.dialect.now() + mine;
		change(bury, dead, all.dead(), node).forEach((row) -> notices.add(Notice.ended(row.submitter(), row.id())));
		change(queue, queued, all.queued(), node).forEach((row) -> notices.add(Notice.queued(row.pool())));
	}

	private void expire(List<Row> late, Requeued all, List<Notice> notices) {
		String expire = "UPDATE @task SET state = 'E', code = '" + ClusterOutcome.CANCELLED
				+ "', reason = 'Nobody has claimed it in time.', ended_at = " + this.dialect.now()
				+ " WHERE id = ? AND state = 'Q'";
		change(expire, late, all.expired()).forEach((row) -> notices.add(Notice.ended(row.submitter(), row.id())));
	}

	/** Changes rows by their ids, and tells which of them have changed. */
	private List<Row> change(String update, List<Row> rows, List<String> ids, Object... more) {
		List<Row> changed = new ArrayList<>();
		int[] done = this.database.batch(update,
				rows.stream().map((row) -> Stream.concat(Stream.of(row.id()), Stream.of(more)).toArray()).toList());
		for (int i = 0; i < done.length; i++) {
			if (done[i] == 1) {
				changed.add(rows.get(i));
				ids.add(rows.get(i).id());
			}
		}
		return changed;
	}

	int expire(Duration retention) {
		String limit = this.dialect.now() + " - " + retention.toMillis();
		String remove = this.dialect.deleteHastily("@task", "state = 'E' AND ended_at < " + limit, BATCH);
		int all = 0;
		int removed;
		do {
			removed = this.database.call("remove what ended long ago", () -> this.database.update(remove));
			all += removed;
		}
		while (removed == BATCH && !Thread.currentThread().isInterrupted());
		String locks = this.dialect.deleteHastily("@lock", "node IS NULL AND freed_at < " + limit);
		String held = this.dialect.deleteHastily("@lock", "node = ?");
		this.database.call("remove locks that nobody has", () -> {
			this.database.names(LEFT).forEach((node) -> this.database.update(held, node));
			return this.database.update(locks);
		});
		return all;
	}

	boolean resend(String letter, String task, String submitter) {
		String send = this.dialect.insertIfAbsent(SENT.formatted(this.dialect.now()));
		String pool = this.database.transaction("send dead letter '" + letter + "' again", () -> {
			String found = this.database.first("SELECT pool FROM @task WHERE id = ? AND state = 'D' FOR UPDATE",
					(row, number) -> row.getString(1), letter);
			boolean sent = found != null && this.database.insert(send, task, submitter, letter);
			if (sent) {
				this.database.update("DELETE FROM @task WHERE id = ?", letter);
			}
			return sent ? found : null;
		});
		if (pool != null) {
			this.notifier.tell(Notice.queued(pool));
		}
		return pool != null || find(letter).isEmpty() && find(task).isPresent();
	}

	boolean removeDeadLetter(String letter) {
		return this.database.call("remove dead letter '" + letter + "'",
				() -> this.database.update("DELETE FROM @task WHERE id = ? AND state = 'D'", letter)) == 1;
	}

	private String stored() {
		return "SELECT id, pool, submitter, priority, needs, payload, max_attempts, expires_after, tag, on_end, state, owner, counted,"
				+ " code, result, reason, " + this.dialect.now() + " - submitted_at AS age FROM @task WHERE ";
	}

	private static StoredTask stored(ResultSet row) throws SQLException {
		long millis = row.getLong("expires_after");
		Duration expires = row.wasNull() ? null : Duration.ofMillis(millis);
		NewTask.Rules rules = new NewTask.Rules(row.getInt("max_attempts"), expires, row.getString("tag"), false,
				row.getString("on_end"));
		NewTask task = new NewTask(row.getString("id"), row.getString("pool"), row.getString("submitter"),
				row.getInt("priority"), row.getString("needs"), row.getBytes("payload"), rules);
		StoredTask.State state = state(row.getString("state"));
		boolean ended = state == StoredTask.State.ENDED || state == StoredTask.State.DEAD;
		return new StoredTask(task, state, row.getString("owner"), row.getInt("counted"),
				Duration.ofMillis(Math.max(0, row.getLong("age"))), ended ? ended(row) : null);
	}

	private static StoredTask.State state(String letter) {
		return switch (letter) {
			case "Q" -> StoredTask.State.QUEUED;
			case "R" -> StoredTask.State.RUNNING;
			case "E" -> StoredTask.State.ENDED;
			case "D" -> StoredTask.State.DEAD;
			default -> throw new IllegalStateException("A task of the cluster has the unknown state '" + letter + "'.");
		};
	}

	private static EndedTask ended(ResultSet row) throws SQLException {
		byte[] result = row.getBytes("result");
		ClusterOutcome outcome = new ClusterOutcome(row.getString("code"), (result != null) ? result : NOTHING,
				row.getString("state").equals("D"));
		return new EndedTask(row.getString("id"), outcome, row.getInt("counted"), row.getString("reason"));
	}

	/**
	 * A task that nobody runs.
	 *
	 * @param id its id
	 * @param submitter who has submitted it
	 * @param pool its pool
	 */
	private record Row(String id, String submitter, String pool) {

		static Row read(ResultSet row) throws SQLException {
			return new Row(row.getString("id"), row.getString("submitter"), row.getString("pool"));
		}

	}

}
