package io.github.parallelpools.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * One thing at a time. What waits, or is foreign code, is done after the outermost turn,
 * without the mutex. Safe for use by several threads.
 */
final class Turns {

	private final ReentrantLock mutex = new ReentrantLock();

	/** Guarded by the mutex. */
	private List<Runnable> later = new ArrayList<>();

	/** Does something while nobody else has a turn. */
	<R extends @Nullable Object> R take(Supplier<R> step) {
		List<Runnable> due = List.of();
		this.mutex.lock();
		try {
			return step.get();
		}
		finally {
			if (this.mutex.getHoldCount() == 1 && !this.later.isEmpty()) {
				due = this.later;
				this.later = new ArrayList<>();
			}
			this.mutex.unlock();
			due.forEach(Runnable::run);
		}
	}

	/** As {@link #take}, without a result. */
	void run(Runnable step) {
		take(() -> {
			step.run();
			return null;
		});
	}

	/** Does something after this turn. */
	void then(Runnable work) {
		this.later.add(work);
	}

}
