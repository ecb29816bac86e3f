package io.github.parallelpools.actuate.endpoint;

import java.util.List;

import io.github.parallelpools.shared.LockSnapshot;

/**
 * A lock that somebody has, as the endpoint shows it.
 *
 * @param name the lock's name
 * @param holder who has it
 * @param holds how many times
 * @param heldMs since when
 * @param waiters who waits for it, the next one first
 */
record LockDescription(String name, String holder, int holds, long heldMs, List<Waiter> waiters) {

	static LockDescription of(LockSnapshot lock) {
		return new LockDescription(lock.name(), lock.holder(), lock.holds(), lock.held().toMillis(),
				lock.waiters().stream().map((one) -> new Waiter(one.who(), one.waiting().toMillis())).toList());
	}

	/**
	 * Who waits for a lock.
	 *
	 * @param who the worker, or else the application, and the thread
	 * @param waitingMs for how long
	 */
	record Waiter(String who, long waitingMs) {
	}

}
