package io.github.parallelpools.cluster.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import io.github.parallelpools.spi.cluster.StoredLock;

/** The locks, and the tokens of all that there ever were. Guarded by the memory. */
final class MemoryLockTable {

	private final MemoryNodes nodes;

	private final MemoryNotices notices;

	private final Map<String, Long> tokens = new HashMap<>();

	private final TreeMap<String, StoredLock> held = new TreeMap<>();

	MemoryLockTable(MemoryNodes nodes, MemoryNotices notices) {
		this.nodes = nodes;
		this.notices = notices;
	}

	OptionalLong tryLock(String node, String name, String owner) {
		if (!this.nodes.has(node)) {
			return OptionalLong.empty();
		}
		StoredLock lock = this.held.get(name);
		if (lock != null) {
			boolean same = lock.node().equals(node) && lock.owner().equals(owner);
			return same ? OptionalLong.of(lock.token()) : OptionalLong.empty();
		}
		long token = this.tokens.merge(name, 1L, Long::sum);
		this.held.put(name, new StoredLock(name, node, owner, token));
		return OptionalLong.of(token);
	}

	boolean unlock(String node, String name, long token) {
		StoredLock lock = this.held.get(name);
		if (lock == null || !lock.node().equals(node) || lock.token() != token) {
			return false;
		}
		free(lock);
		return true;
	}

	Optional<StoredLock> forceUnlock(String name) {
		StoredLock lock = this.held.get(name);
		if (lock != null) {
			free(lock);
		}
		return Optional.ofNullable(lock);
	}

	/** Frees what a node has that is gone. */
	void leave(String node) {
		list().stream().filter((lock) -> lock.node().equals(node)).forEach(this::free);
	}

	List<StoredLock> list() {
		return List.copyOf(this.held.values());
	}

	private void free(StoredLock lock) {
		this.held.remove(lock.name());
		this.notices.tell((listener) -> listener.unlocked(lock.name()));
	}

}
