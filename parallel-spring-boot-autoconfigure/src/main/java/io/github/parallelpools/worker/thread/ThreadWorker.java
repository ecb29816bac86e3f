package io.github.parallelpools.worker.thread;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.StackText;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.ThreadState;
import io.github.parallelpools.spi.UsageMeter;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerLogger;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerTaskContext;
import io.github.parallelpools.task.CurrentContext;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.Work;

/**
 * Runs tasks in the thread of its loop. It never dies; a task that ignores the interrupt
 * holds it until the task ends.
 */
final class ThreadWorker implements Worker {

	private static final TaskOutcome NOTHING = new TaskOutcome.Succeeded(null);

	private final WorkerSpec spec;

	private final @Nullable TaskHandler<@Nullable Object, ?> handler;

	private final WorkerLogger logger;

	private final @Nullable TaskPoller<?> poller;

	private final Thread thread;

	private final SharedObjects shared;

	private final boolean measures;

	/** Whom the thread asked for its context before, nobody as a rule. */
	private final @Nullable Supplier<? extends @Nullable TaskContext> outer;

	/** What no task and nobody who is told of its end may change for the next one. */
	private final ThreadState state;

	// The thread's.

	private @Nullable TaskRun run;

	private @Nullable TaskContext context;

	ThreadWorker(WorkerSpec spec, @Nullable TaskHandler<@Nullable Object, ?> handler, @Nullable TaskPoller<?> poller,
			Thread thread, SharedObjects shared, WorkerLogger logger, boolean measures) {
		this.measures = measures;
		this.spec = spec;
		this.handler = handler;
		this.poller = poller;
		this.logger = logger;
		this.thread = thread;
		this.shared = shared;
		this.outer = CurrentContext.replace(this::context);
		this.state = ThreadState.ofThisThread();
	}

	/** The context of the task that runs now, made when it is first asked for. */
	private @Nullable TaskContext context() {
		TaskRun current = this.run;
		if (this.context == null && current != null) {
			this.context = new WorkerTaskContext(this.spec, current, this.shared, this.logger);
		}
		return this.context;
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.empty();
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		// What those who were told of the last task's end have left behind.
		this.state.restore();
		this.run = run;
		UsageMeter meter = this.measures ? UsageMeter.begin() : null;
		try {
			Object value = (payload instanceof TaskCallable<?> callable) ? callable.call() : callOther(payload);
			return (value != null) ? new TaskOutcome.Succeeded(value) : NOTHING;
		}
		catch (Throwable ex) {
			return new TaskOutcome.Failed(ex);
		}
		finally {
			if (meter != null) {
				run.used(meter.end());
			}
			this.run = null;
			this.context = null;
			this.state.restore();
		}
	}

	@SuppressWarnings("NullAway") // A task may return nothing
	private @Nullable Object callOther(Object payload) throws Exception {
		if (payload instanceof CarriedWork carried) {
			Object work = carried.work();
			return carried.context()
				.call(() -> (work instanceof TaskCallable<?> callable) ? callable.call() : call((Work) work));
		}
		return call((Work) payload);
	}

	private @Nullable Object call(Work work) throws Exception {
		if (work instanceof Work.Item item) {
			return handle(null, item.item());
		}
		return (work instanceof Work.Apply apply) ? handle(apply.handler(), apply.argument()) : poll();
	}

	@SuppressWarnings({ "unchecked", "NullAway" }) // A handler's type says what it takes
	private @Nullable Object handle(@Nullable TaskHandler<?, ?> brought, @Nullable Object item) throws Exception {
		TaskHandler<@Nullable Object, ?> handler = (brought != null) ? (TaskHandler<@Nullable Object, ?>) brought
				: this.handler;
		if (handler == null) {
			throw new IllegalStateException("Pool '" + this.spec.pool() + "' has no handler");
		}
		return handler.handle(item, Objects.requireNonNull(context(), "No task runs"));
	}

	private @Nullable Object poll() throws Exception {
		if (this.poller == null) {
			throw new IllegalStateException("Pool '" + this.spec.pool() + "' has no poller");
		}
		return this.poller.poll(Objects.requireNonNull(context(), "No task runs"));
	}

	@Override
	public void abort() {
		this.thread.interrupt();
	}

	@Override
	public void interrupt() {
		this.thread.interrupt();
	}

	@Override
	public String stack(Duration timeout) {
		return StackText.of(this.thread);
	}

	@Override
	public boolean isAlive() {
		return true;
	}

	@Override
	public void close() {
		try {
			this.logger.close();
		}
		finally {
			CurrentContext.replace(this.outer);
		}
	}

	@Override
	public @Nullable String causeOfDeath() {
		return null;
	}

}
