package io.github.parallelpools.engine.bulk;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.pool.PoolState;

/**
 * The threads that wait for results of one pool, to be woken when it has stopped: what is
 * queued then does not end by itself.
 */
public final class PoolStops implements PoolSubscriber {

	private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

	/** The calling thread waits from now on; it looks at the pool afterwards. */
	void add() {
		this.waiting.add(Thread.currentThread());
	}

	void remove() {
		this.waiting.remove(Thread.currentThread());
	}

	@Override
	public void moved(PoolEvent.Moved event) {
		if (event.to() == PoolState.STOPPED) {
			this.waiting.forEach(LockSupport::unpark);
		}
	}

	@Override
	public void missed(PoolEvent.Missed event) {
		this.waiting.forEach(LockSupport::unpark);
	}

}
