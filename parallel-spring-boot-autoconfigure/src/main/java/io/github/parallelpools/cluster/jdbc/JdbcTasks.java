package io.github.parallelpools.cluster.jdbc;

import java.sql.Types;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;

/**
 * The tasks on their way from the queue to their end. Safe for use by several threads.
 */
final class JdbcTasks {

	private static final String OWNED = "id = ? AND owner = ? AND attempt = ?";

	private static final String RUNS = OWNED + " AND state = 'R' AND EXISTS (SELECT 1 FROM @node n WHERE n.id = ?)";

	/** The state is set last, as the rest depends on it. */
	private static final String CANCEL = "code = CASE WHEN state = 'Q' THEN '" + ClusterOutcome.CANCELLED + "' END,"
			+ " reason = CASE WHEN state = 'Q' THEN ? END, cancelled = ?, ended_at = CASE WHEN state = 'Q' THEN %s END,"
			+ " state = CASE WHEN state = 'Q' THEN 'E' ELSE state END";

	private final Database database;

	private final Dialect dialect;

	private final Notifier notifier;

	JdbcTasks(Database database, Dialect dialect, Notifier notifier) {
		this.database = database;
		this.dialect = dialect;
		this.notifier = notifier;
	}

	boolean submit(NewTask task) {
		return submit(task, (rolledBack) -> {
		});
	}

	boolean submit(NewTask task, ClusterStore.TransactionEnd end) {
		String what = "submit task '" + task.id() + "' to pool '" + task.pool() + "'";
		if (task.rules().inTransaction()) {
			boolean done = this.database.joined(what, () -> insert(task));
			atEnd((rolledBack) -> {
				if (done && !rolledBack) {
					this.notifier.tell(Notice.queued(task.pool()));
				}
				end.ended(rolledBack);
			});
			return done;
		}
		boolean done = this.database.call(what, () -> insert(task));
		if (done) {
			this.notifier.tell(Notice.queued(task.pool()));
		}
		end.ended(false);
		return done;
	}

	private static void atEnd(ClusterStore.TransactionEnd end) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive()) {
			end.ended(false);
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				end.ended(status == STATUS_ROLLED_BACK);
			}

		});
	}

	private boolean insert(NewTask task) {
		NewTask.Rules rules = task.rules();
		Duration expires = rules.expires();
		Object millis = new SqlParameterValue(Types.BIGINT, (expires != null) ? expires.toMillis() : null);
		String now = this.dialect.now();
		return this.database.insert(this.dialect.insertIfAbsent(
				"INSERT INTO @task (id, pool, state, priority, needs, tag, on_end, submitter, attempt, counted, max_attempts,"
						+ " submitted_at, queued_at, expires_after, expires_at, payload) VALUES (?, ?, 'Q', ?, ?, ?, ?, ?, 0, 0, ?, "
						+ now + ", " + now + ", ?, " + now + " + ?, ?)"),
				task.id(), task.pool(), task.priority(), task.needs(),
				new SqlParameterValue(Types.VARCHAR, rules.tag()), new SqlParameterValue(Types.VARCHAR, rules.onEnd()),
				task.submitter(), rules.maxAttempts(), millis, millis, task.payload());
	}

	/** Queues a task, or gives it to a node at once. */
	Optional<Claim> submit(NewTask task, String node, ClaimOrder order) {
		if (order.maxRunning() > 0 || !this.dialect.hasStatementsForAll()) {
			submit(task);
			return Optional.empty();
		}
		List<String> state = this.database.call("submit task '" + task.id() + "' to pool '" + task.pool() + "'",
				() -> this.dialect.insertOrClaim(this.database, task, node, order));
		if (state.contains("R")) {
			return Optional.of(new Claim(new TaskClaim(task.id(), node, 1), task.submitter(), task.needs(),
					task.payload(), 1, task.rules().maxAttempts(), Duration.ZERO, task.rules().tag()));
		}
		if (!state.isEmpty()) {
			this.notifier.tell(Notice.queued(task.pool()));
		}
		return Optional.empty();
	}

	List<Claim> claim(String node, ClaimOrder order) {
		return order.can().isEmpty() ? List.of() : this.dialect.claim(this.database, node, order);
	}

	boolean complete(TaskClaim claim, ClusterOutcome outcome) {
		Change end = new Change("@task",
				"state = ?, code = ?, result = ?, reason = '', ended_at = " + this.dialect.now(),
				new Object[] { outcome.dead() ? "D" : "E", outcome.code(), outcome.value() }, RUNS, runs(claim));
		Completed done = this.database.call("end task '" + claim.task() + "'", () -> {
			List<String> submitter = this.dialect.change(this.database, end, "submitter",
					(row, number) -> row.getString(1));
			if (!submitter.isEmpty()) {
				return new Completed(true, submitter.get(0));
			}
			return new Completed(hasEnded(claim), null);
		});
		if (done.submitter() != null) {
			this.notifier.tell(Notice.ended(done.submitter(), claim.task()));
		}
		return done.accepted();
	}

	private boolean hasEnded(TaskClaim claim) {
		return this.database.number("SELECT count(*) FROM @task WHERE " + OWNED + " AND state IN ('E', 'D')",
				claim.task(), claim.node(), claim.attempt()) == 1;
	}

	List<Boolean> complete(List<TaskEnd> ends) {
		if (ends.size() == 1 || !this.dialect.hasStatementsForAll()) {
			return ends.stream().map((end) -> complete(end.claim(), end.outcome())).toList();
		}
		Map<String, String> submitters = new HashMap<>();
		List<Boolean> accepted = this.database.call("end %s tasks".formatted(ends.size()), () -> {
			submitters.clear();
			submitters.putAll(this.dialect.end(this.database, ends));
			return ends.stream()
				.map((end) -> submitters.containsKey(end.claim().task()) || hasEnded(end.claim()))
				.toList();
		});
		this.notifier
			.tell(submitters.entrySet().stream().map((one) -> Notice.ended(one.getValue(), one.getKey())).toList());
		return accepted;
	}

	boolean release(TaskClaim claim, boolean counted) {
		Change release = new Change("@task",
				"state = 'Q', owner = NULL, counted = counted - ?, queued_at = " + this.dialect.now(),
				new Object[] { counted ? 0 : 1 }, RUNS, runs(claim));
		List<String> pools = this.database.call("give task '" + claim.task() + "' back",
				() -> this.dialect.change(this.database, release, "pool", (row, number) -> row.getString(1)));
		this.notifier.tell(pools.stream().map(Notice::queued).toList());
		return !pools.isEmpty();
	}

	private static Object[] runs(TaskClaim claim) {
		return new Object[] { claim.task(), claim.node(), claim.attempt(), claim.node() };
	}

	List<OwnedTask> mine(String node) {
		return this.database.call("list tasks of node '" + node + "'",
				() -> this.database.query(
						"SELECT t.id, t.attempt, t.pool, t.cancelled FROM @task t WHERE t.owner = ? AND t.state = 'R'"
								+ " AND EXISTS (SELECT 1 FROM @node n WHERE n.id = t.owner)",
						(row, number) -> new OwnedTask(new TaskClaim(row.getString("id"), node, row.getLong("attempt")),
								row.getString("pool"), row.getString("cancelled")),
						node));
	}

	CancelResult cancel(String task, boolean running, String reason) {
		List<Cancelled> found = this.database.call("cancel task '" + task + "'",
				() -> cancel(reason, "id = ? AND " + open(running), task));
		tell(found);
		if (found.isEmpty()) {
			return CancelResult.TOO_LATE;
		}
		return (found.get(0).node() == null) ? CancelResult.ENDED : CancelResult.ASKED;
	}

	int cancelTagged(String pool, String tag, boolean running, String reason) {
		List<Cancelled> found = this.database.call("cancel tasks with tag '" + tag + "' of pool '" + pool + "'",
				() -> cancel(reason, "pool = ? AND tag = ? AND cancelled IS NULL AND " + open(running), pool, tag));
		tell(found);
		return found.size();
	}

	private static String open(boolean running) {
		return running ? "state IN ('Q', 'R')" : "state = 'Q'";
	}

	private List<Cancelled> cancel(String reason, String where, Object... which) {
		Object said = Texts.storable(reason);
		Change cancel = new Change("@task", CANCEL.formatted(this.dialect.now()), new Object[] { said, said }, where,
				which);
		return this.dialect.change(this.database, cancel, "id, submitter, owner", (row,
				number) -> new Cancelled(row.getString("id"), row.getString("submitter"), row.getString("owner")));
	}

	private void tell(List<Cancelled> cancelled) {
		this.notifier.tell(cancelled.stream()
			.map((one) -> (one.node() != null) ? Notice.commanded(one.node())
					: Notice.ended(one.submitter(), one.task()))
			.toList());
	}

	/**
	 * How a completion went.
	 *
	 * @param accepted whether the claim has ended the task, now or before
	 * @param submitter who is to be told, {@code null} if it was before
	 */
	private record Completed(boolean accepted, @Nullable String submitter) {
	}

	/**
	 * A task that was cancelled.
	 *
	 * @param task its id
	 * @param submitter who has submitted it
	 * @param node who runs it, {@code null} if it has ended
	 */
	private record Cancelled(String task, String submitter, @Nullable String node) {
	}

}
