package io.github.parallelpools.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process and what it has started, as far as the system can still tell. Knows nothing
 * of those whose parent has ended: see {@link MarkedProcesses}.
 *
 * @param root the process
 */
public record ProcessTree(ProcessHandle root) {

	/**
	 * How long the parent may take to notice the ends of its children: some ms, but much
	 * longer on a loaded machine. Only one that is stopped takes all of it.
	 */
	private static final Duration LAST_RITES = Duration.ofSeconds(1);

	private static final long PAUSE_NANOS = 1_000_000;

	/**
	 * Kills what the process has started, but not the process itself, and gives it a
	 * moment to take note: whatever ends after its parent is left to process 1, which in
	 * a container is often an application that never asks for the ends of strangers.
	 */
	public void killDescendants() {
		List<ProcessHandle> killed = this.root.descendants().filter(ProcessHandle::destroyForcibly).toList();
		long start = System.nanoTime();
		while (killed.stream().anyMatch(ProcessHandle::isAlive) && this.root.isAlive()
				&& System.nanoTime() - start < LAST_RITES.toNanos()) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

}
