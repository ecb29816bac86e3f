package io.github.parallelpools.engine.bulk;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Where the reader of a bulk stands: in foreign code, which may block, or not. Who ends
 * the bulk meanwhile interrupts it there; otherwise the foreign code is closed, and
 * entered no more.
 *
 * <pre>
 *   OUTSIDE --enter--> INSIDE --end--> INTERRUPTING --> INTERRUPTED
 *    |  ^------leave-----'                                   |
 *    '---------------end-------------> CLOSED <----leave-----'
 * </pre>
 */
final class ForeignCalls {

	private final AtomicReference<Object> where = new AtomicReference<>(Place.OUTSIDE);

	private final Runnable close;

	private enum Place {

		OUTSIDE, INTERRUPTING, INTERRUPTED, CLOSED

	}

	/**
	 * Nobody is in there.
	 * @param close closes what is entered, once
	 */
	ForeignCalls(Runnable close) {
		this.close = close;
	}

	/** Enters, with the thread itself as the place; returns whether it is not closed. */
	boolean enter() {
		return this.where.compareAndSet(Place.OUTSIDE, Thread.currentThread());
	}

	/** Leaves, without the interrupt if that came from here. */
	void leave() {
		if (this.where.compareAndSet(Thread.currentThread(), Place.OUTSIDE)) {
			return;
		}
		while (this.where.get() == Place.INTERRUPTING) {
			Thread.yield();
		}
		Thread.interrupted();
		this.where.set(Place.CLOSED);
		this.close.run();
	}

	/** Nobody enters any more, and who is inside is to leave. */
	void end() {
		Object place = this.where.get();
		while (place instanceof Thread || place == Place.OUTSIDE) {
			Thread inside = (place instanceof Thread thread) ? thread : null;
			if (this.where.compareAndSet(place, (inside != null) ? Place.INTERRUPTING : Place.CLOSED)) {
				leaveOrClose(inside);
				return;
			}
			place = this.where.get();
		}
	}

	private void leaveOrClose(@Nullable Thread inside) {
		if (inside == null) {
			this.close.run();
			return;
		}
		try {
			inside.interrupt();
		}
		finally {
			this.where.set(Place.INTERRUPTED);
		}
	}

}
