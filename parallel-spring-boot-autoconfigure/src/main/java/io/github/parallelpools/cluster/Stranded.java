package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.QueueFigures;

/**
 * Warns of tasks that nobody will run, as those are gone who can: lambdas of a build that
 * was replaced, items of a handler that was renamed. Used by one thread at a time.
 */
final class Stranded {

	private static final System.Logger logger = System.getLogger(Stranded.class.getName());

	/** How long tasks wait, and an idle instance asks in vain, before that is odd. */
	static final Duration LONG = Duration.ofSeconds(30);

	/** How often is warned of a pool. */
	private static final Duration AGAIN = Duration.ofMinutes(10);

	private final ClusterStore store;

	private final ClusterSettings settings;

	private final Timers timers;

	/** When there may be another warning, by pool. */
	private final Map<String, Long> warnAt = new HashMap<>();

	Stranded(ClusterStore store, ClusterSettings settings, Timers timers) {
		this.store = store;
		this.settings = settings;
		this.timers = timers;
	}

	/**
	 * Looks at a pool.
	 * @param node what this instance does for it
	 * @param figures how much there is to do
	 */
	void look(PoolNode node, QueueFigures figures) {
		String pool = node.pool().name();
		long now = this.timers.nanos();
		boolean waits = figures.queued() > 0 && figures.oldestWait().compareTo(LONG) >= 0;
		if (!waits || !node.asksInVain(LONG, figures.running()) || now - this.warnAt.getOrDefault(pool, now) < 0
				|| hasOtherBuilds()) {
			return;
		}
		this.warnAt.put(pool, now + AGAIN.toNanos());
		logger.log(System.Logger.Level.WARNING,
				"%s tasks of pool '%s' wait in the cluster, the oldest for %s s, though this instance has idle workers: it can't run them, and there is no instance of another build. They are lambdas of another build, or items for a handler of another name, and count for 'queue.capacity'. Unless other instances of this build have that handler and are busy, start an instance that can run them, or cancel them by their ids or tags; a deadline in 'TaskOptions' ends such tasks by itself."
					.formatted(figures.queued(), pool, figures.oldestWait().toSeconds()));
	}

	private boolean hasOtherBuilds() {
		return this.store.nodes().stream().anyMatch((member) -> !member.node().build().equals(this.settings.build()));
	}

}
