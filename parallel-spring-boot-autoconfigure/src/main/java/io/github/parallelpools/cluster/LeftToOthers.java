package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Which tasks this instance leaves to others for a while, as it can't decode them: while
 * a deployment is under way, another build may have the class that this one lacks. Used
 * by the threads that claim; thread-safe.
 */
final class LeftToOthers {

	private static final System.Logger logger = System.getLogger(LeftToOthers.class.getName());

	/** For how long a task is left to them. */
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/** For how long the log says nothing of others. */
	private static final Duration SILENCE = Duration.ofSeconds(10);

	/** How many tasks are known. */
	private static final int MOST = 1000;

	private final String pool;

	private final ClusterStore store;

	private final PoolRules rules;

	private final Timers timers;

	/** Since when, by task. Guarded by this. */
	private final Map<String, Long> since = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1;

		@Override
		protected boolean removeEldestEntry(Map.@Nullable Entry<String, Long> eldest) {
			return size() > MOST;
		}

	};

	/** Guarded by this. */
	private long tellAt;

	LeftToOthers(String pool, ClusterStore store, PoolRules rules, Timers timers) {
		this.pool = pool;
		this.store = store;
		this.rules = rules;
		this.timers = timers;
		this.tellAt = timers.nanos();
	}

	/**
	 * This instance can't decode a task.
	 * @return whether another may, so that this attempt is none
	 */
	boolean leaves(ClaimedTask task, Throwable error) {
		if (!hasOthers()) {
			return false;
		}
		long now = this.timers.nanos();
		boolean tells;
		Long first;
		synchronized (this) {
			first = this.since.putIfAbsent(task.id(), now);
			tells = first == null && now - this.tellAt >= 0;
			this.tellAt = tells ? now + SILENCE.toNanos() : this.tellAt;
		}
		if (tells) {
			logger.log(System.Logger.Level.WARNING,
					"Task %s of pool '%s' can't be decoded here, and is left to instances of other builds for %s s, as are others like it: %s"
						.formatted(task.id(), this.pool, PATIENCE.toSeconds(), error));
		}
		return first == null || now - first < PATIENCE.toNanos();
	}

	private boolean hasOthers() {
		try {
			return this.store.nodes()
				.stream()
				.anyMatch((member) -> !this.rules.can().contains(PoolRules.build(member.node().build())));
		}
		catch (ClusterStoreException ex) {
			// They may be there, and the task is not told of now anyway
			return true;
		}
	}

}
