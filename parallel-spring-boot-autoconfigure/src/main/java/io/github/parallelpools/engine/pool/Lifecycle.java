package io.github.parallelpools.engine.pool;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;

/**
 * Guards the moves between pool states; knows nothing of workers or tasks. Moves are made
 * under the pool's lock and announced after it was released.
 */
final class Lifecycle {

	private static final System.Logger logger = System.getLogger(Lifecycle.class.getName());

	private final String pool;

	private final System.Logger.Level level;

	private final PoolEnds ends;

	private final Queue<PoolState> news = new ConcurrentLinkedQueue<>();

	/** Written under the pool's lock. */
	private volatile PoolState state = PoolState.NEW;

	Lifecycle(String pool, System.Logger.Level level, PoolEnds ends) {
		this.pool = pool;
		this.level = level;
		this.ends = ends;
	}

	PoolState state() {
		return this.state;
	}

	boolean is(PoolState one) {
		return this.state == one;
	}

	/** Makes a move; the one who made it does the work that goes with it. */
	void move(PoolState to) {
		if (!this.state.next().contains(to)) {
			throw refusal("become " + to);
		}
		this.state = to;
		this.news.add(to);
	}

	PoolStateException refusal(String move) {
		return new PoolStateException("Pool '%s' is %s and can't %s. Possible from here: %s.".formatted(this.pool,
				this.state, move, this.state.next()));
	}

	/** Whether moves were made that nobody has announced. */
	boolean hasNews() {
		return !this.news.isEmpty();
	}

	void announce() {
		for (PoolState to; (to = this.news.poll()) != null;) {
			SafeLog.log(logger, this.level, "Pool ''{0}'' is {1}", this.pool, to);
			if (to == PoolState.STOPPED) {
				this.ends.stopped();
			}
		}
	}

}
