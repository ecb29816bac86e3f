package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;

/**
 * Which locks in memory there are, and who has and wants how many. Gives no answers, and
 * is not thread-safe: the mutex of its {@link MemoryLocks} guards it.
 */
final class LockBooks {

	private final Map<String, HeldLock> locks = new TreeMap<>();

	private final Map<LockOwner, Set<HeldLock>> holdings = new HashMap<>();

	private final WaitGraph waits = new WaitGraph();

	/** Numbers what is granted, of all locks together. */
	private long grants;

	/** How many locks the threads of a session have or wait for. */
	private final Map<LockSession, Integer> loads = new HashMap<>();

	int size() {
		return this.locks.size();
	}

	@Nullable HeldLock find(String lock) {
		return this.locks.get(lock);
	}

	/** A lock that somebody has. */
	HeldLock require(String lock) {
		return Objects.requireNonNull(this.locks.get(lock), "Somebody has it");
	}

	/** Takes a lock that is free, or that the owner has; returns whether it is so. */
	boolean take(String lock, LockOwner owner) {
		HeldLock held = this.locks.get(lock);
		if (held == null) {
			requireRoom(lock, owner.session());
			held = new HeldLock(lock, owner, ++this.grants);
			this.locks.put(lock, held);
			note(held);
			load(owner);
			return true;
		}
		if (held.isHeldBy(owner)) {
			held.takeAgain();
			return true;
		}
		return false;
	}

	/**
	 * Has a wish wait for a lock that another owner has.
	 * @return the circle that this has closed, if it has
	 */
	@Nullable Deadlock await(HeldLock.Wish wish) {
		requireRoom(wish.held().name(), wish.owner().session());
		wish.held().await(wish);
		load(wish.owner());
		return this.waits.add(wish);
	}

	/** Refuses what would be too much for the memory of an application. */
	private void requireRoom(String lock, LockSession session) {
		if (!session.isApplication() && this.loads.getOrDefault(session, 0) >= LockSession.MOST_LOCKS) {
			throw session.refusal(lock);
		}
	}

	/** Forgets a wish; returns whether it still waited. */
	boolean forget(HeldLock.Wish wish) {
		if (!wish.held().forget(wish)) {
			return false;
		}
		forgotten(wish);
		return true;
	}

	/** Forgets all wishes of a session. */
	List<HeldLock.Wish> forget(LockSession session) {
		List<HeldLock.Wish> forgotten = new ArrayList<>();
		this.locks.values().forEach((held) -> held.forget(session, forgotten));
		forgotten.forEach(this::forgotten);
		return forgotten;
	}

	private void forgotten(HeldLock.Wish wish) {
		this.waits.remove(wish);
		unload(wish.owner());
	}

	/** Takes a lock from its owner and gives it to the next; returns who to tell. */
	HeldLock.@Nullable Wish pass(HeldLock held) {
		LockOwner owner = held.owner();
		Set<HeldLock> holding = this.holdings.get(owner);
		if (holding != null && holding.remove(held) && holding.isEmpty()) {
			this.holdings.remove(owner);
		}
		unload(owner);
		HeldLock.Wish next = held.pass(++this.grants);
		this.waits.passed(held, next);
		if (next == null) {
			this.locks.remove(held.name());
		}
		else {
			note(held);
		}
		return next;
	}

	/**
	 * Takes all locks but some from an owner.
	 * @param kept those that it keeps, as often as it keeps them
	 * @param granted is added who has got one
	 * @return the names of the locks that it has no more, or less often
	 */
	List<String> takeAway(LockOwner owner, Collection<String> kept, List<HeldLock.Wish> granted) {
		List<String> names = new ArrayList<>();
		for (HeldLock held : List.copyOf(this.holdings.getOrDefault(owner, Set.of()))) {
			int holds = Collections.frequency(kept, held.name());
			if (holds > 0) {
				if (held.giveBackBut(holds)) {
					names.add(held.name());
				}
			}
			else {
				names.add(held.name());
				HeldLock.Wish next = pass(held);
				if (next != null) {
					granted.add(next);
				}
			}
		}
		return names;
	}

	List<String> heldBy(LockOwner owner) {
		return this.holdings.getOrDefault(owner, Set.of())
			.stream()
			.flatMap((held) -> Collections.nCopies(held.holds(), held.name()).stream())
			.toList();
	}

	/** Those in a session that have locks. */
	List<LockOwner> owners(LockSession session) {
		return this.holdings.keySet().stream().filter((owner) -> owner.session().equals(session)).toList();
	}

	List<Deadlock> deadlocks(long now) {
		return this.waits.deadlocks(now);
	}

	List<LockSnapshot> snapshot(long now) {
		return this.locks.values().stream().map((held) -> held.snapshot(now)).toList();
	}

	private void note(HeldLock held) {
		this.holdings.computeIfAbsent(held.owner(), (key) -> new LinkedHashSet<>()).add(held);
	}

	private void load(LockOwner owner) {
		this.loads.merge(owner.session(), 1, Integer::sum);
	}

	private void unload(LockOwner owner) {
		this.loads.computeIfPresent(owner.session(), (session, load) -> (load > 1) ? load - 1 : null);
	}

}
