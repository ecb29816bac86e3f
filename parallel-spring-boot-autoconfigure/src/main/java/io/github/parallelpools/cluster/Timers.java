package io.github.parallelpools.cluster;

import java.time.Duration;

/**
 * When something is done again and again, each in a thread of its own; tests do it by
 * hand. Safe for use by several threads.
 */
public interface Timers extends AutoCloseable {

	/**
	 * The present.
	 * @return nanoseconds since some moment; they also pass while the process is stopped
	 */
	long nanos();

	/**
	 * Has something done again and again until it is closed, for the first time at once.
	 * @param name what it is, for the name of its thread
	 * @param interval how long to wait after it was done
	 * @param work what is done; what it throws is logged
	 * @return ends it
	 */
	Repetition repeat(String name, Duration interval, Runnable work);

	@Override
	void close();

	/** Something that is done again and again. */
	interface Repetition extends AutoCloseable {

		/** Has it done once more without waiting; returns at once. */
		void soon();

		/** Ends it; what is under way is done to its end. */
		@Override
		void close();

	}

}
