package io.github.parallelpools.worker.thread;

import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerLogger;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerTaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.Work;

/**
 * Runs tasks in the thread of its loop. It never dies; a task that ignores the interrupt
 * holds it until the task ends.
 */
final class ThreadWorker implements Worker {

	private final WorkerSpec spec;

	private final @Nullable TaskHandler<Object, Object> handler;

	private final WorkerLogger logger;

	private final @Nullable TaskPoller<?> poller;

	private final Thread thread;

	private final LockOwner owner;

	private final @Nullable ClassLoader classLoader;

	private final SharedObjects shared;

	ThreadWorker(WorkerSpec spec, @Nullable TaskHandler<Object, Object> handler, @Nullable TaskPoller<?> poller,
			Thread thread, SharedObjects shared, WorkerLogger logger) {
		this.spec = spec;
		this.handler = handler;
		this.poller = poller;
		this.logger = logger;
		this.thread = thread;
		this.owner = LockOwner.of(thread);
		this.shared = shared;
		this.classLoader = thread.getContextClassLoader();
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.empty();
	}

	@Override
	public LockOwner lockOwner() {
		return this.owner;
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		try {
			return new TaskOutcome.Succeeded(run((Work) payload, run));
		}
		catch (Throwable ex) {
			return new TaskOutcome.Failed(ex);
		}
		finally {
			tidy();
		}
	}

	private @Nullable Object run(Work work, TaskRun run) throws Exception {
		if (work instanceof Work.Call call) {
			return call.callable().call();
		}
		return (work instanceof Work.Item item) ? handle(item.item(), run) : poll(run);
	}

	/** Takes back what a task may have done to the thread. */
	private void tidy() {
		if (this.thread.getContextClassLoader() != this.classLoader) {
			this.thread.setContextClassLoader(this.classLoader);
		}
	}

	private @Nullable Object handle(Object item, TaskRun run) throws Exception {
		if (this.handler == null) {
			throw new IllegalStateException("Pool '" + this.spec.pool() + "' has no handler");
		}
		return this.handler.handle(item, new WorkerTaskContext(this.spec, run, this.shared, this.logger));
	}

	private @Nullable Object poll(TaskRun run) throws Exception {
		if (this.poller == null) {
			throw new IllegalStateException("Pool '" + this.spec.pool() + "' has no poller");
		}
		return this.poller.poll(new WorkerTaskContext(this.spec, run, this.shared, this.logger));
	}

	@Override
	public void abort() {
		this.thread.interrupt();
	}

	@Override
	public boolean isAlive() {
		return true;
	}

	@Override
	public void close() {
		this.logger.close();
	}

	@Override
	public @Nullable String causeOfDeath() {
		return null;
	}

}
