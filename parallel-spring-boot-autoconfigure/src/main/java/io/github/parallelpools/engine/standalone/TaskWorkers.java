package io.github.parallelpools.engine.standalone;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.spi.CpuBinding;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;

/**
 * Makes what standalone tasks run on: the kinds of workers, which the engine does not
 * know. Safe for use by several threads.
 */
public interface TaskWorkers {

	/**
	 * Makes the factory of the workers of one run. Nothing is started.
	 * @param settings the task
	 * @param handler what handles the run, {@code null} if that comes along with the
	 * argument
	 * @param commandPrefix what stands before the command of a process
	 * @return the factory
	 * @throws InvalidSettingException if a setting is impossible
	 */
	WorkerFactory workers(TaskSettings settings, @Nullable Handler handler, List<String> commandPrefix);

	/**
	 * How long a worker that was ordered to end may take to obey.
	 * @return a time greater than zero
	 */
	Duration killGrace();

	/**
	 * Binds processes to processors.
	 * @return the binding
	 */
	CpuBinding cpus();

	/**
	 * A handler that each run makes anew.
	 *
	 * @param className the name of its class
	 * @param instance supplies the instance for a run in this JVM
	 */
	record Handler(String className, Supplier<TaskHandler<?, ?>> instance) {
	}

}
