package io.github.parallelpools.shared;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Who holds a lock at one moment and who waits for it.
 *
 * @param name the lock's name
 * @param owner the thread that holds it
 * @param holds how many times the holder has taken it, at least 1
 * @param held for how long the holder has had it
 * @param waiters who waits, the next one first
 */
public record LockSnapshot(String name, LockUser owner, int holds, Duration held, List<Waiter> waiters) {

	public LockSnapshot {
		waiters = List.copyOf(waiters);
	}

	/**
	 * Who waits for a lock.
	 *
	 * @param user the thread
	 * @param timed whether it gives up by itself after some time
	 * @param waiting for how long it has waited
	 */
	public record Waiter(LockUser user, boolean timed, Duration waiting) {

		/**
		 * The thread, for people to read.
		 * @return the worker, or else the application, and the thread
		 */
		public String who() {
			return this.user.toString();
		}

	}

	/**
	 * The thread that holds it, for people to read.
	 * @return the worker, or else the application, and the thread
	 */
	public String holder() {
		return this.owner.toString();
	}

	/**
	 * The same lock with other words for its threads.
	 * @param names is given a thread, and returns it as it is better known
	 * @return the lock
	 */
	public LockSnapshot named(UnaryOperator<LockUser> names) {
		return new LockSnapshot(this.name, names.apply(this.owner), this.holds, this.held,
				this.waiters.stream()
					.map((waiter) -> new Waiter(names.apply(waiter.user()), waiter.timed(), waiter.waiting()))
					.toList());
	}

}
