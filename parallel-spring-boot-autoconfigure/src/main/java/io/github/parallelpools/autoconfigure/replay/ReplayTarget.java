package io.github.parallelpools.autoconfigure.replay;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.launch.Debugging;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

/**
 * Runs the task of a file once, in a worker process of its own. Safe for use by several
 * threads.
 */
public interface ReplayTarget {

	/**
	 * Runs it and waits for its end.
	 * @param file the file
	 * @param wishes what is wished beside that
	 * @return how it ended
	 * @throws ReplayFileException if it can't be run here
	 * @throws InterruptedException if the thread was interrupted; the process was killed
	 */
	ReplayOutcome run(ReplayFile file, Wishes wishes) throws InterruptedException;

	/**
	 * What is wished beside running a task.
	 *
	 * @param timeout how long it may run, {@code null} for as long as in its pool
	 * @param resultType the class of the result, {@code null} for what the application
	 * would decode of any worker
	 * @param debugPort the port on which the worker waits for a debugger before it does
	 * anything, {@code null} for that of the pool, if it has one
	 */
	record Wishes(@Nullable Duration timeout, @Nullable Class<?> resultType, @Nullable Integer debugPort) {

		static final Wishes NONE = new Wishes(null, null, null);

		/**
		 * How the worker is started: if it is debugged, it waits for that, as it runs one
		 * task only.
		 * @param settings the settings of the pool
		 * @return the settings of the worker
		 */
		public ProcessSettings process(ProcessSettings settings) {
			Debugging usual = settings.debugging();
			Integer port = (this.debugPort != null) ? this.debugPort : (usual != null) ? usual.port() : null;
			return (port != null) ? settings.debugging(new Debugging(port, true)) : settings;
		}

	}

}
