package io.github.parallelpools.engine.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * For what must happen though the memory of the application has run out: it is tried
 * again until there is some. Allocates nothing.
 */
public final class Patience {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private Patience() {
	}

	/** Waits for a moment before the next try. */
	public static void pause() {
		LockSupport.parkNanos(PAUSE_NANOS);
	}

}
