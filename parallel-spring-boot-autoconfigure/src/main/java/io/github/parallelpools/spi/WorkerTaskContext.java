package io.github.parallelpools.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskProgress;

/**
 * The context that workers give to handlers: what is known of the worker and of the run.
 */
public final class WorkerTaskContext implements TaskContext {

	private final WorkerSpec spec;

	private final TaskRun run;

	private final SharedObjects shared;

	private final WorkerLogger logger;

	/**
	 * Makes the context of one run.
	 * @param spec which worker runs the task
	 * @param run what is known of the run
	 * @param shared what the worker shares with others
	 * @param logger the worker's logger
	 */
	public WorkerTaskContext(WorkerSpec spec, TaskRun run, SharedObjects shared, WorkerLogger logger) {
		this.spec = spec;
		this.run = run;
		this.shared = shared;
		this.logger = logger;
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
	public Optional<String> tag() {
		return Optional.ofNullable(this.run.tag());
	}

	@Override
	public long fencingToken() {
		return this.run.fencingToken();
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
		return this.logger.get();
	}

	@Override
	public SharedLock lock(String name) {
		return this.shared.lock(name, this.run::isDecided);
	}

	@Override
	public <V> SharedMap<V> map(String tag) {
		return this.shared.map(tag);
	}

	@Override
	public boolean isCancelled() {
		return this.run.isDecided() || this.run.isStopRequested();
	}

	@Override
	public void checkpoint() {
		this.run.checkpoint();
	}

	@Override
	public void progress(double fraction, @Nullable String text) {
		this.run.progress(new TaskProgress(fraction, text));
	}

}
