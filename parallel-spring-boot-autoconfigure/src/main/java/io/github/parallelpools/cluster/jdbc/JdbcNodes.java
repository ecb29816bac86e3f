package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterNode;

/** The nodes, each as long as its row. Safe for use by several threads. */
final class JdbcNodes {

	private final Database database;

	private final Dialect dialect;

	private final Notifier notifier;

	/** {@code null} if there are only those of the pool. */
	private final @Nullable LeaseConnection own;

	JdbcNodes(Database database, Dialect dialect, Notifier notifier, @Nullable LeaseConnection own) {
		this.database = database;
		this.dialect = dialect;
		this.notifier = notifier;
		this.own = own;
	}

	void join(ClusterNode node, Duration lease) {
		String now = this.dialect.now();
		this.database.call("let node '" + node.id() + "' join", () -> {
			boolean inserted = this.database.insert(this.dialect.insertIfAbsent(
					"INSERT INTO @node (id, name, build, status, joined_at, lease_ms, lives_until) VALUES (?, ?, ?, ?, "
							+ now + ", ?, " + now + " + ?)"),
					node.id(), node.name(), node.build(), Texts.storable(node.status()), lease.toMillis(),
					lease.toMillis());
			if (!inserted) {
				this.database.update("UPDATE @node SET lives_until = " + now + " + lease_ms WHERE id = ?", node.id());
			}
			return inserted;
		});
	}

	boolean renew(String node, String status) {
		String renew = this.dialect.hastily("@node", "status = ?, lives_until = " + this.dialect.now() + " + lease_ms",
				"id = ?");
		LeaseConnection beside = this.own;
		Boolean known = (beside != null) ? beside.update(this.database.tables().in(renew), Texts.storable(status), node)
				: null;
		if (Boolean.TRUE.equals(known)) {
			return true;
		}
		boolean lives = this.database.call("renew the lease of node '" + node + "'",
				() -> this.database.update(renew, Texts.storable(status), node)) == 1;
		if (lives && beside != null && known != null) {
			// It sees other tables, as of another search path
			beside.close();
		}
		return lives;
	}

	void leave(String node) {
		String now = this.dialect.now();
		List<Notice> notices = this.database.transaction("let node '" + node + "' leave", () -> {
			List<Notice> found = new ArrayList<>();
			this.database.names("SELECT DISTINCT pool FROM @task WHERE owner = ? AND state = 'R'", node)
				.forEach((pool) -> found.add(Notice.queued(pool)));
			this.database.names("SELECT name FROM @lock WHERE node = ?", node)
				.forEach((lock) -> found.add(Notice.unlocked(lock)));
			this.database.update("UPDATE @task SET state = 'Q', owner = NULL, counted = counted - 1, queued_at = " + now
					+ " WHERE owner = ? AND state = 'R'", node);
			this.database.update("UPDATE @lock SET node = NULL, owner = NULL, freed_at = " + now + " WHERE node = ?",
					node);
			this.database.update("DELETE FROM @node WHERE id = ?", node);
			return found;
		});
		this.notifier.tell(notices);
	}

	List<ClusterMember> list() {
		String now = this.dialect.now();
		return this.database.call("list nodes",
				() -> this.database.query(
						"SELECT id, name, build, status, " + now + " - joined_at AS age, lives_until - " + now
								+ " AS lease FROM @node ORDER BY joined_at, id",
						(row, number) -> new ClusterMember(
								new ClusterNode(row.getString("id"), row.getString("name"), row.getString("build"),
										row.getString("status")),
								Duration.ofMillis(Math.max(0, row.getLong("age"))),
								Duration.ofMillis(row.getLong("lease")))));
	}

	List<String> evict() {
		List<Notice> notices = new ArrayList<>();
		List<String> evicted = this.database.call("evict dead nodes", () -> {
			List<String> gone = new ArrayList<>();
			for (String node : this.database.names("SELECT id FROM @node WHERE " + this.dialect.dead())) {
				if (this.database.update("DELETE FROM @node WHERE id = ? AND " + this.dialect.dead(), node) == 1) {
					gone.add(node);
					this.database.names("SELECT name FROM @lock WHERE node = ?", node)
						.forEach((lock) -> notices.add(Notice.unlocked(lock)));
				}
			}
			return gone;
		});
		this.notifier.tell(notices);
		return evicted;
	}

}
