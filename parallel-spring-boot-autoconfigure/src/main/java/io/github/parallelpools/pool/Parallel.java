package io.github.parallelpools.pool;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskHandler;

/**
 * What an application can do in parallel without a pool of its own. One bean; safe for
 * use by several threads.
 */
public interface Parallel {

	/**
	 * Begins to make a standalone task from a lambda or a method reference.
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 * @param function what the task does; for a task of the kind {@code process} it must
	 * be able to travel, which is checked when the task starts
	 * @return a builder of the task
	 */
	<I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
			TaskFunction<I, O> function);

	/**
	 * Begins to make a standalone task from a class, of which the worker makes an
	 * instance for each start; if that is {@link AutoCloseable} it is closed when the
	 * worker ends by itself.
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 * @param type the class, which has a no-arg constructor
	 * @return a builder of the task
	 * @throws IllegalArgumentException if no instance of the class can be made so
	 */
	<I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
			Class<? extends TaskHandler<I, O>> type);

	/**
	 * The runs of standalone tasks that have not ended, and those whose thread was
	 * abandoned and still goes on.
	 * @return an immutable list, in the order of their start
	 */
	List<TaskSnapshot> tasks();

	/**
	 * The last things that happened to standalone tasks, such as starts of their workers,
	 * kills, crashes and ends, for people to read.
	 * @return an immutable list of at most 200, the oldest first
	 */
	default List<RecordedEvent> taskEvents() {
		return List.of();
	}

	/**
	 * Where standalone tasks hang: those that have run for longer than their
	 * {@link ParallelTask.Builder#slowAfter slowAfter}, and those that were killed
	 * because of overtime.
	 * @return what was seen since the application has started
	 */
	default HangSnapshot taskHangs() {
		return HangSnapshot.NONE;
	}

	/**
	 * Asks the standalone task that runs with this id to wait at its next checkpoint, see
	 * {@link ParallelTask#pause()}.
	 * @param id the task's id; if several run with it, all are asked
	 * @return {@code false} if none runs
	 */
	boolean pauseTask(String id);

	/**
	 * Lets the standalone task that runs with this id go on after a pause.
	 * @param id the task's id
	 * @return {@code false} if none runs
	 */
	boolean resumeTask(String id);

	/**
	 * Asks the standalone task that runs with this id to end by itself, see
	 * {@link ParallelTask#stop()}.
	 * @param id the task's id
	 * @return {@code false} if none runs
	 */
	boolean stopTask(String id);

	/**
	 * Ends the standalone task that runs with this id by force, see
	 * {@link ParallelTask#forceStop()}.
	 * @param id the task's id
	 * @return {@code false} if none runs
	 */
	boolean forceStopTask(String id);

	/**
	 * A lock that the application and all of its workers share.
	 * @param name the lock's name, 1 to 200 characters
	 * @return the lock; the same as {@link TaskContext#lock} in a task
	 * @throws IllegalArgumentException if that is no name
	 */
	SharedLock lock(String name);

	/**
	 * The shared locks that somebody has: who, since when, and who waits for them.
	 * @return an immutable list, by name
	 */
	List<LockSnapshot> locks();

	/**
	 * The threads that wait for each other in a circle at present, in worker processes
	 * and in the application. Each circle was told once when it closed, by the log and by
	 * an event; it is not broken.
	 * @return an immutable list, in the order in which they were found
	 */
	List<Deadlock> deadlocks();

	/**
	 * Takes a lock away from whoever has it, and gives it to the next who waits. Meant
	 * for people, when a thread that can't be ended keeps a lock for ever: whoever had it
	 * is not told, and goes on as if he had it.
	 * @param name the lock's name
	 * @return who had it, empty if nobody
	 */
	Optional<String> forceRelease(String name);

	/**
	 * A map that the application and all of its workers share.
	 * @param <V> the type of its values, which is not checked here
	 * @param tag the map's tag, 1 to 200 characters
	 * @return the map; the same as {@link TaskContext#map} in a task
	 * @throws IllegalArgumentException if that is no tag
	 */
	<V> SharedMap<V> map(String tag);

	/**
	 * What the copies of a pool's tasks have shown that were run in processes, too.
	 * @param pool the pool's name
	 * @return a report, empty if the pool has no {@code shadow}, or there is no such pool
	 */
	default Optional<ShadowReport> shadow(String pool) {
		return Optional.empty();
	}

}
