package io.github.parallelpools.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;

/**
 * What a node was told and its listener does not know yet, each thing once. If there is
 * too much of it, all of it becomes one {@code missed}. Knows no connection. The reader
 * of the connection adds, which never waits; the watch's thread tells.
 */
final class RedisNotices {

	private static final Log logger = LogFactory.getLog(RedisNotices.class);

	private static final int MOST = 10_000;

	private static final String MISSED = "m";

	/** What stands between the parts of an end. */
	private static final String END = "\0";

	/** How many parts an end has; the last one is its value. */
	private static final int ENDS = 5;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition added = this.lock.newCondition();

	/** As they came, each byte a character. Guarded by the lock. */
	private Set<String> notices = new LinkedHashSet<>();

	/** Guarded by the lock: somebody wants the watch's thread to look around. */
	private boolean woken;

	void add(byte[] notice) {
		add(new String(notice, StandardCharsets.ISO_8859_1));
	}

	private void add(String notice) {
		this.lock.lock();
		try {
			if (this.notices.size() >= MOST) {
				this.notices.clear();
				this.notices.add(MISSED);
			}
			this.notices.add(notice);
			this.added.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	void addMissed() {
		add(MISSED);
	}

	void wake() {
		this.lock.lock();
		try {
			this.woken = true;
			this.added.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits until there is a notice, or {@link #wake} was called, but not for ever. */
	void await(Duration longest) throws InterruptedException {
		this.lock.lock();
		try {
			long rest = longest.toNanos();
			while (this.notices.isEmpty() && !this.woken && rest > 0) {
				rest = this.added.awaitNanos(rest);
			}
			this.woken = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	void tell(ClusterListener listener) {
		Set<String> taken;
		this.lock.lock();
		try {
			taken = this.notices;
			this.notices = new LinkedHashSet<>();
		}
		finally {
			this.lock.unlock();
		}
		for (String notice : taken) {
			try {
				tell(listener, notice);
			}
			catch (RuntimeException ex) {
				logger.error("A listener of the cluster failed, which none may. It goes on with the next notice.", ex);
			}
		}
	}

	/** Reads what the script has put together. */
	private static EndedTask ended(String[] parts) {
		byte[] value = parts[4].getBytes(StandardCharsets.ISO_8859_1);
		String id = new String(parts[0].getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
		return new EndedTask(id, new ClusterOutcome(parts[1], value, parts[2].equals("1")), Integer.parseInt(parts[3]),
				"");
	}

	private static void tell(ClusterListener listener, String notice) {
		byte[] rest = notice.substring(1).getBytes(StandardCharsets.ISO_8859_1);
		String name = new String(rest, StandardCharsets.UTF_8);
		switch (notice.charAt(0)) {
			case 'q' -> listener.queued(name);
			case 'e' -> {
				if (name.isEmpty()) {
					// An older release does not say which.
					listener.ended();
				}
				else {
					listener.ended(name);
				}
			}
			case 'E' -> listener.ended(ended(notice.substring(1).split(END, ENDS)));
			case 'u' -> listener.unlocked(name);
			case 'c' -> listener.commanded();
			case 'm' -> listener.missed();
			default -> logger.debug("Unknown notice, probably of a newer release: " + notice);
		}
	}

}
