package io.github.parallelpools.engine.pool;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;

/**
 * Guards the moves between pool states; knows nothing of workers or tasks. Moves are made
 * under the pool's lock and told after it was released.
 */
final class Lifecycle {

	private final String pool;

	private final PoolEvents events;

	/** Written under the pool's lock. */
	private volatile PoolState state = PoolState.NEW;

	Lifecycle(String pool, PoolEvents events) {
		this.pool = pool;
		this.events = events;
	}

	PoolState state() {
		return this.state;
	}

	boolean is(PoolState one) {
		return this.state == one;
	}

	/** Makes a move; the one who made it does the work that goes with it. */
	void move(PoolState to) {
		PoolState from = this.state;
		if (!from.next().contains(to)) {
			throw refusal("become " + to);
		}
		this.state = to;
		note(from, to);
	}

	/** Whatever memory there is to tell of it, the move is made. */
	private void note(PoolState from, PoolState to) {
		try {
			this.events.note(new PoolEvent.Moved(from, to));
		}
		catch (OutOfMemoryError ex) {
			this.events.noteMissed();
		}
	}

	PoolStateException refusal(String move) {
		return new PoolStateException("Pool '%s' is %s and can't %s. Possible from here: %s.".formatted(this.pool,
				this.state, move, this.state.next()));
	}

}
