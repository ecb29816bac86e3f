package io.github.parallelpools.shared;

import java.time.Duration;
import java.util.List;

/**
 * Who holds a lock at one moment and who waits for it: what is to be known to find a
 * deadlock.
 *
 * @param name the lock's name
 * @param holder the worker, or else the application, and the thread that hold it
 * @param holds how many times the holder has taken it, at least 1
 * @param held for how long the holder has had it
 * @param waiters who waits, the next one first
 */
public record LockSnapshot(String name, String holder, int holds, Duration held, List<Waiter> waiters) {

	public LockSnapshot {
		waiters = List.copyOf(waiters);
	}

	/**
	 * Who waits for a lock.
	 *
	 * @param who the worker, or else the application, and the thread
	 * @param waiting for how long
	 */
	public record Waiter(String who, Duration waiting) {
	}

}
