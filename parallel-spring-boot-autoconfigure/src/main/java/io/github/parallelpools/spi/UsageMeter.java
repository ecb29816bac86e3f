package io.github.parallelpools.spi;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskUsage;

/**
 * Measures what the calling thread uses from now on: its processor time and what it
 * allocates. The JVM is asked twice for each, which takes about a microsecond.
 */
public final class UsageMeter {

	private static volatile @Nullable ThreadMXBean jvm;

	private final long cpuNanos;

	private final long allocatedBytes;

	private UsageMeter(long cpuNanos, long allocatedBytes) {
		this.cpuNanos = cpuNanos;
		this.allocatedBytes = allocatedBytes;
	}

	/**
	 * Begins to measure; ended by the same thread.
	 * @return the meter, {@code null} if the JVM does not tell of such a thread: of
	 * virtual ones
	 */
	public static @Nullable UsageMeter begin() {
		long cpu = cpuNanos();
		return (cpu >= 0) ? new UsageMeter(cpu, allocatedBytes()) : null;
	}

	/**
	 * Ends.
	 * @return what was used since the beginning
	 */
	public TaskUsage end() {
		long allocated = allocatedBytes();
		return new TaskUsage(Duration.ofNanos(Math.max(0, cpuNanos() - this.cpuNanos)),
				Math.max(0, allocated - this.allocatedBytes));
	}

	/** To find the bean takes longer than to ask it. */
	private static ThreadMXBean jvm() {
		ThreadMXBean found = jvm;
		if (found == null) {
			found = ManagementFactory.getThreadMXBean();
			jvm = found;
		}
		return found;
	}

	private static long cpuNanos() {
		try {
			return jvm().getCurrentThreadCpuTime();
		}
		catch (UnsupportedOperationException | LinkageError ex) {
			return -1;
		}
	}

	/** A JVM without the module of that interface, or another one, does not tell. */
	private static long allocatedBytes() {
		try {
			return (jvm() instanceof com.sun.management.ThreadMXBean ours)
					? Math.max(0, ours.getCurrentThreadAllocatedBytes()) : 0;
		}
		catch (UnsupportedOperationException | LinkageError ex) {
			return 0;
		}
	}

}
