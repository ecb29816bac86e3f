package io.github.parallelpools.cluster.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Gathers notices and tells them by a thread of its own: to this JVM at once, and to
 * others with at most one message at a time. The thread is there only once there was
 * something to tell. Safe for use by several threads.
 */
final class Notifier implements AutoCloseable {

	/** How long is waited for the last notices, in ms. */
	private static final long LAST = 1000;

	private static final Log logger = LogFactory.getLog(Notifier.class);

	private final NoticeBoard board;

	/** Tells other JVMs; {@code null} if there are none, or they can't be told. */
	private final @Nullable Consumer<List<Notice>> others;

	/** Guarded by this. */
	private final Set<Notice> gathered = new LinkedHashSet<>();

	/** Guarded by this. */
	private @Nullable Thread thread;

	/** Guarded by this. */
	private boolean closed;

	Notifier(NoticeBoard board, @Nullable Consumer<List<Notice>> others) {
		this.board = board;
		this.others = others;
	}

	void tell(Notice notice) {
		tell(List.of(notice));
	}

	synchronized void tell(Collection<Notice> notices) {
		if (this.closed || notices.isEmpty() || (this.others == null && !this.board.isRead())) {
			return;
		}
		this.gathered.addAll(notices);
		if (this.thread == null) {
			Thread made = new Thread(this::run, "parallel-cluster-notices");
			made.setDaemon(true);
			made.start();
			this.thread = made;
		}
		notifyAll();
	}

	private void run() {
		try {
			for (List<Notice> notices = next(); !notices.isEmpty(); notices = next()) {
				notices.forEach(this.board::tell);
				List<Notice> rest = notices.stream().filter((one) -> !this.board.isOnlyFor(one)).toList();
				if (this.others != null && !rest.isEmpty()) {
					send(this.others, rest);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Waits for notices. Once it is closed there are none. */
	private synchronized List<Notice> next() throws InterruptedException {
		while (this.gathered.isEmpty() && !this.closed) {
			wait();
		}
		List<Notice> notices = new ArrayList<>(this.gathered);
		this.gathered.clear();
		return notices;
	}

	/** They are hints: whoever waits for one also looks by himself. */
	private static void send(Consumer<List<Notice>> others, List<Notice> notices) {
		try {
			others.accept(notices);
		}
		catch (ClusterStoreException ex) {
			logger.debug("Notices of the cluster were not sent", ex);
		}
	}

	/**
	 * Tells what is gathered; others need not look for what a leaving node gives back.
	 */
	@Override
	public void close() {
		Thread last;
		synchronized (this) {
			this.closed = true;
			notifyAll();
			last = this.thread;
		}
		if (last != null && last != Thread.currentThread()) {
			try {
				last.join(LAST);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
