package io.github.parallelpools.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Callers that wait one behind the other. Thread-safe.
 */
final class CallerLine {

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Place> places = new ArrayDeque<>();

	boolean isEmpty() {
		this.lock.lock();
		try {
			return this.places.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Puts the caller behind the others. */
	Place join() {
		Place place = new Place();
		this.lock.lock();
		try {
			this.places.addLast(place);
		}
		finally {
			this.lock.unlock();
		}
		return place;
	}

	/** Has all look again. */
	void wake() {
		this.lock.lock();
		try {
			this.places.forEach(Place::wake);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The place of one caller. */
	final class Place implements AutoCloseable {

		private final Condition wakeup = CallerLine.this.lock.newCondition();

		// Guarded by the lock.

		private boolean woken;

		private Place() {
		}

		boolean isFirst() {
			CallerLine.this.lock.lock();
			try {
				return CallerLine.this.places.peekFirst() == this;
			}
			finally {
				CallerLine.this.lock.unlock();
			}
		}

		/**
		 * Waits until it is woken, which also happens as it becomes the first one.
		 * @param nanos for how long at most
		 */
		void await(long nanos) throws InterruptedException {
			CallerLine.this.lock.lockInterruptibly();
			try {
				for (long left = nanos; !this.woken && left > 0;) {
					left = this.wakeup.awaitNanos(left);
				}
				this.woken = false;
			}
			finally {
				CallerLine.this.lock.unlock();
			}
		}

		private void wake() {
			this.woken = true;
			this.wakeup.signal();
		}

		/** Leaves the line. The one that is the first one then is woken. */
		@Override
		public void close() {
			CallerLine.this.lock.lock();
			try {
				boolean first = isFirst();
				CallerLine.this.places.remove(this);
				if (first && !CallerLine.this.places.isEmpty()) {
					CallerLine.this.places.getFirst().wake();
				}
			}
			finally {
				CallerLine.this.lock.unlock();
			}
		}

	}

}
