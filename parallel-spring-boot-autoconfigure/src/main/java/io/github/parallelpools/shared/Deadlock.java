package io.github.parallelpools.shared;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Threads that wait for each other in a circle: each waits for a lock that the next one
 * has, and the last for one that the first has. Immutable.
 *
 * @param number counts the deadlocks that were found, from 1
 * @param lasting for how long the circle has been closed
 * @param waits who waits and for what, the thread first that closed the circle
 */
public record Deadlock(long number, Duration lasting, List<Wait> waits) {

	private static final int MOST_NAMED = 10;

	public Deadlock {
		waits = List.copyOf(waits);
	}

	/**
	 * A thread that waits.
	 *
	 * @param user the thread
	 * @param lock the name of the lock that it waits for
	 * @param timed whether it gives up by itself after some time
	 * @param waiting for how long it has waited
	 */
	public record Wait(LockUser user, String lock, boolean timed, Duration waiting) {
	}

	/**
	 * Whether the circle may open by itself, as a thread in it gives up after some time.
	 * @return {@code false} if all wait without a limit
	 */
	public boolean mayEnd() {
		return this.waits.stream().anyMatch(Wait::timed);
	}

	/**
	 * The same deadlock with other words for its threads.
	 * @param names is given a thread, and returns it as it is better known
	 * @return the deadlock
	 */
	public Deadlock named(UnaryOperator<LockUser> names) {
		return new Deadlock(this.number, this.lasting,
				this.waits.stream()
					.map((wait) -> new Wait(names.apply(wait.user()), wait.lock(), wait.timed(), wait.waiting()))
					.toList());
	}

	/**
	 * Who waits for what and what becomes of it, for people to read. Names are as their
	 * owners have chosen them, and may have any characters.
	 * @return the text, which names ten threads at most
	 */
	public String text() {
		String circle = this.waits.stream()
			.limit(MOST_NAMED)
			.map((wait) -> "%s waits for lock '%s'".formatted(wait.user(), wait.lock()))
			.collect(Collectors.joining(", held by the next: "));
		int more = this.waits.size() - MOST_NAMED;
		return "%s threads wait for each other: %s, held by %sthe first. %s".formatted(this.waits.size(), circle,
				(more > 0) ? "one of %s more, and so on to ".formatted(more) : "", outlook());
	}

	private String outlook() {
		return mayEnd() ? "One of them waits for a limited time, so that this may end by itself."
				: "None of them gives up: this ends when a task of theirs is ended, as by 'worker-overtime', "
						+ "or a lock is released by hand. Let all take these locks in the same order.";
	}

	@Override
	public String toString() {
		return text();
	}

}
