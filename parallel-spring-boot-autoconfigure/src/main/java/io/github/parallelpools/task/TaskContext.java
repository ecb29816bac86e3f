package io.github.parallelpools.task;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

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
	 * What the submitter has called the task, together with others that it may cancel
	 * with it.
	 * @return the tag, empty if it has none
	 */
	default Optional<String> tag() {
		return Optional.empty();
	}

	/**
	 * What tells this run of the task from earlier ones, which may still go on somewhere:
	 * what the task changes can refuse those that come too late, if it keeps the highest
	 * number that it has seen. On a pool of the cluster it rises with each run on
	 * whatever instance; elsewhere it is the {@link #attempt()}.
	 * @return a number that rises with each run of the task
	 */
	default long fencingToken() {
		return attempt();
	}

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
	 * Whether the task is to end: it was asked to stop, has run for longer than
	 * {@code soft-overtime}, or has been ended already (cancelled, over time, stopped by
	 * force), so that what it still does is of no use. In a worker process only the
	 * question is seen: a process whose task has been ended is killed.
	 * @return {@code true} once the task was asked to stop or its outcome is decided
	 */
	boolean isCancelled();

	/**
	 * A place where the task may be paused or stopped. Returns at once if nothing is
	 * asked, waits while the task is paused, which does not count as overtime, and throws
	 * if the task {@link #isCancelled() is to end}. Cheap enough for a loop.
	 * @throws CancellationException if the task is to end; if it was asked to stop and
	 * lets this exception through, it ends with {@code 21004}, or with {@code 21005} if
	 * that was because of {@code soft-overtime}. Also if the thread is interrupted while
	 * the task is paused; the interrupt stays set
	 */
	void checkpoint();

	/**
	 * Tells how far the task has come. The latest value wins; in a worker process it is
	 * told to the application about twenty times a second at most, and at the end.
	 * @param fraction how much is done, from 0 to 1
	 * @param text what is being done, cut at 1000 characters; may be {@code null}
	 * @throws IllegalArgumentException if the fraction is not from 0 to 1
	 */
	void progress(double fraction, @Nullable String text);

	/**
	 * Tells how far the task has come.
	 * @param fraction how much is done, from 0 to 1
	 * @throws IllegalArgumentException if the fraction is not from 0 to 1
	 */
	default void progress(double fraction) {
		progress(fraction, null);
	}

	/**
	 * The context of the task that the calling thread runs, also for what is not given
	 * one, such as what was submitted to a pool. Threads that a task starts have none:
	 * hand it to them.
	 * @return the context
	 * @throws IllegalStateException if the thread runs no task
	 */
	static TaskContext current() {
		return CurrentContext.get();
	}

	/**
	 * Calls something for which a context of the caller's is the {@link #current()
	 * current} one, as unit tests need it.
	 * @param <T> the type of the value
	 * @param context the context
	 * @param callable what to call
	 * @return what it returned
	 * @throws Exception what it threw
	 */
	static <T extends @Nullable Object> T callWith(TaskContext context, Callable<T> callable) throws Exception {
		return CurrentContext.call(Objects.requireNonNull(context, "A context can't be null"),
				Objects.requireNonNull(callable, "A callable can't be null"));
	}

}
