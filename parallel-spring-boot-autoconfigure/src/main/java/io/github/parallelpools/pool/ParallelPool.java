package io.github.parallelpools.pool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskNotPortableException;

/**
 * A pool of workers: threads, virtual threads or forked JVMs, the same to the code that
 * uses it. Safe for use by several threads. All that may be done with a pool is here, but
 * for many items at once ({@link BulkOperations}), and what is promised of it is most of
 * the text.
 * <p>
 * Deliberately no {@link java.util.concurrent.Executor}: a bean of that type would make
 * Spring Boot's own {@code applicationTaskExecutor} disappear.
 */
public interface ParallelPool extends BulkOperations {

	/**
	 * The pool's name.
	 * @return the name, which is also the bean's
	 */
	String name();

	/**
	 * Has a worker call what the caller wrote, with the priority 0.
	 * @param <T> the type of the value
	 * @param task what to call; on a pool of processes it is encoded before this method
	 * returns
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the task can't travel to a worker
	 */
	default <T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task) {
		return submit(task, TaskOptions.DEFAULTS);
	}

	/**
	 * Has a worker call what the caller wrote.
	 * @param <T> the type of the value
	 * @param task what to call; on a pool of processes it is encoded before this method
	 * returns
	 * @param priority any number; where the queue is of type {@link QueueType#PRIORITY},
	 * tasks with a higher one are taken to run earlier, otherwise only 0 is possible
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the task can't travel to a worker
	 * @throws IllegalArgumentException if the priority is not 0 and the queue has none
	 */
	default <T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task, int priority) {
		return submit(task, TaskOptions.ofPriority(priority));
	}

	/**
	 * Has a worker call what the caller wrote. If the queue is full, its {@link WhenFull}
	 * says what happens: the caller may wait for room, or run the task before this method
	 * returns.
	 * @param <T> the type of the value
	 * @param task what to call; on a pool of processes it is encoded before this method
	 * returns
	 * @param options what else is to be known of the task
	 * @return the task's future
	 * @throws TaskRejectedException if the pool is stopped, or if the queue is full and
	 * the task is rejected because of that, or the wait for room ends because the thread
	 * is interrupted (the interrupt stays set), the pool is stopped or the time is over
	 * @throws TaskNotPortableException if the task can't travel to a worker
	 * @throws IllegalArgumentException if the priority is not 0 and the queue has none,
	 * or if no bean that can be told of ends has the name that the options give
	 */
	<T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task, TaskOptions options);

	/**
	 * Has a worker give an item to the pool's handler, with the priority 0.
	 * @param <T> the type of the handler's result
	 * @param item the item
	 * @param resultType the class of the handler's result; another result makes the
	 * future fail with a {@link ClassCastException} as the cause
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 */
	default <T> TaskFuture<@Nullable T> send(Object item, Class<T> resultType) {
		return send(item, resultType, TaskOptions.DEFAULTS);
	}

	/**
	 * Has a worker give an item to the pool's handler.
	 * @param <T> the type of the handler's result
	 * @param item the item
	 * @param resultType the class of the handler's result; another result makes the
	 * future fail with a {@link ClassCastException} as the cause
	 * @param priority as for {@link #submit(TaskCallable, int)}
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 * @throws IllegalArgumentException as {@link #submit(TaskCallable, TaskOptions)}
	 */
	default <T> TaskFuture<@Nullable T> send(Object item, Class<T> resultType, int priority) {
		return send(item, resultType, TaskOptions.ofPriority(priority));
	}

	/**
	 * Has a worker give an item to the pool's handler.
	 * @param <T> the type of the handler's result
	 * @param item the item
	 * @param resultType the class of the handler's result; another result makes the
	 * future fail with a {@link ClassCastException} as the cause
	 * @param options what else is to be known of the task
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 * @throws IllegalArgumentException as {@link #submit(TaskCallable, TaskOptions)}
	 */
	<T> TaskFuture<@Nullable T> send(Object item, Class<T> resultType, TaskOptions options);

	/**
	 * Has a worker give an item to the pool's handler, whatever that returns, with the
	 * priority 0.
	 * @param item the item
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 */
	default TaskFuture<@Nullable Object> send(Object item) {
		return send(item, Object.class, TaskOptions.DEFAULTS);
	}

	/**
	 * Has a worker give an item to the pool's handler, whatever that returns.
	 * @param item the item
	 * @param priority as for {@link #submit(TaskCallable, int)}
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 * @throws IllegalArgumentException as {@link #submit(TaskCallable, TaskOptions)}
	 */
	default TaskFuture<@Nullable Object> send(Object item, int priority) {
		return send(item, Object.class, priority);
	}

	/**
	 * Has a worker give an item to the pool's handler, whatever that returns.
	 * @param item the item
	 * @param options what else is to be known of the task
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 * @throws IllegalArgumentException as {@link #submit(TaskCallable, TaskOptions)}
	 */
	default TaskFuture<@Nullable Object> send(Object item, TaskOptions options) {
		return send(item, Object.class, options);
	}

	/**
	 * Cancels the tasks with a tag that were accepted and have not ended, as
	 * {@link TaskFuture#cancel} does. Those that wait are cancelled first.
	 * @param tag their {@linkplain TaskOptions#tag tag}
	 * @param mayInterruptIfRunning whether running tasks are interrupted, or their
	 * processes killed
	 * @return how many tasks this call has cancelled
	 */
	int cancelTagged(String tag, boolean mayInterruptIfRunning);

	/**
	 * Starts the pool, or starts it again; returns without waiting for workers. Does
	 * nothing if it is starting or running.
	 * @throws PoolStateException if the pool is pausing, paused, stopping or closed
	 */
	void start();

	/**
	 * Lets running tasks end but starts no more; returns at once. Does nothing if the
	 * pool is pausing or paused.
	 * @throws PoolStateException if the pool is new, stopping or stopped
	 */
	void pause();

	/**
	 * Pauses and waits until no task is running. A task or a callback of the pool that
	 * calls this waits for all others; the pool is paused when they have ended, too.
	 * @param timeout how long to wait at most
	 * @throws PoolStateException as {@link #pause()}, or if the pool is resumed or
	 * stopped meanwhile
	 * @throws PoolTimeoutException if tasks are still running then; the pool stays
	 * pausing
	 * @throws InterruptedException if the thread was interrupted; the pool stays pausing
	 */
	void pause(Duration timeout) throws InterruptedException;

	/**
	 * Goes on after a pause, or accepts tasks again that were rejected because of
	 * {@code kill-budget}. Does nothing else if the pool is starting or running.
	 * @throws PoolStateException if the pool is new, stopping or stopped
	 */
	void resume();

	/**
	 * Goes on after a pause and waits until the pool can work as after a start: until at
	 * least {@code min-size} workers are there.
	 * @param timeout how long to wait at most
	 * @throws PoolStateException as {@link #resume()}, or if the pool is paused or
	 * stopped meanwhile
	 * @throws PoolTimeoutException if workers are still on their way then, with the
	 * reason if their starts fail; the pool runs on
	 * @throws InterruptedException if the thread was interrupted; the pool runs on
	 */
	void resume(Duration timeout) throws InterruptedException;

	/**
	 * Waits until every accepted task has ended and its future and all listeners were
	 * told, also of those that are accepted meanwhile. Ends with the pool when the
	 * application closes; does not end while tasks are queued that do not run as the pool
	 * is new, paused or stopped.
	 * @throws PoolStateException if the thread runs a task of this pool or tells of its
	 * end, so that it would wait for itself
	 * @throws InterruptedException if the thread was interrupted
	 */
	void join() throws InterruptedException;

	/**
	 * As {@link #join()}, but not for ever.
	 * @param timeout how long to wait at most; zero or less looks once
	 * @throws PoolTimeoutException if there are tasks that have not ended then; the
	 * message tells how many are queued and who is busy with what
	 * @throws PoolStateException as {@link #join()}
	 * @throws InterruptedException if the thread was interrupted
	 */
	void join(Duration timeout) throws InterruptedException;

	/**
	 * Refuses new tasks and lets running ones end; what is queued stays queued. Returns
	 * at once. Does nothing if the pool is stopping or stopped.
	 */
	void stop();

	/**
	 * Stops and waits until all workers have ended. A task or a callback of the pool that
	 * calls this waits for all others; the pool is stopped when they have ended, too.
	 * Nobody waits for a thread that waits for the end of the application, as after
	 * {@link System#exit}.
	 * @param timeout how long to wait at most
	 * @throws PoolTimeoutException if workers are still busy then; the pool stays
	 * stopping, and {@link #forceStop()} is possible
	 * @throws InterruptedException if the thread was interrupted; the pool stays stopping
	 */
	void stop(Duration timeout) throws InterruptedException;

	/**
	 * Stops and ends running tasks by force with {@code 21004}: processes are killed,
	 * threads interrupted and, if they ignore that for the {@code kill-grace}, abandoned.
	 * What is queued stays queued. Returns at once; {@link #stop(Duration)} waits for the
	 * end.
	 */
	void forceStop();

	/**
	 * Changes the size.
	 * @param minSize how many workers are kept, 0 or more
	 * @param maxSize how many workers there may be, at least 1 and {@code minSize}; busy
	 * workers beyond it end after their task
	 * @throws IllegalArgumentException if the sizes are impossible
	 */
	void resize(int minSize, int maxSize);

	/**
	 * Changes settings while the pool works, all of them in one step. They hold at once:
	 * also for tasks that run, for workers that are idle and for callers that wait for
	 * room. They last until they are changed again or {@linkplain #reset reset}, and not
	 * beyond the application. {@link #settings()} tells them.
	 * @param values the new values; settings that are not named stay
	 * @param by who does it, for people to read in the log and the events
	 * @return all settings as they are now
	 * @throws InvalidSettingException if a value is impossible, of a wrong type, or means
	 * nothing to such a pool; nothing has changed then
	 */
	PoolSettings change(Map<PoolSetting, ?> values, String by);

	/**
	 * Has all settings be again what they were when the pool was made.
	 * @param by who does it, for people to read in the log and the events
	 * @return all settings as they are now
	 */
	PoolSettings reset(String by);

	/**
	 * What the pool was made from.
	 * @return the settings, whatever was changed since
	 */
	PoolSettings configured();

	/**
	 * Has all workers replaced that are there now, one after the other: each by one that
	 * is ready before it leaves, after the task that it runs. If the first one can't
	 * start, nobody leaves, and the next attempt is made after the usual back-off. For
	 * that time there is one worker more than allowed. Returns at once; callers of
	 * {@link #workers()} and {@link #events()} see how far it is.
	 * @param by who does it, for people to read in the log and the events
	 * @return how many workers are to be replaced; not those that are about to be already
	 */
	int renew(String by);

	/**
	 * Ends a worker by force; the task it runs ends with {@code 31399}, unless it is a
	 * process and the task has attempts left.
	 * @param workerId the worker's id
	 * @return {@code false} if the pool has no such worker
	 */
	boolean killWorker(String workerId);

	/**
	 * The tasks that ended with {@code 31399} and are not run again by themselves, as
	 * many as {@code retry.dead-letters} allows and 64 MiB of what they were given. Only
	 * pools of processes have any.
	 * @return an immutable list, the oldest first
	 */
	List<DeadLetter> deadLetters();

	/**
	 * Sends a dead letter again, with the options and the result type that it had: as a
	 * new task with a new id, which is run as often as any. Does not wait: if the queue
	 * is full and callers would wait for room, it is rejected. The letter is gone once it
	 * was accepted.
	 * @param taskId the id of the task that became a dead letter
	 * @return the new task's future
	 * @throws NoSuchElementException if there is no such dead letter, or somebody sends
	 * it again at this moment
	 * @throws TaskRejectedException as {@link #submit(TaskCallable, TaskOptions)}; the
	 * letter stays
	 */
	TaskFuture<@Nullable Object> resend(String taskId);

	/**
	 * Removes a dead letter.
	 * @param taskId the id of the task that became a dead letter
	 * @return {@code false} if there is no such dead letter, or somebody sends it again
	 * at this moment
	 */
	boolean removeDeadLetter(String taskId);

	/**
	 * The future of a task of the cluster that was submitted before, by this instance or
	 * another one, so that its outcome is known also after its submitter has started
	 * again. An outcome is kept until its submitter has it, or else for
	 * {@code parallel.cluster.outcome-retention}. No listener is told because of it.
	 * @param taskId the task's id, as {@link TaskFuture#id()} has told it
	 * @return the future; empty if nothing is known of such a task, or the pool is not
	 * one of the cluster
	 */
	default Optional<TaskFuture<@Nullable Object>> find(String taskId) {
		return Optional.empty();
	}

	/**
	 * The pool's state.
	 * @return the state
	 */
	PoolState state();

	/**
	 * The pool's figures.
	 * @return the figures at this moment
	 */
	PoolSnapshot snapshot();

	/**
	 * Where in the code the pool's tasks hang: those that were killed because of
	 * overtime, and those that ran for longer than {@code slow-after}.
	 * @return the counts since the pool was made
	 */
	HangSnapshot hangs();

	/**
	 * The pool's workers. Callers that run a task themselves, as the queue is full, are
	 * listed too while they do.
	 * @return an immutable list, in the order of their start
	 */
	List<WorkerSnapshot> workers();

	/**
	 * What the threads of a worker do at this moment: to find out where a task hangs. The
	 * worker is not interrupted. A process is asked and needs a moment.
	 * @param workerId the worker's id
	 * @param timeout how long to wait for the answer at most
	 * @return the stacks as text, that of the task first, at most 64 Ki characters; empty
	 * if the worker does not tell in time, as it is starting, halted or asked by somebody
	 * else
	 * @throws NoSuchElementException if the pool has no such worker
	 */
	Optional<String> stacks(String workerId, Duration timeout);

	/**
	 * The last 200 things that have happened in the pool, but for tasks that ended as
	 * most do.
	 * @return an immutable list, the oldest first
	 */
	List<RecordedEvent> events();

	/**
	 * The pool's settings at present: those it was made from, with the sizes that
	 * {@link #resize} has set.
	 * @return the settings
	 */
	PoolSettings settings();

}
