package io.github.parallelpools.spi;

import java.time.Duration;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskOutcome;

/**
 * One worker: executes one task at a time for the loop that owns it. Only
 * {@link #abort()}, {@link #interrupt()}, {@link #requestsChanged()}, {@link #stack},
 * {@link #takeBack()}, {@link #surrender()}, {@link #hasBegun()}, {@link #pid()},
 * {@link #isAlive()} and {@link #residentMemory()} are called by other threads than the
 * loop's.
 */
public interface Worker {

	/**
	 * The worker's process.
	 * @return the process id, empty if the worker lives in the application's own process
	 */
	OptionalLong pid();

	/**
	 * Executes one task and waits for its end.
	 * @param payload what {@link WorkerFactory#encode} made of the work
	 * @param run what is known about this run of the task
	 * @return how the task ended; whatever the task does, this method does not throw
	 */
	TaskOutcome execute(Object payload, TaskRun run);

	/**
	 * How many tasks the worker can have at a time. It runs them one after the other.
	 * @return 1 if it takes a task only when it is through with the one before
	 */
	default int window() {
		return 1;
	}

	/**
	 * Gives the worker a task that it runs when it is through with those it was given
	 * before. It tells of the end of each ({@link WorkerEvents#ended}), and the loop
	 * waits for them in that order.
	 * @param payload what {@link WorkerFactory#encode} made of the work
	 * @param run what is known about this run of the task, of which nothing is asked yet
	 * unless it is the first
	 * @return the task; whatever has happened to the worker, this method does not throw
	 */
	default GivenTask give(Object payload, TaskRun run) {
		throw new UnsupportedOperationException("The worker takes one task at a time");
	}

	/**
	 * Has the worker give back what it was given and has not begun, which it tells by
	 * {@link WorkerEvents#returned}. Returns at once.
	 */
	default void takeBack() {
	}

	/**
	 * Waits for the end of a worker that is not alive, for a bounded time, and tells by
	 * {@link WorkerEvents#returned} what it was given and has not begun, but for the task
	 * that it would have run next.
	 */
	default void surrender() {
	}

	/**
	 * Whether the worker has begun with the task that it was given by {@link #execute}: a
	 * task that it has not is run elsewhere if the worker dies. May read a file.
	 * @return {@code true} if nobody knows
	 */
	default boolean hasBegun() {
		return true;
	}

	/**
	 * Orders the running {@link #execute} to end by force: interrupts the thread or kills
	 * the process. Returns at once, without waiting for the effect. The execution of a
	 * task that is decided may end before the process has disappeared; what the worker
	 * has locked is then kept until it has.
	 */
	void abort();

	/**
	 * Interrupts the task that runs, so that it may end by itself; the worker goes on
	 * with whatever comes of it. Called at most once for a task, while it is executed and
	 * {@link TaskRun#isInterruptRequested()}; returns soon.
	 */
	default void interrupt() {
	}

	/**
	 * What the worker does at this moment.
	 * @param timeout how long to wait for the answer at most
	 * @return the stacks of its threads, that of the task first; {@code null} if it can't
	 * tell in time
	 */
	default @Nullable String stack(Duration timeout) {
		return null;
	}

	/**
	 * What is asked of the task that runs has changed, see
	 * {@link TaskRun#isPauseRequested()}. Called by any thread, also when the task has
	 * ended; returns soon.
	 */
	default void requestsChanged() {
	}

	/**
	 * Whether the worker can execute another task. One that can't gives back by itself
	 * what it has locked, as soon as nothing of it can run any more.
	 * @return {@code false} once it is dead, or was killed
	 */
	boolean isAlive();

	/**
	 * How much memory the worker has, where that can be told. May read a file.
	 * @return the bytes of its process that are resident; empty if it has no process of
	 * its own, or nobody knows
	 */
	default OptionalLong residentMemory() {
		return OptionalLong.empty();
	}

	/**
	 * Ends the worker, gracefully if it is alive, and waits for its end for a bounded
	 * time, after which it is killed.
	 */
	void close();

	/**
	 * Why the worker died by itself. Asked after {@link #close()}.
	 * @return what is known about the death, {@code null} if the worker ended because it
	 * was told to
	 */
	@Nullable String causeOfDeath();

}
