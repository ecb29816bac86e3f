package io.github.parallelpools.shared.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockSnapshot;

/**
 * Locks in the application's memory. A lock exists while somebody has it; one that is
 * given back goes straight to who has waited longest, so that nobody can overtake.
 *
 * <pre>
 *   WAITING --the holder gives back--> GRANTED
 *      '----cancelled, session ended--> CANCELLED
 * </pre>
 */
public final class MemoryLocks implements LockStore {

	private final ReentrantLock mutex = new ReentrantLock();

	// All below is guarded by the mutex.

	private final Map<String, Held> locks = new TreeMap<>();

	private final Map<LockOwner, Set<Held>> holdings = new HashMap<>();

	/** How many locks the threads of a session have or wait for. */
	private final Map<String, Integer> loads = new HashMap<>();

	/** How many locks are held; read without the mutex, too. */
	private volatile int count;

	/** A lock that somebody has. */
	private static final class Held {

		private final String name;

		private LockOwner owner;

		private int holds = 1;

		private long sinceNanos = System.nanoTime();

		/** In their order; each leaves at once, however many there are. */
		private final Set<Wish> waiting = new LinkedHashSet<>();

		Held(String name, LockOwner owner) {
			this.name = name;
			this.owner = owner;
		}

	}

	private enum State {

		WAITING, GRANTED, CANCELLED

	}

	private final class Wish implements LockRequest {

		private final String lock;

		private final LockOwner owner;

		private final Runnable granted;

		private final long sinceNanos = System.nanoTime();

		/** Written under the mutex. */
		private volatile State state;

		Wish(String lock, LockOwner owner, Runnable granted, State state) {
			this.lock = lock;
			this.owner = owner;
			this.granted = granted;
			this.state = state;
		}

		@Override
		public boolean isGranted() {
			return this.state == State.GRANTED;
		}

		@Override
		public boolean cancel() {
			MemoryLocks.this.mutex.lock();
			try {
				Held held = MemoryLocks.this.locks.get(this.lock);
				if (this.state == State.WAITING && held != null) {
					held.waiting.remove(this);
					unload(this.owner);
					this.state = State.CANCELLED;
				}
				return this.state == State.CANCELLED;
			}
			finally {
				MemoryLocks.this.mutex.unlock();
			}
		}

	}

	@Override
	public boolean tryAcquire(String lock, LockOwner owner) {
		this.mutex.lock();
		try {
			return take(lock, owner);
		}
		finally {
			this.mutex.unlock();
		}
	}

	@Override
	public LockRequest acquire(String lock, LockOwner owner, Runnable granted) {
		this.mutex.lock();
		try {
			boolean taken = take(lock, owner);
			Wish wish = new Wish(lock, owner, granted, taken ? State.GRANTED : State.WAITING);
			Held held = this.locks.get(lock);
			if (!taken && held != null) {
				held.waiting.add(wish);
				load(owner);
			}
			return wish;
		}
		finally {
			this.mutex.unlock();
		}
	}

	private boolean take(String lock, LockOwner owner) {
		Held held = this.locks.get(lock);
		if (held == null) {
			held = new Held(lock, owner);
			this.locks.put(lock, held);
			this.count = this.locks.size();
			note(held);
			load(owner);
			return true;
		}
		if (!held.owner.equals(owner)) {
			return false;
		}
		held.holds = Math.incrementExact(held.holds);
		return true;
	}

	private void load(LockOwner owner) {
		this.loads.merge(owner.session(), 1, Integer::sum);
	}

	private void unload(LockOwner owner) {
		this.loads.computeIfPresent(owner.session(), (session, load) -> (load > 1) ? load - 1 : null);
	}

	private void note(Held held) {
		this.holdings.computeIfAbsent(held.owner, (key) -> new LinkedHashSet<>()).add(held);
	}

	@Override
	public void release(String lock, LockOwner owner) {
		Wish next = null;
		this.mutex.lock();
		try {
			Held held = this.locks.get(lock);
			if (held == null || !held.owner.equals(owner)) {
				throw new IllegalMonitorStateException("Lock '%s' is not held by %s, but by %s.".formatted(lock, owner,
						(held != null) ? held.owner : "nobody"));
			}
			if (--held.holds == 0) {
				next = pass(held);
			}
		}
		finally {
			this.mutex.unlock();
		}
		tell(next);
	}

	/** Takes a lock from its owner and gives it to the next one; returns who to tell. */
	private @Nullable Wish pass(Held held) {
		Set<Held> holding = this.holdings.get(held.owner);
		if (holding != null && holding.remove(held) && holding.isEmpty()) {
			this.holdings.remove(held.owner);
		}
		unload(held.owner);
		Iterator<Wish> waiting = held.waiting.iterator();
		if (!waiting.hasNext()) {
			this.locks.remove(held.name);
			this.count = this.locks.size();
			return null;
		}
		Wish next = waiting.next();
		waiting.remove();
		next.state = State.GRANTED;
		held.owner = next.owner;
		held.holds = 1;
		held.sinceNanos = System.nanoTime();
		note(held);
		return next;
	}

	private static void tell(@Nullable Wish granted) {
		if (granted != null) {
			granted.granted.run();
		}
	}

	@Override
	public boolean isHeld(String lock, LockOwner owner) {
		this.mutex.lock();
		try {
			Held held = this.locks.get(lock);
			return held != null && held.owner.equals(owner);
		}
		finally {
			this.mutex.unlock();
		}
	}

	@Override
	public int load(String session) {
		this.mutex.lock();
		try {
			return this.loads.getOrDefault(session, 0);
		}
		finally {
			this.mutex.unlock();
		}
	}

	@Override
	public List<String> heldBy(LockOwner owner) {
		this.mutex.lock();
		try {
			return this.holdings.getOrDefault(owner, Set.of()).stream().map((held) -> held.name).toList();
		}
		finally {
			this.mutex.unlock();
		}
	}

	@Override
	public List<String> releaseAll(LockOwner owner) {
		if (this.count == 0) {
			// Whoever has a lock sees that here: it was taken by the same thread, or for
			// it.
			return List.of();
		}
		List<String> names = new ArrayList<>();
		List<Wish> next = new ArrayList<>();
		this.mutex.lock();
		try {
			takeAway(owner, names, next);
		}
		finally {
			this.mutex.unlock();
		}
		next.forEach(MemoryLocks::tell);
		return names;
	}

	private void takeAway(LockOwner owner, List<String> names, List<Wish> next) {
		for (Held held : List.copyOf(this.holdings.getOrDefault(owner, Set.of()))) {
			names.add(held.name);
			Wish granted = pass(held);
			if (granted != null) {
				next.add(granted);
			}
		}
	}

	@Override
	public void releaseSession(String session) {
		if (this.count == 0) {
			return;
		}
		List<Wish> next = new ArrayList<>();
		this.mutex.lock();
		try {
			// First the wishes: none of them is to be granted to who is gone.
			this.locks.values().forEach((held) -> held.waiting.removeIf((wish) -> forget(wish, session)));
			List<LockOwner> owners = this.holdings.keySet()
				.stream()
				.filter((owner) -> owner.session().equals(session))
				.toList();
			owners.forEach((owner) -> takeAway(owner, new ArrayList<>(), next));
		}
		finally {
			this.mutex.unlock();
		}
		next.forEach(MemoryLocks::tell);
	}

	private boolean forget(Wish wish, String session) {
		if (!wish.owner.session().equals(session)) {
			return false;
		}
		wish.state = State.CANCELLED;
		unload(wish.owner);
		return true;
	}

	@Override
	public @Nullable LockOwner forceRelease(String lock) {
		LockOwner owner;
		Wish next;
		this.mutex.lock();
		try {
			Held held = this.locks.get(lock);
			if (held == null) {
				return null;
			}
			owner = held.owner;
			next = pass(held);
		}
		finally {
			this.mutex.unlock();
		}
		tell(next);
		return owner;
	}

	@Override
	public List<LockSnapshot> snapshot() {
		this.mutex.lock();
		try {
			long now = System.nanoTime();
			return this.locks.values().stream().map((held) -> snapshot(held, now)).toList();
		}
		finally {
			this.mutex.unlock();
		}
	}

	private static LockSnapshot snapshot(Held held, long now) {
		List<LockSnapshot.Waiter> waiters = held.waiting.stream()
			.map((wish) -> new LockSnapshot.Waiter(wish.owner.toString(), Duration.ofNanos(now - wish.sinceNanos)))
			.toList();
		return new LockSnapshot(held.name, held.owner.toString(), held.holds, Duration.ofNanos(now - held.sinceNanos),
				waiters);
	}

}
