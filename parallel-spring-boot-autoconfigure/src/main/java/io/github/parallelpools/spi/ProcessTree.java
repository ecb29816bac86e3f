package io.github.parallelpools.spi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
	 * longer on a loaded machine.
	 */
	private static final Duration LAST_RITES = Duration.ofSeconds(1);

	private static final long PAUSE_NANOS = 1_000_000;

	/**
	 * Kills what the process has started, but not the process itself, and gives it a
	 * moment to take note: whatever ends after its parent is left to process 1, which in
	 * a container is often an application that never asks for the ends of strangers. One
	 * that is stopped (SIGSTOP) takes note of nothing, and is not waited for.
	 */
	public void killDescendants() {
		List<ProcessHandle> killed = this.root.descendants().filter(ProcessHandle::destroyForcibly).toList();
		long start = System.nanoTime();
		while (killed.stream().anyMatch(ProcessHandle::isAlive) && this.root.isAlive() && !isStopped()
				&& System.nanoTime() - start < LAST_RITES.toNanos()) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	/** Whether Linux says so; elsewhere nobody knows. */
	private boolean isStopped() {
		try {
			// The state comes after the name, which may have any character
			String stat = Files.readString(Path.of("/proc", this.root.pid() + "", "stat"), StandardCharsets.ISO_8859_1);
			return stat.startsWith(") T", stat.lastIndexOf(')'));
		}
		catch (IOException ex) {
			return false;
		}
	}

}
