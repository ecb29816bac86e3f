package io.github.parallelpools.engine.pool;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Followers;
import io.github.parallelpools.engine.task.TaskOwner;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.Work;

/**
 * Makes executions of what users submit, send and send again, and hands them to the
 * admission. What a pool can't be given is refused here.
 */
final class Submissions {

	private final PoolCore core;

	private final Admission admission;

	private final WorkerFactory factory;

	private final TaskOwner owner;

	private final DeadLetters letters;

	private final Listeners listeners;

	private final Ticker ticker;

	/** Whether its work comes from elsewhere, which never changes. */
	private final boolean fed;

	/** Starts the pool when it is used before anybody has started it. */
	private volatile @Nullable Runnable firstUse;

	Submissions(PoolCore core, Admission admission, WorkerFactory factory, TaskOwner owner, DeadLetters letters,
			Listeners listeners) {
		this.core = core;
		this.ticker = core.ticker;
		this.fed = !(core.settings.work().feed() instanceof Feed.Submitted);
		this.admission = admission;
		this.factory = factory;
		this.owner = owner;
		this.letters = letters;
		this.listeners = listeners;
	}

	<T extends @Nullable Object> Execution<T> submit(TaskCallable<T> task, TaskOptions options) {
		if (this.fed) {
			throw notSubmitted();
		}
		return accept(new Work.Call(Objects.requireNonNull(task, "A task can't be null")), null, options);
	}

	<T> Execution<@Nullable T> send(Object item, Class<T> resultType, TaskOptions options) {
		if (this.fed) {
			throw notSubmitted();
		}
		if (this.core.settings.work().handler() == null) {
			throw new PoolStateException(
					"Pool '%s' has no handler to send an item to. Set 'parallel.pools.%s.handler', or use submit."
						.formatted(this.core.name(), this.core.name()));
		}
		return accept(new Work.Item(Objects.requireNonNull(item, "An item can't be null"),
				Objects.requireNonNull(resultType, "A result type can't be null")), resultType, options);
	}

	private PoolStateException notSubmitted() {
		Feed feed = this.core.settings.work().feed();
		if (feed instanceof Feed.Polled polled) {
			return new PoolStateException(
					"Pool '%s' fetches its own work with its poller '%s' and can't be given any. Put the work where the poller looks for it, or use a pool without 'poller'."
						.formatted(this.core.name(), polled.poller()));
		}
		return new PoolStateException(
				"Pool '%s' takes its work out of the queue '%s' and can't be given any. Put the item into that queue, or use a pool without 'queue.source'."
					.formatted(this.core.name(), ((Feed.Taken) feed).queue()));
	}

	private <T extends @Nullable Object> Execution<T> accept(Work work, @Nullable Class<?> resultType,
			TaskOptions options) {
		if (options != TaskOptions.DEFAULTS) {
			check(Objects.requireNonNull(options, "Options can't be null"));
		}
		Execution<T> task = prepare(work, resultType, options);
		put(task);
		return task;
	}

	private void check(TaskOptions options) {
		LiveSettings settings = this.core.settings;
		int priority = options.priority();
		if (priority != 0 && settings.queue().type() != QueueType.PRIORITY) {
			throw new IllegalArgumentException(
					"Pool '%s' has no queue with priorities, so that a task can't have the priority %s. Set 'parallel.pools.%s.queue.type' to 'priority', or leave the priority out."
						.formatted(settings.name(), priority, settings.name()));
		}
		if (options.inTransaction()) {
			throw new UnsupportedOperationException(
					"Pool '%s' keeps its tasks in memory, which has no part in transactions, so that a task can't be submitted in one. Set 'parallel.pools.%s.scope' to 'cluster' with the store 'jdbc', or leave 'inTransaction' out and submit after the commit."
						.formatted(settings.name(), settings.name()));
		}
		this.listeners.require(options.onEnd());
	}

	/** Encodes a task, which is not accepted yet. */
	<T extends @Nullable Object> Execution<T> prepare(Work work, @Nullable Class<?> resultType, TaskOptions options) {
		return new Execution<>(this.owner, this.factory.encode(work), resultType, options, this.ticker.nanos());
	}

	/** Encodes a task that comes from elsewhere, which is not accepted yet. */
	Execution<@Nullable Object> prepare(Work work, TaskIdentity identity, TaskFollower follower) {
		return Execution.foreign(this.owner, this.factory.encodeUnsubmitted(work), identity, follower,
				this.core.nanos());
	}

	/**
	 * Accepts a task that comes from elsewhere and has no thread that submits it.
	 * @return the task, for who ends it
	 */
	Execution<@Nullable Object> take(Work work, TaskIdentity identity, TaskFollower follower) {
		Execution<@Nullable Object> task = prepare(work, identity, follower);
		this.admission.put(task);
		return task;
	}

	/** Has a task accepted, or rejected. */
	void put(Execution<?> task) {
		try {
			Runnable first = this.firstUse;
			if (first != null && (this.core.state() == PoolState.NEW || this.core.state() == PoolState.STOPPED)) {
				first.run();
			}
			this.admission.put(task);
		}
		catch (RuntimeException | Error ex) {
			Followers.refused(task, ex);
			throw ex;
		}
	}

	/** Has the calling thread run what is queued, where there are no workers. */
	void runQueued() {
		this.admission.runQueued();
	}

	/** Has the first task start the pool, unless it was started before. */
	void startOnFirstUse(Runnable starts) {
		this.firstUse = starts;
	}

	/** The pool was started. */
	void started() {
		this.firstUse = null;
	}

	List<DeadLetter> deadLetters() {
		return this.letters.list();
	}

	/** All that is known of a dead letter, {@code null} if it is not there. */
	DeadLetters.@Nullable Kept deadLetter(String taskId) {
		return this.letters.find(taskId);
	}

	/** Sends what was encoded before, elsewhere perhaps, as a new task. */
	Execution<@Nullable Object> give(Object payload) {
		Execution<@Nullable Object> task = new Execution<>(this.owner, payload, null, TaskOptions.DEFAULTS,
				this.core.nanos());
		this.admission.put(task);
		return task;
	}

	/** Sends what killed its worker again, as a new task. */
	Execution<@Nullable Object> resend(String taskId) {
		DeadLetters.Kept kept = this.letters.claim(Objects.requireNonNull(taskId, "An id can't be null"));
		if (kept == null) {
			throw new NoSuchElementException(
					"Pool '%s' has no dead letter '%s' to send again. It was sent or removed already, had to make room for later ones ('retry.dead-letters': %s), or there never was one."
						.formatted(this.core.name(), taskId, this.core.settings.retry().deadLetters()));
		}
		boolean sent = false;
		try {
			Execution<@Nullable Object> task = new Execution<>(this.owner, kept.payload(), kept.resultType(),
					kept.options(), this.core.nanos());
			this.admission.putAtOnce(task);
			sent = true;
			return task;
		}
		finally {
			this.letters.unclaim(taskId, sent);
		}
	}

	boolean removeDeadLetter(String taskId) {
		return this.letters.remove(Objects.requireNonNull(taskId, "An id can't be null"));
	}

}
