package io.github.parallelpools.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of pools was there at one moment, to find what is left behind later: the threads
 * that run code of pools, and the processes below this one. Safe for use by several
 * threads; what other tests start meanwhile in the same JVM is taken for left behind.
 */
public final class LeftBehind {

	private static final List<String> ROOMS = List.of("io.github.parallelpools.engine.",
			"io.github.parallelpools.worker.");

	private static final long PAUSE_MILLIS = 20;

	private final Set<Thread> threads;

	private final Set<ProcessHandle> processes;

	private LeftBehind(Set<Thread> threads, Set<ProcessHandle> processes) {
		this.threads = threads;
		this.processes = processes;
	}

	/**
	 * Notes what is there.
	 * @return what is there now
	 */
	public static LeftBehind sinceNow() {
		return new LeftBehind(threads(), processes());
	}

	/**
	 * Waits until nothing more is there than was, as threads and processes need a moment
	 * to end.
	 * @param timeout how long to wait at most
	 * @throws AssertionError if something is there then; the message names it
	 * @throws InterruptedException if the thread was interrupted
	 */
	public void assertNothing(Duration timeout) throws InterruptedException {
		long begin = System.nanoTime();
		List<String> left = left();
		while (!left.isEmpty()) {
			if (System.nanoTime() - begin > timeout.toNanos()) {
				throw new AssertionError("After %s there is still of pools: %s. Close what uses them before."
					.formatted(timeout, String.join(", ", left)));
			}
			Thread.sleep(PAUSE_MILLIS);
			left = left();
		}
	}

	private List<String> left() {
		List<String> left = new ArrayList<>();
		for (Thread thread : threads()) {
			if (!this.threads.contains(thread)) {
				left.add("thread '" + thread.getName() + "'");
			}
		}
		for (ProcessHandle process : processes()) {
			if (!this.processes.contains(process)) {
				left.add("process " + process.pid());
			}
		}
		return left;
	}

	private static Set<ProcessHandle> processes() {
		return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).collect(Collectors.toSet());
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey() != Thread.currentThread())
			.filter((entry) -> Arrays.stream(entry.getValue()).anyMatch(LeftBehind::isOfPools))
			.map((entry) -> entry.getKey())
			.collect(Collectors.toSet());
	}

	private static boolean isOfPools(StackTraceElement frame) {
		return ROOMS.stream().anyMatch(frame.getClassName()::startsWith);
	}

}
