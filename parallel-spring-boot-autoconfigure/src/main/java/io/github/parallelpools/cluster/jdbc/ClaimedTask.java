package io.github.parallelpools.cluster.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.TaskClaim;

/**
 * A task as it was claimed.
 *
 * @param priority its priority
 * @param number its number in the order of all tasks
 * @param claim what its node gets
 */
record ClaimedTask(int priority, long number, Claim claim) {

	private static final Comparator<ClaimedTask> ORDER = Comparator.comparingInt(ClaimedTask::priority)
		.reversed()
		.thenComparingLong(ClaimedTask::number);

	/** What {@link #read} reads of tasks {@code t}, but for how long they have waited. */
	static final String COLUMNS = "t.priority, t.seq, t.id, t.attempt, t.submitter, t.needs, t.payload, t.counted, t.max_attempts, t.tag";

	/**
	 * Reads a row.
	 * @param more how many attempts are to be added to those of the row
	 */
	static ClaimedTask read(ResultSet row, String node, int more) throws SQLException {
		TaskClaim claim = new TaskClaim(row.getString("id"), node, row.getLong("attempt") + more);
		return new ClaimedTask(row.getInt("priority"), row.getLong("seq"),
				new Claim(claim, row.getString("submitter"), row.getString("needs"), row.getBytes("payload"),
						row.getInt("counted") + more, row.getInt("max_attempts"),
						Duration.ofMillis(Math.max(0, row.getLong("waited"))), row.getString("tag")));
	}

	static List<Claim> inOrder(List<ClaimedTask> tasks) {
		return tasks.stream().sorted(ORDER).map(ClaimedTask::claim).toList();
	}

}
