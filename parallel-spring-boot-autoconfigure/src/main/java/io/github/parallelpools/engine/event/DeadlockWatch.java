package io.github.parallelpools.engine.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.SharedNames;

/**
 * Has a deadlock told that the store of locks has found: to the log, to the pools whose
 * workers are in it, and to those who listen, in this order and by a thread of its own,
 * as whoever closes a circle may be the reader of a process. Does nothing about it. Safe
 * for use by several threads.
 * <p>
 * Two threads that time out and try again may close a circle many times a second, so at
 * most {@value #MOST_TOLD} a minute are told.
 */
public final class DeadlockWatch implements AutoCloseable {

	static final int MOST_TOLD = 60;

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private static final System.Logger logger = System.getLogger(DeadlockWatch.class.getName());

	private final LockStore locks;

	private final Ticker ticker;

	private final Executor threads;

	private final Consumer<Deadlock> watcher = this::found;

	private final List<Consumer<Deadlock>> listeners = new CopyOnWriteArrayList<>();

	private volatile Pools pools = Pools.NONE;

	/** When the present minute began. Guarded by this. */
	private long minute;

	/** How many were found in it. Guarded by this. */
	private int found;

	/** Those whose workers take locks. Asked by any thread, without a lock. */
	public interface Pools {

		/** There are none. */
		Pools NONE = new Pools() {

			@Override
			public LockUser.@Nullable Work work(LockUser user) {
				return null;
			}

			@Override
			public void deadlocked(LockUser user, String text) {
			}

		};

		/**
		 * What a thread works at.
		 * @return {@code null} if it is not at work here
		 */
		LockUser.@Nullable Work work(LockUser user);

		/** A thread, which may be at work here, is in a deadlock. */
		void deadlocked(LockUser user, String text);

	}

	/**
	 * Watches a store until it is closed.
	 * @param locks the store
	 */
	public DeadlockWatch(LockStore locks) {
		this(locks, Ticker.SYSTEM, new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MOST_TOLD), DeadlockWatch::thread, new ThreadPoolExecutor.DiscardPolicy()));
	}

	DeadlockWatch(LockStore locks, Ticker ticker, Executor threads) {
		this.locks = locks;
		this.ticker = ticker;
		this.threads = threads;
		this.minute = ticker.nanos();
		locks.watch(this.watcher);
	}

	/** Not with the class loader of a task that happens to close a circle. */
	private static Thread thread(Runnable work) {
		Thread thread = new Thread(null, work, "parallel-deadlocks", 0, false);
		thread.setContextClassLoader(DeadlockWatch.class.getClassLoader());
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Has somebody told of each deadlock.
	 * @param listener is told by one thread, never under a lock; what it throws is logged
	 */
	public void add(Consumer<Deadlock> listener) {
		this.listeners.add(listener);
	}

	/** Whose workers are to be known, and told of what they are in. */
	public void pools(Pools all) {
		this.pools = all;
	}

	/**
	 * A thread with what it works at now.
	 * @param user the thread as the store knows it
	 * @return the thread as it is best known
	 */
	public LockUser named(LockUser user) {
		return user.at(this.pools.work(user));
	}

	/** Whoever closed the circle goes on at once. */
	private void found(Deadlock deadlock) {
		int number = count();
		if (number <= MOST_TOLD) {
			this.threads.execute(() -> tell(deadlock));
		}
		else if (number == MOST_TOLD + 1) {
			this.threads.execute(() -> SafeLog.log(logger, System.Logger.Level.WARNING,
					"More than {0} deadlocks within a minute: others are not told before it is over, but are shown while they last",
					MOST_TOLD));
		}
	}

	private synchronized int count() {
		long now = this.ticker.nanos();
		if (now - this.minute >= MINUTE) {
			this.minute = now;
			this.found = 0;
		}
		this.found = Math.min(this.found + 1, MOST_TOLD + 2);
		return this.found;
	}

	private void tell(Deadlock found) {
		Deadlock deadlock = found.named(this::named);
		String text = SharedNames.printable(deadlock.text());
		SafeLog.log(logger, System.Logger.Level.WARNING, "Deadlock {0}: {1}", deadlock.number(), text);
		Pools all = this.pools;
		deadlock.waits().forEach((wait) -> all.deadlocked(wait.user(), text));
		for (Consumer<Deadlock> listener : this.listeners) {
			try {
				listener.accept(deadlock);
			}
			catch (RuntimeException ex) {
				SafeLog.log(logger, System.Logger.Level.ERROR, "A listener failed on deadlock " + deadlock.number(),
						ex);
			}
		}
	}

	/** Nothing is told any more but what was found already. */
	@Override
	public void close() {
		this.locks.unwatch(this.watcher);
	}

}
