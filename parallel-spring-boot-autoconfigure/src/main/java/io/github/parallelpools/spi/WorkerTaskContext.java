package io.github.parallelpools.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.parallelpools.task.TaskContext;

/**
 * The context that workers give to handlers: what is known of the worker and of the run.
 */
public final class WorkerTaskContext implements TaskContext {

	private final WorkerSpec spec;

	private final TaskRun run;

	/**
	 * Makes the context of one run.
	 * @param spec which worker runs the task
	 * @param run what is known of the run
	 */
	public WorkerTaskContext(WorkerSpec spec, TaskRun run) {
		this.spec = spec;
		this.run = run;
	}

	@Override
	public String taskId() {
		return this.run.taskId();
	}

	@Override
	public int attempt() {
		return this.run.attempt();
	}

	@Override
	public String pool() {
		return this.spec.pool();
	}

	@Override
	public String worker() {
		return this.spec.worker();
	}

	@Override
	public Map<String, String> args() {
		return this.spec.args();
	}

	@Override
	public Optional<Instant> deadline() {
		return this.run.deadline();
	}

	@Override
	public System.Logger logger() {
		return System.getLogger("parallel.pools." + this.spec.pool());
	}

	@Override
	public boolean isCancelled() {
		return this.run.isDecided();
	}

}
