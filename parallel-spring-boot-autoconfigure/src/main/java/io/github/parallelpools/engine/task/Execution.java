package io.github.parallelpools.engine.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.FollowedPayload;
import io.github.parallelpools.spi.RunControl;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskUsage;

/**
 * One accepted task from its submission to its end, and the future that its caller holds:
 * one object, because millions may be queued. Return, exception, kill, crash, cancel and
 * forced stop race for {@link #decide}; the first one wins. Knows neither its worker nor
 * the queue.
 *
 * @param <T> the type of the value
 */
public final class Execution<T extends @Nullable Object> extends TaskFuture<T> implements TaskRun {

	private static final VarHandle OUTCOME;

	private static final VarHandle DELIVERED;

	private static final VarHandle OVERTIME;

	private static final VarHandle CONTROL;

	// The values of "overtime".

	private static final int IN_TIME = 0;

	private static final int ASKED = 1;

	private static final int OVER_TIME = 2;

	private static final int TOLD = 3;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			OUTCOME = lookup.findVarHandle(Execution.class, "outcome", TaskOutcome.class);
			DELIVERED = lookup.findVarHandle(Execution.class, "delivered", boolean.class);
			OVERTIME = lookup.findVarHandle(Execution.class, "overtime", int.class);
			CONTROL = lookup.findVarHandle(Execution.class, "control", RunControl.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	// Links of the queue, guarded by the pool's lock.
	@Nullable Execution<?> previous;

	@Nullable Execution<?> next;

	boolean queued;

	private boolean counted;

	private final int priority;

	/** {@code null} if there is nothing but a priority, as millions may be queued. */
	private final @Nullable TaskOptions options;

	private final TaskOwner owner;

	private final @Nullable Class<?> resultType;

	/** Is told of its end beside those who are told of all. */
	private final @Nullable TaskFollower follower;

	/** Whether it looks for work, so that it is no task if there was none. */
	private final boolean look;

	// Written by the submitter before the task is queued, and cleared by whoever took it
	// out of the queue.
	private @Nullable Object payload;

	private long number;

	private final long submittedNanos;

	// Written by the loop that runs the task, before it decides how the task ends or puts
	// it back.
	private int attempt;

	private int kills;

	private byte returns;

	// Written by the loop that took the task before it publishes it as its current one.
	private long startedNanos;

	private boolean ran;

	@SuppressWarnings("unused")
	private volatile int overtime;

	@SuppressWarnings("unused")
	private volatile @Nullable TaskOutcome outcome;

	@SuppressWarnings("unused")
	private volatile boolean delivered;

	/** Made when something is asked of the run, or the run tells something. */
	private volatile @Nullable RunControl control;

	public Execution(TaskOwner owner, Object payload, @Nullable Class<?> resultType, TaskOptions options, long now) {
		this(owner, payload, resultType, options, false, now,
				(payload instanceof FollowedPayload followed) ? followed.follower() : null, 1);
	}

	private Execution(TaskOwner owner, Object payload, @Nullable Class<?> resultType, TaskOptions options, boolean look,
			long now, @Nullable TaskFollower follower, int attempt) {
		this.owner = owner;
		this.payload = payload;
		this.follower = follower;
		this.attempt = attempt;
		this.resultType = resultType;
		boolean none = options == TaskOptions.DEFAULTS;
		this.priority = none ? 0 : options.priority();
		this.options = (!none && (options.tag() != null || options.deadline() != null || options.onEnd() != null))
				? options : null;
		this.look = look;
		this.submittedNanos = now;
	}

	/** Looks for work. */
	public static Execution<@Nullable Object> look(TaskOwner owner, Object payload, long now) {
		return new Execution<>(owner, payload, null, TaskOptions.DEFAULTS, true, now,
				(payload instanceof FollowedPayload followed) ? followed.follower() : null, 1);
	}

	/** Whether it comes from elsewhere, where its attempts are counted. */
	public boolean isForeign() {
		return this.owner instanceof ForeignTask;
	}

	/** A task that comes from elsewhere. */
	public static Execution<@Nullable Object> foreign(TaskOwner owner, Object payload, TaskIdentity identity,
			TaskFollower follower, long now) {
		String tag = identity.tag();
		return new Execution<>(new ForeignTask(owner, identity), payload, null,
				(tag != null) ? TaskOptions.ofTag(tag) : TaskOptions.DEFAULTS, false, now, follower,
				identity.attempt());
	}

	/**
	 * It was accepted; called before it is queued.
	 * @param number its number within its pool
	 */
	public void accepted(long number) {
		this.number = number;
	}

	/** Its number within its pool. */
	long number() {
		return this.number;
	}

	/** A task of higher priority is served earlier, where the queue has priorities. */
	public int priority() {
		return this.priority;
	}

	/** What it was given beside its work. */
	public TaskOptions options() {
		TaskOptions some = this.options;
		return (some != null) ? some : TaskOptions.ofPriority(this.priority);
	}

	/** Whether it has more than a priority, of which somebody has to know. */
	public boolean isMarked() {
		return this.options != null;
	}

	/** What it shares with tasks that belong to it, {@code null} for nothing. */
	@Override
	public @Nullable String tag() {
		TaskOptions some = this.options;
		return (some != null) ? some.tag() : null;
	}

	/** Who is told of its end as it names him, {@code null} for nobody. */
	public @Nullable String onEnd() {
		TaskOptions some = this.options;
		return (some != null) ? some.onEnd() : null;
	}

	/** Whether it may not begin at any time. */
	public boolean hasDeadline() {
		TaskOptions some = this.options;
		return some != null && some.deadline() != null;
	}

	/** When it must have begun; asked only if it has a deadline. */
	public long startsBy() {
		return this.submittedNanos + deadlineOrThrow().toNanos();
	}

	private Duration deadlineOrThrow() {
		return Objects.requireNonNull(options().deadline(), "The task has no deadline");
	}

	/** Whether it may not begin any more. */
	public boolean isExpired(long now) {
		return hasDeadline() && startsBy() - now <= 0;
	}

	/** Decides its end if it may not begin any more. */
	public boolean expire(long now) {
		return isExpired(now) && decide(new TaskOutcome.Cancelled(
				"its deadline of %s ms was over before it %s".formatted(deadlineOrThrow().toMillis(),
						(this.attempt > 1) ? "was run again, as its worker had died" : "began")));
	}

	/** Whether its end was counted; asked by whoever tells of that. */
	public boolean isCounted() {
		return this.counted;
	}

	/** Its end was counted. */
	public void counted() {
		this.counted = true;
	}

	/** Whether this task was accepted before another one. */
	public boolean isBefore(Execution<?> other) {
		return this.number < other.number;
	}

	/**
	 * A worker begins with the task.
	 * @return what it was given, {@code null} if its end was told already
	 */
	public @Nullable Object started(long now) {
		this.startedNanos = now;
		this.ran = true;
		Object taken = this.payload;
		if (!this.owner.keepsPayload(this)) {
			this.payload = null;
		}
		return taken;
	}

	/** What the task was given, {@code null} if it has it no more. */
	public @Nullable Object payload() {
		return this.payload;
	}

	/** What the task was given was encoded only now. */
	public void encoded(Object encoded) {
		if (this.payload != null) {
			this.payload = encoded;
		}
	}

	/** What the task was given, for who sends it again; it has it no more. */
	public @Nullable Object takePayload() {
		Object taken = this.payload;
		this.payload = null;
		return taken;
	}

	/** Who follows it, {@code null} for nobody. */
	public @Nullable TaskFollower follower() {
		return this.follower;
	}

	/** It has killed the worker that ran it. */
	public void killed() {
		this.kills++;
	}

	public int kills() {
		return this.kills;
	}

	/**
	 * It is to be run once more; called under the pool's lock, while no worker has it.
	 */
	public void beginAnew() {
		this.attempt++;
		this.ran = false;
		this.overtime = IN_TIME;
		this.control = null;
	}

	/**
	 * It goes to another worker, as the one that it was given to died before it began;
	 * called under the pool's lock, while no worker has it.
	 */
	public void returned() {
		this.returns++;
		this.ran = false;
		this.overtime = IN_TIME;
		if (isInterruptRequested()) {
			this.control = null;
		}
	}

	/**
	 * A worker that it was given to ahead gives it back without having begun; called
	 * under the pool's lock, while no worker has it.
	 */
	public void takenBack() {
		this.ran = false;
		this.overtime = IN_TIME;
	}

	/** How many times it was given back by workers that had not begun with it. */
	public int returns() {
		return this.returns;
	}

	/** Whether the worker that has taken it has begun with it. */
	public boolean hasBegun() {
		return this.ran;
	}

	/** How many times it was run. */
	public int attempts() {
		return this.ran ? this.attempt : this.attempt - 1;
	}

	/** Lets go of what a task holds that left the queue and will not run. */
	public void forget() {
		this.payload = null;
	}

	/** Decides how the task ends, unless that is decided already. */
	public boolean decide(TaskOutcome end) {
		if (!OUTCOME.compareAndSet(this, null, end)) {
			return false;
		}
		RunControl existing = this.control;
		if (existing != null) {
			existing.end();
		}
		return true;
	}

	public RunControl control() {
		RunControl existing = this.control;
		if (existing != null) {
			return existing;
		}
		RunControl made = new RunControl(this.owner::nanos, () -> this.owner.waitingChanged(this));
		if (!CONTROL.compareAndSet(this, null, made)) {
			return Objects.requireNonNull(this.control, "A control is never taken away");
		}
		if (isDecided()) {
			made.end();
		}
		return made;
	}

	/** What a run that was asked to stop ends with, if it lets that through. */
	public TaskOutcome obeyed(TaskOutcome end) {
		if (!(end instanceof TaskOutcome.Failed failed) || !isStopRequested() || !StopSign.isIn(failed.error())) {
			return end;
		}
		return isInterruptRequested() ? new TaskOutcome.Overtime(this.owner.softLimit(), true)
				: new TaskOutcome.Cancelled("it was asked to stop");
	}

	@Override
	public boolean isPauseRequested() {
		RunControl existing = this.control;
		return existing != null && existing.isPauseRequested();
	}

	@Override
	public boolean isStopRequested() {
		RunControl existing = this.control;
		return existing != null && existing.isStopRequested();
	}

	@Override
	public boolean isInterruptRequested() {
		// Nobody else asks a task of a pool with such a limit to stop.
		return isStopRequested() && !this.owner.softLimit().isZero();
	}

	@Override
	public int requestRound() {
		RunControl existing = this.control;
		return (existing != null) ? existing.round() : 0;
	}

	@Override
	public void waitingElsewhere(boolean waiting, int round) {
		control().waitingElsewhere(waiting, round);
	}

	@Override
	public void checkpoint() {
		// While a task is paused or asked to stop, it has a control.
		RunControl existing = (this.outcome != null) ? control() : this.control;
		if (existing != null) {
			existing.checkpoint();
		}
	}

	@Override
	public void progress(TaskProgress latest) {
		control().progress(latest);
	}

	@Override
	public void used(TaskUsage used) {
		control().used(used);
	}

	/** What it has used, {@code null} if that was not measured. */
	public @Nullable TaskUsage usage() {
		RunControl existing = this.control;
		return (existing != null) ? existing.usage() : null;
	}

	public @Nullable TaskProgress progress() {
		RunControl existing = this.control;
		return (existing != null) ? existing.progress() : null;
	}

	/** Whether the run waits at a checkpoint, where it is not over time. */
	public boolean isWaiting() {
		RunControl existing = this.control;
		return existing != null && existing.isWaiting();
	}

	/**
	 * When the run would have started if it had never waited at a checkpoint: overtime
	 * counts from here.
	 */
	public long countedNanos() {
		RunControl existing = this.control;
		return (existing != null) ? this.startedNanos + existing.waitedNanos() : this.startedNanos;
	}

	/** Claims the right to tell everybody of the end; only the first claim is granted. */
	public boolean claimDelivery() {
		return DELIVERED.compareAndSet(this, false, true);
	}

	@Override
	public boolean isDecided() {
		return this.outcome != null;
	}

	public @Nullable TaskOutcome outcome() {
		return this.outcome;
	}

	/** Whether nobody but the pool and who has its future is to be told of its end. */
	public boolean isPlain() {
		return this.options == null && this.follower == null;
	}

	/** Whether it looks for work, instead of being given some. */
	public boolean isLook() {
		return this.look;
	}

	/** Whether it looked for work and found none, so that it was no task. */
	public boolean foundNothing() {
		return this.look && this.outcome instanceof TaskOutcome.Succeeded succeeded && succeeded.value() == null;
	}

	public @Nullable Class<?> resultType() {
		return this.resultType;
	}

	/** Where it was when it had run for too long, if anybody knows. */
	public @Nullable String hungAt() {
		RunControl existing = this.control;
		return (existing != null) ? existing.stack() : null;
	}

	/** Flags the task as asked to end by itself, unless its result was told already. */
	public void flagAsked() {
		OVERTIME.compareAndSet(this, IN_TIME, ASKED);
	}

	/** Flags the task as running for too long, unless its result was told already. */
	public boolean flagOvertime() {
		return OVERTIME.compareAndSet(this, IN_TIME, OVER_TIME) || OVERTIME.compareAndSet(this, ASKED, OVER_TIME);
	}

	public boolean isOvertime() {
		return this.overtime == OVER_TIME;
	}

	/** Fixes the flag, as the result is about to be told. */
	public boolean tellOvertime() {
		return !OVERTIME.compareAndSet(this, IN_TIME, TOLD);
	}

	public long submittedNanos() {
		return this.submittedNanos;
	}

	public long startedNanos() {
		return this.startedNanos;
	}

	/** How long it has waited, whether the clock was moved back meanwhile or not. */
	public long waitedNanos(long now) {
		return Math.max(0, (this.ran ? this.startedNanos : now) - this.submittedNanos);
	}

	/** How long it has run likewise: if it has, that is never negative. */
	public long elapsedNanos(long now) {
		long elapsed = this.ran ? now - this.startedNanos : 0;
		return (elapsed < 0) ? 1 : elapsed;
	}

	@Override
	public String id() {
		return this.owner.taskId(this.number);
	}

	@Override
	public String taskId() {
		return id();
	}

	@Override
	public int attempt() {
		return this.attempt;
	}

	@Override
	public long fencingToken() {
		return this.owner.fencingToken(this.attempt);
	}

	@Override
	public Optional<Instant> deadline() {
		return this.owner.deadline(countedNanos());
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return this.owner.cancel(this, mayInterruptIfRunning) || isCancelled();
	}

	@Override
	public String toString() {
		TaskOutcome end = this.outcome;
		// Neither the value nor the error: their text is the user's code, and may be long
		// or secret.
		return "Task " + id() + " "
				+ ((end != null) ? end.getClass().getSimpleName() : this.ran ? "running" : "queued");
	}

}
