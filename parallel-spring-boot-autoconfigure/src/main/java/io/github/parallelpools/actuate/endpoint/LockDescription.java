package io.github.parallelpools.actuate.endpoint;

import java.util.List;

import io.github.parallelpools.shared.LockSnapshot;

/**
 * A lock that somebody has, as the endpoint shows it. The names are a promise; more may
 * be added.
 *
 * @param name the lock's name
 * @param holder who has it, for people to read
 * @param owner the thread that has it
 * @param holds how many times
 * @param heldMs since when
 * @param waiters who waits for it, the next one first
 */
record LockDescription(String name, String holder, LockUserDescription owner, int holds, long heldMs,
		List<Waiter> waiters) {

	static LockDescription of(LockSnapshot lock) {
		return new LockDescription(lock.name(), lock.holder(), LockUserDescription.of(lock.owner()), lock.holds(),
				lock.held().toMillis(), lock.waiters().stream().map(Waiter::of).toList());
	}

	/**
	 * Who waits for a lock.
	 *
	 * @param who the worker, or else the application, and the thread, for people to read
	 * @param timed whether it gives up by itself after some time
	 * @param waitingMs for how long
	 * @param user the thread
	 */
	record Waiter(String who, boolean timed, long waitingMs, LockUserDescription user) {

		static Waiter of(LockSnapshot.Waiter waiter) {
			return new Waiter(waiter.who(), waiter.timed(), waiter.waiting().toMillis(),
					LockUserDescription.of(waiter.user()));
		}

	}

}
