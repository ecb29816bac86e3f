package io.github.parallelpools.cluster.jdbc;

import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.DesiredState;
import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;

/**
 * The maps, and what operators want, which is changed by version in the same way. Safe
 * for use by several threads.
 */
final class JdbcMaps {

	private final Database database;

	private final Dialect dialect;

	private final Notifier notifier;

	JdbcMaps(Database database, Dialect dialect, Notifier notifier) {
		this.database = database;
		this.dialect = dialect;
		this.notifier = notifier;
	}

	@Nullable MapValue get(String map, String key) {
		return this.database.call("read map '" + map + "'", () -> read(map, key));
	}

	private @Nullable MapValue read(String map, String key) {
		return this.database.first("SELECT content, version FROM @map WHERE map_name = ? AND map_key = ?",
				(row, number) -> new MapValue(row.getBytes("content"), row.getLong("version")), map, key);
	}

	OptionalLong cas(String map, String key, long expected, byte @Nullable [] value) {
		return this.database.call("change map '" + map + "'", () -> swap(map, key, expected, value));
	}

	@Nullable MapValue put(String map, String key, byte @Nullable [] value) {
		return this.database.call("change map '" + map + "'", () -> {
			while (true) {
				MapValue before = read(map, key);
				long version = (before != null) ? before.version() : MapValue.ABSENT;
				if (swap(map, key, version, value).isPresent()) {
					return before;
				}
			}
		});
	}

	private OptionalLong swap(String map, String key, long expected, byte @Nullable [] value) {
		if (value == null) {
			boolean done = (expected == MapValue.ABSENT) ? read(map, key) == null : this.database
				.update("DELETE FROM @map WHERE map_name = ? AND map_key = ? AND version = ?", map, key, expected) == 1;
			return done ? OptionalLong.of(MapValue.ABSENT) : OptionalLong.empty();
		}
		if (expected == MapValue.ABSENT) {
			return insert(map, key, value);
		}
		Change change = new Change("@map", "content = ?, version = " + this.dialect.nextToken(), new Object[] { value },
				"map_name = ? AND map_key = ? AND version = ?", new Object[] { map, key, expected });
		return this.dialect.change(this.database, change, "version", (row, number) -> row.getLong(1))
			.stream()
			.mapToLong(Long::longValue)
			.findFirst();
	}

	private OptionalLong insert(String map, String key, byte[] value) {
		String insert = this.dialect
			.insertIfAbsent("INSERT INTO @map (map_name, map_key, content, version) VALUES (?, ?, ?, "
					+ this.dialect.nextToken() + ")");
		Long version = this.database.inserted(this.dialect.inserting(insert, "version"), map, key, value);
		return (version != null) ? OptionalLong.of(version) : OptionalLong.empty();
	}

	List<MapEntry> entries(String map) {
		return this.database.call("read map '" + map + "'",
				() -> this.database.query("SELECT map_key, content, version FROM @map WHERE map_name = ?",
						(row, number) -> new MapEntry(row.getString("map_key"),
								new MapValue(row.getBytes("content"), row.getLong("version"))),
						map));
	}

	int size(String map) {
		return (int) (long) this.database.call("count keys of map '" + map + "'",
				() -> this.database.number("SELECT count(*) FROM @map WHERE map_name = ?", map));
	}

	void clear(String map) {
		this.database.call("clear map '" + map + "'",
				() -> this.database.update("DELETE FROM @map WHERE map_name = ?", map));
	}

	List<String> maps() {
		return this.database.call("list maps", () -> this.database.names("SELECT DISTINCT map_name FROM @map"));
	}

	@Nullable DesiredState desired(String pool) {
		return this.database.call("read the desired state of pool '" + pool + "'",
				() -> this.database.first("SELECT version, state FROM @desired WHERE pool = ?",
						(row, number) -> new DesiredState(row.getLong("version"), row.getString("state")), pool));
	}

	OptionalLong desire(String pool, long version, String state) {
		boolean done = this.database.call("set the desired state of pool '" + pool + "'",
				() -> (version == 0)
						? this.database.insert(
								this.dialect
									.insertIfAbsent("INSERT INTO @desired (pool, version, state) VALUES (?, 1, ?)"),
								pool, Texts.storable(state))
						: this.database.update(
								"UPDATE @desired SET version = version + 1, state = ? WHERE pool = ? AND version = ?",
								Texts.storable(state), pool, version) == 1);
		if (done) {
			this.notifier.tell(Notice.commanded(""));
		}
		return done ? OptionalLong.of(version + 1) : OptionalLong.empty();
	}

}
