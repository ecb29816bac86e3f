package io.github.parallelpools.task;

import java.util.Map;

/**
 * Makes the logger that the handlers of a worker get from {@link TaskContext#logger()}.
 * Its class is named by a pool's {@code logging.factory}; every worker makes an instance
 * with the no-arg constructor, where it works: a worker process in its own JVM. What
 * implements {@link AutoCloseable}, the factory or its logger, is closed with the worker.
 */
@FunctionalInterface
public interface TaskLoggerFactory {

	/**
	 * Makes a worker's logger. Called once per worker, before its first task; what it
	 * throws means that the worker can't start.
	 * @param args the pool's {@code logging.factory-args.*}, in which {@code {pool}},
	 * {@code {worker}}, {@code {pid}} and {@code {thread}} were replaced by the names of
	 * pool and worker, the id of the process, and the id of the worker's thread
	 * @return the logger, safe for use by several threads
	 * @throws Exception if there can't be one
	 */
	System.Logger logger(Map<String, String> args) throws Exception;

}
