package io.github.parallelpools.spi;

import java.lang.management.ManagementFactory;

/** How long the calling thread has run: on a busy machine others run, too. */
public final class ThreadTime {

	private ThreadTime() {
	}

	/**
	 * The processor time of the calling thread, or what comes next to it: a virtual
	 * thread has none, nor has a JVM that was made without that module.
	 * @return nanoseconds, to be compared with others of the same thread only
	 */
	public static long nanos() {
		try {
			long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
			return (nanos >= 0) ? nanos : System.nanoTime();
		}
		catch (UnsupportedOperationException | LinkageError ex) {
			return System.nanoTime();
		}
	}

}
