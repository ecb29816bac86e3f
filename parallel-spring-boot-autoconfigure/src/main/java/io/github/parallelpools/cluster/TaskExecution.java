package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;

/**
 * How this instance executes a standalone task of the cluster when it is its turn, and
 * what users want of it. Knows nothing of whose turn it is. Safe for use by several
 * threads.
 *
 * @param <I> the type of the argument
 */
final class TaskExecution<I extends @Nullable Object> implements TaskFollower, TaskListener {

	static final TaskTimes NO_TIME = new TaskTimes(Duration.ZERO, Duration.ZERO, 0, null);

	private static final System.Logger logger = System.getLogger(TaskExecution.class.getName());

	private final LocalTask<I, ?> local;

	private final boolean killsWhenFenced;

	private final Runnable whenEnded;

	private volatile @Nullable TaskOutcome outcome;

	private volatile @Nullable End end;

	// Guarded by this.

	/** As which node it is executed here, {@code null} if it is not. */
	private @Nullable String node;

	/** What it was asked to end with. */
	private @Nullable TaskOrder ending;

	/** Whether it was to end as its node is fenced. */
	private boolean fenced;

	/** What is wanted of an execution that is not here. */
	private @Nullable TaskOrder wanted;

	/**
	 * How an execution has ended.
	 *
	 * @param outcome the outcome
	 * @param result the same in words
	 */
	record End(TaskOutcome outcome, TaskResult result) {
	}

	/**
	 * Makes one that has not begun.
	 * @param local executes it
	 * @param killsWhenFenced whether that is ended when its node is fenced
	 * @param whenEnded is called when it has ended; returns at once
	 */
	TaskExecution(LocalTask<I, ?> local, boolean killsWhenFenced, Runnable whenEnded) {
		this.local = local;
		this.killsWhenFenced = killsWhenFenced;
		this.whenEnded = whenEnded;
	}

	/** Whether the task is executed here. */
	synchronized boolean isHere() {
		return this.node != null;
	}

	boolean isPaused() {
		return isHere() && this.local.task().isPaused();
	}

	/** How far it has come here, {@code null} if it has told nothing. */
	@Nullable TaskProgress progress() {
		return isHere() ? this.local.task().progress().orElse(null) : null;
	}

	/** How it has ended, {@code null} if it has not. */
	@Nullable End end() {
		return this.end;
	}

	/** Whether it has ended as somebody wanted it, and not with its node. */
	synchronized boolean isToEnd() {
		return this.ending != null || (!this.fenced && this.local.mayStart());
	}

	// What users want

	/** Gives an order, or keeps it until somebody executes the task. */
	void order(TaskOrder order) {
		synchronized (this) {
			if (this.node == null) {
				this.wanted = order;
				return;
			}
			if (order.isEnd()) {
				this.ending = order;
			}
		}
		order.give(this.local.task());
	}

	/** What is wanted of an execution that is not here, {@code null} if nothing. */
	synchronized @Nullable TaskOrder wanted() {
		return this.wanted;
	}

	/** Whoever executes the task was told. */
	synchronized void passed(TaskOrder order) {
		if (this.wanted == order) {
			this.wanted = null;
		}
	}

	private synchronized @Nullable TaskOrder takeWanted() {
		TaskOrder taken = this.wanted;
		this.wanted = null;
		return taken;
	}

	/** What is here as of another node than this instance is now may be another's. */
	void fence(@Nullable String now) {
		synchronized (this) {
			if (this.node == null || this.fenced || Objects.equals(this.node, now)) {
				return;
			}
			this.fenced = true;
		}
		if (this.killsWhenFenced) {
			this.local.task().forceStop();
		}
	}

	// Called by the one thread that looks

	/**
	 * Begins. What is wanted by then is done at once; if that is to end, it never runs.
	 * @param argument what the task is given
	 * @param identity what the execution is known by
	 * @param as the node that it belongs to
	 * @param inherited what was wanted of the last execution
	 * @throws io.github.parallelpools.pool.PoolStateException if this instance closes
	 */
	void begin(@Nullable I argument, TaskIdentity identity, String as, TaskOrder inherited) {
		TaskOrder own = takeWanted();
		TaskOrder first = (own != null) ? own : inherited;
		if (first.isEnd()) {
			synchronized (this) {
				this.ending = first;
			}
			cancelled();
			return;
		}
		this.local.start(argument, identity, this, this);
		TaskOrder next;
		synchronized (this) {
			this.node = as;
			next = takeWanted();
			if (next != null && next.isEnd()) {
				this.ending = next;
			}
		}
		first.give(this.local.task());
		if (next != null) {
			next.give(this.local.task());
		}
	}

	private void cancelled() {
		String why = "it was asked to end while no instance executed it";
		this.end = new End(new TaskOutcome.Cancelled(why),
				new TaskResult(ResultCode.CANCELLED, TaskCancelledException.class.getName(),
						"%s was cancelled: %s".formatted(this.local.task().settings().title(), why), null, false,
						NO_TIME));
	}

	/** It could not begin, and could not elsewhere. */
	void failed(Throwable error) {
		ErrorText text = ErrorText.of(error);
		this.end = new End(new TaskOutcome.Failed(error),
				new TaskResult(ResultCode.FAILED, text.errorClass(), text.message(), text.stack(), false, NO_TIME));
	}

	/**
	 * Forgets an execution that is not the one that counts. What it was asked for is to
	 * be done by the one that is.
	 */
	synchronized void again() {
		this.node = null;
		this.fenced = false;
		this.end = null;
		if (this.wanted == null) {
			this.wanted = this.ending;
		}
		this.ending = null;
	}

	/** The run has ended. */
	synchronized void over() {
		this.node = null;
	}

	// Told by the worker

	@Override
	public void ended(TaskOutcome ended) {
		this.outcome = ended;
	}

	@Override
	public void refused(Throwable reason) {
		// Whoever starts it is thrown that.
	}

	@Override
	public void started(String id, String pool) {
		tellAll((listener) -> listener.started(id, pool));
	}

	@Override
	public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
		this.end = new End(Objects.requireNonNull(this.outcome), result);
		this.whenEnded.run();
	}

	/** Tells whom users have named. Runs foreign code. */
	void tellAll(Consumer<TaskListener> event) {
		for (TaskListener listener : this.local.listeners()) {
			try {
				event.accept(listener);
			}
			catch (Throwable ex) {
				logger.log(System.Logger.Level.ERROR,
						"A callback of " + this.local.task().settings().title() + " failed", ex);
			}
		}
	}

}
