package io.github.parallelpools.pool;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;

/**
 * A task that stands for itself: it runs on a thread, a virtual thread or in a process of
 * its own, one run at a time, and can be started again after any end. Safe for use by
 * several threads. Nothing needs to be closed. All that may be done with a task is here,
 * and what is promised of it is most of the text.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
public interface ParallelTask<I extends @Nullable Object, O extends @Nullable Object> {

	/**
	 * The task's id.
	 * @return the id, unique beyond this JVM unless it was given; all runs have it
	 */
	String id();

	/**
	 * The task's name.
	 * @return the name, which other tasks may have, too
	 */
	String name();

	/**
	 * What the task was made from.
	 * @return the settings
	 */
	TaskSettings settings();

	/**
	 * Where the task has one run at a time.
	 * @return the scope
	 */
	TaskScope scope();

	/**
	 * Which instance of the application executes the task, if its scope is the cluster.
	 * @return the instance's name, as far as is known here, perhaps a second old; empty
	 * if none does, or the scope is this instance
	 */
	Optional<String> node();

	/**
	 * Starts the task with the argument that it was made with. Returns without waiting
	 * for it.
	 * @return the future of this run
	 * @throws PoolStateException if the task is running, or the application is closing
	 * @throws TaskNotPortableException if the function or the argument can't travel to a
	 * process
	 */
	TaskFuture<O> start();

	/**
	 * Starts the task with another argument, for this run only.
	 * @param argument the argument
	 * @return the future of this run
	 * @throws PoolStateException as {@link #start()}
	 * @throws TaskNotPortableException as {@link #start()}
	 */
	TaskFuture<O> start(I argument);

	/**
	 * Waits until the task has ended, however it ends, and its callback was told. Returns
	 * at once if it is not running, and in the thread that tells of the end.
	 * @throws PoolStateException if the task itself calls this
	 * @throws InterruptedException if the thread was interrupted
	 */
	void join() throws InterruptedException;

	/**
	 * As {@link #join()}, for a limited time.
	 * @param timeout how long to wait at most
	 * @throws PoolTimeoutException if the task is still running then; the message tells
	 * what it does
	 * @throws PoolStateException if the task itself calls this
	 * @throws InterruptedException if the thread was interrupted
	 */
	void join(Duration timeout) throws InterruptedException;

	/**
	 * Asks the task to wait at its next {@link TaskContext#checkpoint() checkpoint}.
	 * Returns at once. Does nothing if the task is not running.
	 */
	void pause();

	/**
	 * Asks the task to wait at its next checkpoint, and waits until it does or is not
	 * running any more.
	 * @param timeout how long to wait at most
	 * @throws PoolTimeoutException if the task has come to no checkpoint then; it will
	 * still wait at the next
	 * @throws PoolStateException if the task itself calls this; it will still wait at its
	 * next checkpoint
	 * @throws InterruptedException if the thread was interrupted
	 */
	void pause(Duration timeout) throws InterruptedException;

	/**
	 * Lets the task go on after a pause. Does nothing if there is none.
	 */
	void resume();

	/**
	 * Asks the task to end by itself: {@link TaskContext#isCancelled()} becomes true, and
	 * its next checkpoint throws, with which it ends with {@code 21004}. Returns at once.
	 * Does nothing if the task is not running.
	 */
	void stop();

	/**
	 * Asks the task to end by itself, and waits for that.
	 * @param timeout how long to wait at most
	 * @throws PoolTimeoutException if the task is still running then;
	 * {@link #forceStop()} is possible
	 * @throws PoolStateException if the task itself calls this; it was asked nevertheless
	 * @throws InterruptedException if the thread was interrupted
	 */
	void stop(Duration timeout) throws InterruptedException;

	/**
	 * Ends the task by force with {@code 21004}: its process is killed with all that it
	 * started, its thread interrupted and, if it ignores that for the {@code kill-grace},
	 * abandoned and reported. Returns at once; {@link #join()} waits for the end. Does
	 * nothing if the task is not running.
	 */
	void forceStop();

	/**
	 * Whether the task is running.
	 * @return {@code true} from its start until its end is decided and known here, also
	 * while it is paused
	 */
	boolean isRunning();

	/**
	 * Whether the task waits at a checkpoint because it was paused.
	 * @return {@code false} also if it was asked to pause and has come to no checkpoint
	 * yet
	 */
	boolean isPaused();

	/**
	 * Whether the application may end without waiting for the task.
	 * @return {@code false} unless it was made so
	 */
	boolean isDaemon();

	/**
	 * The future of the last run.
	 * @return the future, empty before the first start
	 */
	Optional<TaskFuture<O>> future();

	/**
	 * How the last run ended.
	 * @return the result, empty before the first start and while the task is running
	 */
	Optional<TaskResult> result();

	/**
	 * How far the last run has come.
	 * @return the latest that it told, empty if it told nothing
	 */
	Optional<TaskProgress> progress();

	/**
	 * The process in which the task is running.
	 * @return its id, empty if there is none
	 */
	OptionalLong pid();

	/**
	 * Binds the task's process to processors, now and at each start from now on. With a
	 * process that is running, all its threads are bound.
	 * @param cpus the numbers of the processors, at least one
	 * @throws IllegalArgumentException if there is no such processor
	 * @throws UnsupportedOperationException if the task has no process of its own, or the
	 * system has no {@code taskset}
	 */
	void bindCpu(int... cpus);

	/**
	 * The processor on which the main thread of the task's process ran last.
	 * @return its number, empty if the process is not running
	 * @throws UnsupportedOperationException if the task has no process of its own, or the
	 * system does not tell
	 */
	OptionalInt runningCpu();

	/**
	 * Makes a {@link ParallelTask}. Not thread-safe; may make several tasks.
	 *
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 */
	interface Builder<I extends @Nullable Object, O extends @Nullable Object> {

		/**
		 * Gives the task an id. Without one, each task gets one of its own.
		 * @param id the id, not blank
		 * @return this
		 */
		Builder<I, O> id(String id);

		/**
		 * Gives the task a name. Without one it is {@code task}.
		 * @param name the name: letters, digits, '-', '_' and '.', first a letter or a
		 * digit
		 * @return this
		 */
		Builder<I, O> name(String name);

		/**
		 * Says where the task has one run at a time. Without it, that is this instance.
		 * <p>
		 * With {@link TaskScope#CLUSTER} the task needs a name of its own, which is the
		 * same in all instances. A start takes part in the run of that name that there
		 * is, or begins one; one instance executes it, with its own function and
		 * argument, and if it dies, another one that has started the task begins it anew.
		 * The run ends in all of them alike. Its result has to be serializable.
		 * {@link ParallelTask#pause()}, {@link ParallelTask#stop()} and the like reach
		 * the instance that executes it, within a second. Callbacks are told where it was
		 * executed. {@link TaskContext#fencingToken()} rises with each execution.
		 * @param scope the scope
		 * @return this
		 */
		Builder<I, O> scope(TaskScope scope);

		/**
		 * Says what the task runs on. Without it, that is a thread.
		 * @param kind the kind
		 * @return this
		 */
		Builder<I, O> kind(WorkerKind kind);

		/**
		 * Says what the task is given when it starts. Without it, that is {@code null}.
		 * @param argument the argument
		 * @return this
		 */
		Builder<I, O> argument(I argument);

		/**
		 * Says what the task finds in {@link TaskContext#args()}.
		 * @param args the arguments
		 * @return this
		 */
		Builder<I, O> args(Map<String, String> args);

		/**
		 * Has somebody told of the starts and ends of the task, beside those who were
		 * named before.
		 * @param listener is told
		 * @return this
		 */
		Builder<I, O> callback(TaskListener listener);

		/**
		 * Has somebody told of the ends of the task, beside those who were named before.
		 * @param callback is told
		 * @return this
		 */
		Builder<I, O> callback(TaskCallback<? super O> callback);

		/**
		 * Whether the task starts as soon as it is made. Without it, it does not.
		 * @param autoStart whether it does
		 * @return this
		 */
		Builder<I, O> autoStart(boolean autoStart);

		/**
		 * Whether the application may end without waiting for the task, which is then
		 * ended by force. Without it, a running task keeps the JVM alive, and the closing
		 * application waits for it for {@code parallel.shutdown-timeout}.
		 * @param daemon whether it may
		 * @return this
		 */
		Builder<I, O> daemon(boolean daemon);

		/**
		 * Limits how long the task may run, counted from the start of its execution, the
		 * time at checkpoints excluded. Without it, there is no limit.
		 * @param limit how long, 0 for no limit
		 * @param policy what happens then; {@link OvertimePolicy#REPLACE} is the same as
		 * {@link OvertimePolicy#IGNORE}, as there is nobody to replace it
		 * @return this
		 */
		Builder<I, O> overtime(Duration limit, OvertimePolicy policy);

		/**
		 * Has it looked where the task is once it has run for so long, the time at
		 * checkpoints excluded, which does not disturb it: see
		 * {@link Parallel#taskHangs()}. Without it, nobody looks, unless the task is
		 * killed because of overtime.
		 * @param time how long, shorter than the overtime; 0 for never
		 * @return this
		 */
		Builder<I, O> slowAfter(Duration time);

		/**
		 * Runs the task under a lock, one at a time with all tasks and pools that name
		 * it.
		 * @param name the lock's name
		 * @return this
		 */
		Builder<I, O> lock(String name);

		/**
		 * Says what becomes of the task's log. Without it, that is what
		 * {@code parallel.defaults.logging} says.
		 * @param logging the settings
		 * @return this
		 */
		Builder<I, O> logging(LoggingSettings logging);

		/**
		 * Says how large the heap of the task's process is. Without it, that is
		 * {@code parallel.defaults.process.max-heap}. Refused for a task without a
		 * process.
		 * @param bytes its size, at least 8 MB
		 * @return this
		 */
		Builder<I, O> maxHeap(long bytes);

		/**
		 * Gives the JVM of the task's process arguments, behind those of
		 * {@code parallel.defaults.process.jvm-args}. Refused for a task without a
		 * process.
		 * @param args the arguments
		 * @return this
		 */
		Builder<I, O> jvmArgs(String... args);

		/**
		 * Gives the task's process variables, above those of
		 * {@code parallel.defaults.process.environment}. Refused for a task without one.
		 * @param variables the variables
		 * @return this
		 */
		Builder<I, O> environment(Map<String, String> variables);

		/**
		 * Makes the task, and starts it if it is to start by itself.
		 * @return the task
		 * @throws InvalidSettingException if a setting is impossible
		 */
		ParallelTask<I, O> build();

	}

}
