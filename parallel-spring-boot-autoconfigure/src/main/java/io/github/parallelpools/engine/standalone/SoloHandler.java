package io.github.parallelpools.engine.standalone;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.task.TaskHandler;

/**
 * The handler of one run of a standalone task, where its worker lives in the application.
 * Made and closed in the worker's loop.
 */
final class SoloHandler {

	private static final System.Logger logger = System.getLogger(SoloHandler.class.getName());

	private final HandlerType type;

	private @Nullable TaskHandler<?, ?> made;

	SoloHandler(HandlerType type) {
		this.type = type;
	}

	TaskWorkers.Handler ofTheWorkers() {
		return new TaskWorkers.Handler(this.type.type().getName(), this::make);
	}

	private TaskHandler<?, ?> make() {
		TaskHandler<?, ?> handler = this.type.make();
		this.made = handler;
		return handler;
	}

	/** Closes the handler if it was made and can be closed. Throws nothing. */
	void close() {
		if (this.made instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (Throwable ex) {
				SafeLog.log(logger, System.Logger.Level.WARNING,
						"The handler " + closeable.getClass().getName() + " could not be closed", ex);
			}
		}
	}

}
