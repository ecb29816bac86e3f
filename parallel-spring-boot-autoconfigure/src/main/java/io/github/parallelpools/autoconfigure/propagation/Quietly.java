package io.github.parallelpools.autoconfigure.propagation;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.parallelpools.engine.time.SafeLog;

/**
 * Does what goes along with a task and must not change how the task ends, such as telling
 * those who observe it. What fails is logged, in full for the first time.
 */
final class Quietly {

	private static final System.Logger logger = System.getLogger(Quietly.class.getName());

	private static final AtomicBoolean failed = new AtomicBoolean();

	private Quietly() {
	}

	static void run(Runnable along) {
		try {
			along.run();
		}
		catch (Throwable ex) {
			log(ex);
		}
	}

	static void log(Throwable failure) {
		System.Logger.Level level = failed.compareAndSet(false, true) ? System.Logger.Level.ERROR
				: System.Logger.Level.DEBUG;
		SafeLog.log(logger, level,
				"What goes along with tasks (observations, accessors of thread locals) failed; the tasks are not affected",
				failure);
	}

}
