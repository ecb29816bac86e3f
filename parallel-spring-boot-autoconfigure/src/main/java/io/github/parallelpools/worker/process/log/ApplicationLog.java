package io.github.parallelpools.worker.process.log;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LogLevels;

/**
 * The application's log, as its worker processes see it. Safe for use by several threads.
 */
public interface ApplicationLog {

	/** That of applications whose logging library is not known. */
	ApplicationLog STANDARD = new StandardLog();

	/**
	 * Logs an event of a worker. Called by the thread that is there for it; may take its
	 * time.
	 * @param event the event, which has passed the levels already
	 */
	void log(WorkerLogEvent event);

	/**
	 * The levels that the application's loggers have now.
	 * @return the levels
	 */
	LogLevels levels();

	/**
	 * Has changes of levels told. Called before each start of a worker, with the same
	 * listener.
	 * @param listener is called after a change; returns at once
	 */
	void onLevels(Runnable listener);

	/**
	 * What makes the lines of log files, in the worker.
	 * @return the name of a
	 * {@link io.github.parallelpools.worker.process.child.LineFormat}'s class,
	 * {@code null} if there is none
	 */
	@Nullable String formatClass();

}
