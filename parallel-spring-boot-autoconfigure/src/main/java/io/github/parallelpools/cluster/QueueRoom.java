package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * The room that the queue of a pool of the cluster has, as far as this instance knows. It
 * has the store count what is queued, up to the capacity, which costs more the larger the
 * queue is: so what was found holds for a hundredth of the capacity, and for a moment.
 * What this instance has let in and not stored yet counts as queued. What others put in
 * meanwhile does not, so that all instances together may put in a little too much.
 * <p>
 * Those who wait for room do so in line: the first one looks, soon at first and then less
 * often. Thread-safe.
 */
final class QueueRoom {

	/** For how long a count holds. */
	private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(250);

	/** For what part of the capacity a count holds. */
	private static final int PART = 100;

	/** How many times as long as the last count took who waits does not count again. */
	private static final int REST = 10;

	private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(2);

	private final ParallelPool pool;

	private final ClusterStore store;

	private final Timers timers;

	/** The callers that wait for room. The first one looks. */
	private final CallerLine line = new CallerLine();

	/** One thread at a time counts. */
	private final ReentrantLock counting = new ReentrantLock();

	// Guarded by the second lock.

	/** How many more may be let in without another count. */
	private int free;

	private long countedAt;

	private long countTook;

	/** How many were let in and are not stored yet. */
	private int entering;

	/**
	 * Makes the room of a queue.
	 * @param pool the pool of this instance, with the settings of the queue
	 * @param store counts what is queued
	 * @param timers tell the time
	 */
	QueueRoom(ParallelPool pool, ClusterStore store, Timers timers) {
		this.pool = pool;
		this.store = store;
		this.timers = timers;
	}

	/**
	 * Lets a task in, once there is room if the caller may wait.
	 * @param deadline how long the task may wait to begin, {@code null} for any time
	 * @param accepting throws if the pool accepts no tasks
	 * @return whether {@link #entered()} is to be called once the task is stored or given
	 * up
	 * @throws TaskRejectedException if there is no room
	 */
	boolean enter(@Nullable Duration deadline, Runnable accepting) {
		QueueSettings queue = this.pool.settings().queue();
		if (queue.capacity() == Integer.MAX_VALUE) {
			return false;
		}
		if (!this.line.isEmpty() || !fits(queue.capacity())) {
			requireBlocking(queue);
			await(deadline, accepting);
		}
		return true;
	}

	/** What was let in is stored, or never will be. */
	void entered() {
		this.counting.lock();
		try {
			this.entering--;
		}
		finally {
			this.counting.unlock();
		}
	}

	/** Callers that wait already look at the settings again. */
	void changed() {
		this.line.wake();
	}

	private void requireBlocking(QueueSettings queue) {
		if (queue.whenFull() != WhenFull.BLOCK) {
			throw rejection("its queue is full, as %s tasks wait on all instances together".formatted(queue.capacity()),
					"Raise 'queue.capacity', have more workers, or send less.");
		}
	}

	private boolean fits(int capacity) {
		this.counting.lock();
		try {
			if (capacity == Integer.MAX_VALUE) {
				// It was bounded when the caller came.
				this.entering++;
				return true;
			}
			if (this.free == 0 || this.timers.nanos() - this.countedAt > FRESH) {
				this.free = 0;
				this.free = Math.min(room(capacity), Math.max(1, capacity / PART));
			}
			if (this.free == 0) {
				return false;
			}
			this.free--;
			this.entering++;
			return true;
		}
		finally {
			this.counting.unlock();
		}
	}

	private int room(int capacity) {
		long begun = this.timers.nanos();
		try {
			return Math.max(0, capacity - this.store.queued(this.pool.name(), capacity) - this.entering);
		}
		catch (ClusterStoreException ex) {
			TaskRejectedException rejection = rejection(
					"the store of the cluster does not tell whether its queue has room (%s)".formatted(ex.getMessage()),
					"Nothing was stored; submit the task again later.");
			rejection.initCause(ex);
			throw rejection;
		}
		finally {
			this.countedAt = this.timers.nanos();
			this.countTook = this.countedAt - begun;
		}
	}

	private void await(@Nullable Duration deadline, Runnable accepting) {
		requireOutside();
		try (CallerLine.Place place = this.line.join()) {
			awaitRoom(place, deadline, accepting);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw rejection("the caller was interrupted while it waited for room in the queue",
					"Submit the task again if it is still wanted.");
		}
	}

	/** The settings are looked up again and again, as they may be changed meanwhile. */
	private void awaitRoom(CallerLine.Place place, @Nullable Duration deadline, Runnable accepting)
			throws InterruptedException {
		long begun = this.timers.nanos();
		long pause = SHORTEST;
		while (true) {
			accepting.run();
			QueueSettings queue = this.pool.settings().queue();
			boolean first = place.isFirst();
			if (first && fits(queue.capacity())) {
				return;
			}
			requireBlocking(queue);
			Limit limit = Limit.of(queue.blockTimeout(), deadline);
			long left = limit.left(this.timers.nanos() - begun);
			if (left <= 0) {
				throw late(limit);
			}
			if (first) {
				place.await(Math.min(left, Math.max(pause, rest())));
				pause = Math.min(pause * 2, LONGEST);
			}
			else {
				place.await(left);
			}
		}
	}

	private long rest() {
		this.counting.lock();
		try {
			return Math.min(this.countTook * REST, LONGEST_REST);
		}
		finally {
			this.counting.unlock();
		}
	}

	/** Nobody waits for himself. */
	private void requireOutside() {
		try {
			this.pool.join(Duration.ZERO);
		}
		catch (PoolStateException ex) {
			throw rejection("its queue is full, and one of its own workers would wait for room",
					"Raise 'queue.capacity', or send from elsewhere.");
		}
		catch (PoolTimeoutException ex) {
			// Tasks run here, but not in this thread.
			return;
		}
		catch (InterruptedException ex) {
			// Who waits next is told.
			Thread.currentThread().interrupt();
		}
	}

	private TaskRejectedException late(Limit limit) {
		return rejection("its queue was full for %s ms (%s)".formatted(limit.time().toMillis(), limit.name()),
				"Raise 'queue.capacity', have more workers, or send less.");
	}

	private TaskRejectedException rejection(String why, String remedy) {
		return new TaskRejectedException("Pool '%s' rejected a task: %s. %s".formatted(this.pool.name(), why, remedy));
	}

	/**
	 * How long a caller waits.
	 *
	 * @param time the time, zero for ever
	 * @param name who says so
	 */
	private record Limit(Duration time, String name) {

		static Limit of(Duration timeout, @Nullable Duration deadline) {
			return (deadline != null && (timeout.isZero() || deadline.compareTo(timeout) < 0))
					? new Limit(deadline, "the task's deadline") : new Limit(timeout, "'queue.block-timeout'");
		}

		/** In nanoseconds. */
		long left(long waited) {
			return this.time.isZero() ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(this.time) - waited;
		}

	}

}
