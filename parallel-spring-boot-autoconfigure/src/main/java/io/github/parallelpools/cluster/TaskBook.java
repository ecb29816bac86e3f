package io.github.parallelpools.cluster;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;

/**
 * The records of the standalone tasks of the cluster, in its store. Each method may throw
 * that the store does not answer. Thread-safe.
 */
final class TaskBook {

	/** The map that has them. */
	static final String MAP = StoredNames.OWN + "tasks";

	private static final String LOCK = StoredNames.OWN + "task:";

	private static final int TRIES = 100;

	private final ClusterStore store;

	TaskBook(ClusterStore store) {
		this.store = store;
	}

	/** The lock that belongs to whoever executes a task. */
	static String lock(String task) {
		return LOCK + task;
	}

	/** The task of a lock, {@code null} if it is another lock. */
	static @Nullable String task(String lock) {
		return lock.startsWith(LOCK) ? lock.substring(LOCK.length()) : null;
	}

	TaskRecord read(String task) {
		MapValue found = this.store.get(MAP, task);
		return (found != null) ? TaskRecord.read(found.version(), found.value()) : TaskRecord.NOTHING;
	}

	/** Returns {@code false} if somebody has changed the record since it was read. */
	boolean write(String task, TaskRecord record) {
		OptionalLong written = this.store.cas(MAP, task, record.version(), record.write());
		return written.isPresent();
	}

	/** Removes the record, if nothing runs and that was the last end. */
	void forget(String task, long ended) {
		TaskRecord record = read(task);
		if (record.run() == null && record.ended() == ended) {
			this.store.cas(MAP, task, record.version(), null);
		}
	}

	/** Has something done with a run; returns {@code false} if there is none. */
	boolean order(String task, TaskOrder order, String by) {
		for (int i = 0; i < TRIES; i++) {
			TaskRecord record = read(task);
			if (record.run() == null) {
				return false;
			}
			if (write(task, record.wishing(order, by))) {
				return true;
			}
		}
		return false;
	}

	/** All records that can be read here, by the names of the tasks. */
	Map<String, TaskRecord> all() {
		Map<String, TaskRecord> all = new TreeMap<>();
		for (MapEntry entry : this.store.entries(MAP)) {
			try {
				all.put(entry.key(), TaskRecord.read(entry.value().version(), entry.value().value()));
			}
			catch (IllegalArgumentException ex) {
				// Another release has written it, which shows it.
				continue;
			}
		}
		return all;
	}

}
