package io.github.parallelpools.cluster.jdbc;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.parallelpools.spi.cluster.ClusterListener;

/**
 * Who in this JVM is told of what happens in one database. Does not know who else there
 * is. Safe for use by several threads.
 */
final class NoticeBoard {

	private static final Log logger = LogFactory.getLog(NoticeBoard.class);

	/** The boards of databases that live in this JVM only, for as long as it does. */
	private static final Map<String, NoticeBoard> SHARED = new ConcurrentHashMap<>();

	private final Set<Reader> readers = new CopyOnWriteArraySet<>();

	private final Map<String, Object> turns = new ConcurrentHashMap<>();

	/** The board of all stores of a database that lives in this JVM only. */
	static NoticeBoard of(String database) {
		return SHARED.computeIfAbsent(database, (name) -> new NoticeBoard());
	}

	void add(Reader reader) {
		this.readers.add(reader);
	}

	void remove(Reader reader) {
		this.readers.remove(reader);
	}

	boolean isRead() {
		return !this.readers.isEmpty();
	}

	/** Whether a notice is for somebody here, and for nobody else. */
	boolean isOnlyFor(Notice notice) {
		return this.readers.stream().anyMatch((reader) -> notice.isFor(reader.node()));
	}

	/** The monitor of those who have their turns. */
	Object turns(String name) {
		return this.turns.computeIfAbsent(name, (key) -> new Object());
	}

	void tell(Notice notice) {
		for (Reader reader : this.readers) {
			try {
				notice.tell(reader);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener of the cluster's store failed with a notice", ex);
			}
		}
	}

	/**
	 * Who is told.
	 *
	 * @param node the id of his node
	 * @param listener his listener
	 */
	record Reader(String node, ClusterListener listener) {
	}

}
