package io.github.parallelpools.task;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;

/**
 * What a handler may know of the task it runs and use while it does. Valid for that task
 * only; safe for use by several threads.
 */
public interface TaskContext {

	/**
	 * The task's id, unique beyond this JVM.
	 * @return the id, as {@link TaskFuture#id()} tells it
	 */
	String taskId();

	/**
	 * Which attempt at the task this is.
	 * @return 1 for the first
	 */
	int attempt();

	/**
	 * The pool that runs the task.
	 * @return the pool's name
	 */
	String pool();

	/**
	 * The worker that runs the task.
	 * @return the worker's id, unique within the application
	 */
	String worker();

	/**
	 * The pool's {@code args.*} settings.
	 * @return an immutable map, empty if there are none
	 */
	Map<String, String> args();

	/**
	 * When the task will be over time.
	 * @return the moment, or empty if the pool has no {@code worker-overtime}
	 */
	Optional<Instant> deadline();

	/**
	 * The worker's logger: the one that the pool's {@link TaskLoggerFactory} has made, or
	 * else one that is named after the pool, {@code parallel.pools.<name>}.
	 * @return the logger
	 */
	System.Logger logger();

	/**
	 * A lock that the application and all of its workers share. What the task's thread
	 * still holds when the task ends is released with a warning.
	 * @param name the lock's name, 1 to 200 characters
	 * @return the lock
	 * @throws IllegalArgumentException if that is no name
	 */
	SharedLock lock(String name);

	/**
	 * A map that the application and all of its workers share.
	 * @param <V> the type of its values, which is not checked here
	 * @param tag the map's tag, 1 to 200 characters
	 * @return the map
	 * @throws IllegalArgumentException if that is no tag
	 */
	<V> SharedMap<V> map(String tag);

	/**
	 * Whether the task has been ended already (cancelled, over time, stopped by force),
	 * so that what it still does is of no use. In a worker process this is never seen:
	 * the process is killed instead.
	 * @return {@code true} once the outcome is decided
	 */
	boolean isCancelled();

}
