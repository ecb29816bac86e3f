package io.github.parallelpools.cluster.jdbc;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.StoredLock;

/**
 * The locks, each a row that is there while somebody has it, and a while longer. Safe for
 * use by several threads.
 */
final class JdbcLocks {

	private static final String ALIVE = "EXISTS (SELECT 1 FROM @node n WHERE n.id = ?)";

	private static final String HELD = "SELECT l.name, l.node, l.owner, l.token FROM @lock l WHERE EXISTS (SELECT 1 FROM @node n WHERE n.id = l.node)";

	private final Database database;

	private final Dialect dialect;

	private final Notifier notifier;

	JdbcLocks(Database database, Dialect dialect, Notifier notifier) {
		this.database = database;
		this.dialect = dialect;
		this.notifier = notifier;
	}

	OptionalLong tryLock(String node, String lock, String owner) {
		return this.database.call("take lock '" + lock + "'", () -> {
			Long token = grant(node, lock, owner, "node IS NULL");
			while (token == null) {
				Row row = row(lock);
				if (row == null) {
					if (!isAlive(node)) {
						return OptionalLong.empty();
					}
					insert(lock);
				}
				else if (row.alive()) {
					boolean same = node.equals(row.node()) && owner.equals(row.owner());
					return same ? OptionalLong.of(row.token()) : OptionalLong.empty();
				}
				else if (!isAlive(node)) {
					return OptionalLong.empty();
				}
				token = (row == null || row.node() == null) ? grant(node, lock, owner, "node IS NULL")
						: grant(node, lock, owner, "node = ? AND token = ?", row.node(), row.token());
			}
			return OptionalLong.of(token);
		});
	}

	/** Takes a lock whose row is as it must be; {@code null} if it is not. */
	private @Nullable Long grant(String node, String lock, String owner, String where, Object... values) {
		Change grant = new Change("@lock", "node = ?, owner = ?, token = " + this.dialect.nextToken(),
				new Object[] { node, owner }, "name = ? AND " + ALIVE + " AND " + where,
				Stream.concat(Stream.of(lock, node), Stream.of(values)).toArray());
		List<Long> tokens = this.dialect.change(this.database, grant, "token", (row, number) -> row.getLong(1));
		return tokens.isEmpty() ? null : tokens.get(0);
	}

	private @Nullable Row row(String lock) {
		return this.database.first(
				"SELECT l.node, l.owner, l.token, CASE WHEN EXISTS (SELECT 1 FROM @node n WHERE n.id = l.node) THEN 1 ELSE 0 END AS alive"
						+ " FROM @lock l WHERE l.name = ?",
				(row, number) -> new Row(row.getString("node"), row.getString("owner"), row.getLong("token"),
						row.getInt("alive") == 1),
				lock);
	}

	private boolean isAlive(String node) {
		return this.database.number("SELECT count(*) FROM @node WHERE id = ?", node) == 1;
	}

	private void insert(String lock) {
		this.database.insert(this.dialect.insertIfAbsent(
				"INSERT INTO @lock (name, token, freed_at) VALUES (?, 0, " + this.dialect.now() + ")"), lock);
	}

	boolean unlock(String node, String lock, long token) {
		boolean done = this.database.call("give lock '" + lock + "' back", () -> free(lock, token, node));
		if (done) {
			this.notifier.tell(Notice.unlocked(lock));
		}
		return done;
	}

	private boolean free(String lock, long token, String node) {
		return this.database.update("UPDATE @lock SET node = NULL, owner = NULL, freed_at = " + this.dialect.now()
				+ " WHERE name = ? AND token = ? AND node = ? AND " + ALIVE, lock, token, node, node) == 1;
	}

	Optional<StoredLock> forceUnlock(String lock) {
		Optional<StoredLock> taken = this.database.call("take lock '" + lock + "' away", () -> {
			for (StoredLock held = held(lock); held != null; held = held(lock)) {
				if (free(lock, held.token(), held.node())) {
					return Optional.of(held);
				}
			}
			return Optional.empty();
		});
		taken.ifPresent((held) -> this.notifier.tell(Notice.unlocked(lock)));
		return taken;
	}

	private @Nullable StoredLock held(String lock) {
		return this.database.first(HELD + " AND l.name = ?", (row, number) -> new StoredLock(row.getString("name"),
				row.getString("node"), row.getString("owner"), row.getLong("token")), lock);
	}

	List<StoredLock> list() {
		return this.database
			.call("list locks",
					() -> this.database.query(HELD,
							(row, number) -> new StoredLock(row.getString("name"), row.getString("node"),
									row.getString("owner"), row.getLong("token"))))
			.stream()
			.sorted(Comparator.comparing(StoredLock::name))
			.toList();
	}

	/**
	 * A lock's row.
	 *
	 * @param node who has it, {@code null} if nobody
	 * @param owner who of the node
	 * @param token the token of the last grant
	 * @param alive whether the node that has it is there
	 */
	private record Row(@Nullable String node, @Nullable String owner, long token, boolean alive) {
	}

}
