package io.github.parallelpools.actuate.endpoint;

import java.util.List;

import io.github.parallelpools.shared.Deadlock;

/**
 * Threads that wait for each other in a circle, as the endpoint shows them. The names are
 * a promise; more may be added.
 *
 * @param number counts the deadlocks that were found
 * @param lastingMs for how long the circle has been closed
 * @param mayEnd whether it may end by itself, as somebody waits for a limited time
 * @param text who waits for what, for people to read
 * @param waits each waits for a lock that the next one has, the last for one of the first
 */
record DeadlockDescription(long number, long lastingMs, boolean mayEnd, String text, List<Wait> waits) {

	static DeadlockDescription of(Deadlock deadlock) {
		return new DeadlockDescription(deadlock.number(), deadlock.lasting().toMillis(), deadlock.mayEnd(),
				deadlock.text(), deadlock.waits().stream().map(Wait::of).toList());
	}

	/**
	 * A thread that waits.
	 *
	 * @param who the worker, or else the application, and the thread, for people to read
	 * @param lock the lock that it waits for
	 * @param timed whether it gives up by itself after some time
	 * @param waitingMs for how long it has waited
	 * @param user the thread
	 */
	record Wait(String who, String lock, boolean timed, long waitingMs, LockUserDescription user) {

		static Wait of(Deadlock.Wait wait) {
			return new Wait(wait.user().toString(), wait.lock(), wait.timed(), wait.waiting().toMillis(),
					LockUserDescription.of(wait.user()));
		}

	}

}
