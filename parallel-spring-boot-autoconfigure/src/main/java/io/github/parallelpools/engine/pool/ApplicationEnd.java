package io.github.parallelpools.engine.pool;

import java.util.Set;

/**
 * Whether a thread waits for the end of the application, so that whoever ends the
 * application must not wait for that thread. It is known by its stack, as a thread that
 * calls {@link System#exit} or closes a context tells nobody, and another one does the
 * work. Does not know threads that wait for a thread of their own that does so.
 */
final class ApplicationEnd {

	/** Those in which threads wait that end the application. */
	private static final Set<String> WAITING_ROOMS = Set.of("java.lang.Shutdown", "java.lang.ApplicationShutdownHooks",
			"org.springframework.context.support.AbstractApplicationContext",
			"org.springframework.context.support.DefaultLifecycleProcessor",
			"org.springframework.boot.SpringApplicationShutdownHook");

	private ApplicationEnd() {
	}

	/** Whether it is this thread, which calls while the application ends, or waits. */
	static boolean isThisOrAwaitedBy(Thread thread) {
		return thread == Thread.currentThread() || isAwaitedBy(thread);
	}

	static boolean isAwaitedBy(Thread thread) {
		return switch (thread.getState()) {
			case BLOCKED, WAITING, TIMED_WAITING -> isWaiting(thread.getStackTrace());
			case NEW, RUNNABLE, TERMINATED -> false;
		};
	}

	/**
	 * Whether the first place that is none of the JDK's is where the end is waited for.
	 */
	private static boolean isWaiting(StackTraceElement[] stack) {
		for (StackTraceElement frame : stack) {
			String type = frame.getClassName();
			int inner = type.indexOf('$');
			if (WAITING_ROOMS.contains((inner < 0) ? type : type.substring(0, inner))) {
				return true;
			}
			if (!type.startsWith("java.") && !type.startsWith("jdk.")) {
				return false;
			}
		}
		return false;
	}

}
