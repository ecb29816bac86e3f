package io.github.parallelpools.shared.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;

/**
 * Who waits for whom: each wish leads from its owner to the owner of the lock that it is
 * for. Finds the circle that a new wish closes, and knows those that are still closed.
 * Tells nobody, and is not thread-safe: the mutex of the {@link MemoryLocks} guards it.
 * <p>
 * A circle is only looked for when a wish is added. An owner that gets a lock waits for
 * nothing at that moment, so that no circle closes with it. A wish also waits for those
 * before it in the queue, but a queue only stands still if its lock's owner does, which
 * is in a circle or waits for one that is.
 */
final class WaitGraph {

	/**
	 * What a hostile worker may make the application search, and longer than any circle.
	 */
	static final int MOST_STEPS = 1_000;

	/** How many are known at a time; more are not looked for. */
	static final int MOST_CIRCLES = 100;

	/** A thread waits for one lock at a time, but a hostile worker may say otherwise. */
	private final Map<LockOwner, Set<HeldLock.Wish>> wishes = new HashMap<>();

	private final List<Circle> circles = new ArrayList<>();

	private long count;

	/**
	 * Owners that wait for each other.
	 *
	 * @param number counts them
	 * @param sinceNanos when it was closed
	 * @param wishes each waits for a lock that the owner of the next one has
	 */
	private record Circle(long number, long sinceNanos, List<HeldLock.Wish> wishes) {

		boolean has(HeldLock.Wish wish) {
			return this.wishes.contains(wish);
		}

		boolean leadsOver(HeldLock held) {
			return this.wishes.stream().anyMatch((wish) -> wish.held() == held);
		}

		Deadlock snapshot(long now) {
			return new Deadlock(this.number, Duration.ofNanos(now - this.sinceNanos),
					this.wishes.stream().map((wish) -> wish.snapshot(now)).toList());
		}

	}

	/**
	 * A wish begins to wait.
	 * @return the circle that it closes, if it does
	 */
	@Nullable Deadlock add(HeldLock.Wish wish) {
		try {
			this.wishes.computeIfAbsent(wish.owner(), (owner) -> new LinkedHashSet<>(2)).add(wish);
			if (!this.wishes.containsKey(wish.held().owner()) || this.circles.size() >= MOST_CIRCLES) {
				return null;
			}
			List<HeldLock.Wish> closed = search(wish);
			if (closed.isEmpty()) {
				return null;
			}
			long now = System.nanoTime();
			Circle circle = new Circle(this.count + 1, now, closed);
			Deadlock told = circle.snapshot(now);
			this.circles.add(circle);
			this.count++;
			return told;
		}
		catch (OutOfMemoryError ex) {
			// The wish waits all the same.
			return null;
		}
	}

	/** The shortest way from the owner of a wish back to it, empty if there is none. */
	private List<HeldLock.Wish> search(HeldLock.Wish last) {
		Map<HeldLock.Wish, HeldLock.Wish> cameFrom = new HashMap<>();
		Deque<HeldLock.Wish> open = new ArrayDeque<>();
		for (HeldLock.Wish wish = last; wish != null; wish = open.poll()) {
			LockOwner holder = wish.held().owner();
			if (holder.equals(last.owner())) {
				return way(wish, cameFrom);
			}
			for (HeldLock.Wish next : this.wishes.getOrDefault(holder, Set.of())) {
				if (cameFrom.size() >= MOST_STEPS) {
					break;
				}
				if (cameFrom.putIfAbsent(next, wish) == null) {
					open.add(next);
				}
			}
		}
		return List.of();
	}

	private static List<HeldLock.Wish> way(HeldLock.Wish end, Map<HeldLock.Wish, HeldLock.Wish> cameFrom) {
		LinkedList<HeldLock.Wish> way = new LinkedList<>();
		for (HeldLock.Wish wish = end; wish != null; wish = cameFrom.get(wish)) {
			way.addFirst(wish);
		}
		return List.copyOf(way);
	}

	/** A wish was forgotten. */
	void remove(HeldLock.Wish wish) {
		Set<HeldLock.Wish> waiting = this.wishes.get(wish.owner());
		if (waiting != null && waiting.remove(wish) && waiting.isEmpty()) {
			this.wishes.remove(wish.owner());
		}
		if (!this.circles.isEmpty()) {
			this.circles.removeIf((circle) -> circle.has(wish));
		}
	}

	/**
	 * A lock was taken from its owner.
	 * @param granted who has it now, {@code null} if nobody
	 */
	void passed(HeldLock held, HeldLock.@Nullable Wish granted) {
		if (granted != null) {
			remove(granted);
		}
		if (!this.circles.isEmpty()) {
			this.circles.removeIf((circle) -> circle.leadsOver(held));
		}
	}

	List<Deadlock> deadlocks(long now) {
		return this.circles.stream().map((circle) -> circle.snapshot(now)).toList();
	}

}
