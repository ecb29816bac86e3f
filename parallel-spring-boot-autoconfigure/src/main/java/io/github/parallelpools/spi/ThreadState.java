package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a thread was like before it ran tasks: its name, priority, context class loader
 * and handler of uncaught exceptions, and its thread locals. Made and restored by that
 * thread; while a task has left nothing behind, restoring is a few comparisons.
 */
public final class ThreadState {

	private final Thread thread;

	private final String name;

	private final int priority;

	private final @Nullable ClassLoader classLoader;

	private final Thread.UncaughtExceptionHandler handler;

	private final ThreadLocals locals;

	private ThreadState(Thread thread) {
		this.thread = thread;
		this.name = thread.getName();
		this.priority = thread.getPriority();
		this.classLoader = thread.getContextClassLoader();
		this.handler = thread.getUncaughtExceptionHandler();
		this.locals = ThreadLocals.of(thread);
	}

	/**
	 * The state of the calling thread.
	 * @return the state as it is now
	 */
	public static ThreadState ofThisThread() {
		return new ThreadState(Thread.currentThread());
	}

	/**
	 * Takes back what was changed since. The interrupt flag is not this one's business.
	 */
	public void restore() {
		// Names are compared as objects: a new one is a change, whatever it says.
		if (isRenamed()) {
			this.thread.setName(this.name);
		}
		if (this.thread.getPriority() != this.priority) {
			this.thread.setPriority(this.priority);
		}
		if (this.thread.getContextClassLoader() != this.classLoader) {
			this.thread.setContextClassLoader(this.classLoader);
		}
		if (this.thread.getUncaughtExceptionHandler() != this.handler) {
			this.thread.setUncaughtExceptionHandler(this.handler);
		}
		this.locals.restore();
	}

	@SuppressWarnings("StringEquality")
	private boolean isRenamed() {
		return this.thread.getName() != this.name;
	}

}
