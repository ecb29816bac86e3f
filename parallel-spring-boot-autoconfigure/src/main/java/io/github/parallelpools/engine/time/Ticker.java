package io.github.parallelpools.engine.time;

/**
 * The engine's clock. Like those of {@link System#nanoTime()}, its values are compared by
 * their difference only.
 */
@FunctionalInterface
public interface Ticker {

	/** The system's clock. */
	Ticker SYSTEM = System::nanoTime;

	long nanos();

	/**
	 * The application stood still for so long, which a clock may leave out. Told by the
	 * supervisor.
	 */
	default void stoodStill(long nanos) {
	}

	/**
	 * Has somebody told whenever the clock was moved. A clock that goes by itself is not
	 * moved, and tells nobody.
	 * @param moved is told in the thread that moved the clock, and does not wait
	 */
	default void watch(Runnable moved) {
	}

	/**
	 * Has somebody told no more.
	 * @param moved was told so far
	 */
	default void forget(Runnable moved) {
	}

	/** A moment later than any deadline: settings allow a hundred years. */
	static long never(long now) {
		return now + (Long.MAX_VALUE >> 1);
	}

	static long earlier(long one, long other) {
		return (one - other < 0) ? one : other;
	}

}
