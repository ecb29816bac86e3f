package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.Work;

/**
 * Accepts tasks for a pool of the cluster in this instance, or says why not: what is
 * accepted is stored. Thread-safe.
 */
final class Submissions {

	private static final int TRIES = 3;

	private static final Duration LEAST = Duration.ofMillis(1);

	private final ParallelPool local;

	private final PoolNode node;

	private final TaskPayload payloads;

	private final ClusterStore store;

	private final ClusterMembership membership;

	private final Timers timers;

	private final PoolTasks tasks;

	private final QueueRoom room;

	/**
	 * How many tasks this instance has not accepted, of which the local pool never knew.
	 */
	private final LongAdder rejected = new LongAdder();

	private volatile @Nullable Runnable firstUse;

	Submissions(ParallelPool local, PoolNode node, TaskPayload payloads, ClusterStore store,
			ClusterMembership membership, Timers timers, PoolTasks tasks) {
		this.local = local;
		this.node = node;
		this.payloads = payloads;
		this.store = store;
		this.membership = membership;
		this.timers = timers;
		this.tasks = tasks;
		this.room = new QueueRoom(local, store, timers);
	}

	/** Has the first task that is submitted here start the pool. */
	void startOnFirstUse(Runnable starts) {
		this.firstUse = starts;
	}

	/** Callers that wait for room look at the settings again. */
	void settingsChanged() {
		this.room.changed();
	}

	/** How many tasks were not accepted. */
	long rejected() {
		return this.rejected.sum();
	}

	/**
	 * Has a task stored.
	 * @param work what it does
	 * @param needs what an instance must have to run it
	 * @param resultType the type of its value, {@code null} for any
	 * @param options the caller's options
	 * @return its future
	 * @throws TaskRejectedException if it is not accepted
	 */
	<T extends @Nullable Object> TaskFuture<T> accept(Work work, String needs, @Nullable Class<?> resultType,
			TaskOptions options) {
		return counted(() -> admit(work, needs, resultType, options));
	}

	/**
	 * Has a dead letter stored as a new task.
	 * @param taskId the dead letter's task
	 * @return the future of the new one
	 * @throws NoSuchElementException if there is no such letter
	 * @throws TaskRejectedException if it is not accepted
	 */
	TaskFuture<@Nullable Object> resend(String taskId) {
		return counted(() -> sendAgain(taskId));
	}

	/** Counts what is rejected. */
	private <T> T counted(Supplier<T> submission) {
		try {
			return submission.get();
		}
		catch (TaskRejectedException ex) {
			this.rejected.increment();
			throw ex;
		}
	}

	private <T extends @Nullable Object> TaskFuture<T> admit(Work work, String needs, @Nullable Class<?> resultType,
			TaskOptions options) {
		int priority = Objects.requireNonNull(options, "Options can't be null").priority();
		if (priority != 0 && this.local.settings().queue().type() != QueueType.PRIORITY) {
			throw new IllegalArgumentException(
					"Pool '%s' has no queue with priorities, so that a task can't have the priority %s. Set 'parallel.pools.%s.queue.type' to 'priority', or leave the priority out."
						.formatted(this.local.name(), priority, this.local.name()));
		}
		this.tasks.named().require(options.onEnd());
		byte[] payload = this.payloads.encode(work);
		requireAccepting();
		long came = this.timers.nanos();
		boolean counted = this.room.enter(options.deadline(), this::requireAccepting);
		try {
			String id = UUID.randomUUID().toString();
			NewTask task = new NewTask(id, this.local.name(), this.membership.latest(), priority, needs, payload,
					new NewTask.Rules(maxAttempts(), counted ? left(options.deadline(), came) : options.deadline(),
							options.tag(), options.inTransaction(), options.onEnd()));
			return store(task, this.tasks.submitted(id, resultType, options.onEnd(), task.submitter()));
		}
		finally {
			if (counted) {
				this.room.entered();
			}
		}
	}

	/** The time in which it waited for room counts. */
	private @Nullable Duration left(@Nullable Duration deadline, long since) {
		if (deadline == null) {
			return null;
		}
		Duration left = deadline.minusNanos(this.timers.nanos() - since);
		return (left.compareTo(LEAST) < 0) ? LEAST : left;
	}

	private <T extends @Nullable Object> TaskFuture<T> store(NewTask task, ClusterFuture<T> future) {
		boolean stored = false;
		try {
			if (task.rules().inTransaction()) {
				storeInTransaction(task, future);
			}
			else {
				store(task);
				future.stored();
			}
			stored = true;
		}
		finally {
			if (!stored) {
				this.tasks.forget(future);
			}
		}
		return future;
	}

	/**
	 * By the settings of this moment. A task that has killed so many workers has had as
	 * many attempts.
	 */
	private int maxAttempts() {
		RetrySettings retry = this.local.settings().retry();
		return Math.min(retry.maxAttempts(), retry.quarantineAfter());
	}

	private void requireAccepting() {
		Runnable first = this.firstUse;
		PoolState state = this.local.state();
		if (first != null && (state == PoolState.NEW || state == PoolState.STOPPED)) {
			first.run();
			state = this.local.state();
		}
		if (state.runsTasks()) {
			this.firstUse = null;
		}
		if (!state.acceptsTasks()) {
			throw new TaskRejectedException(
					"Pool '%s' is %s in this instance and accepts no tasks. Start it, or submit before it stops."
						.formatted(this.local.name(), state));
		}
	}

	/** Repeats what may have been done, as it is known by its id. */
	private void store(NewTask task) {
		for (int tries = 1;; tries++) {
			try {
				if (tries == 1) {
					this.node.submit(task);
				}
				else {
					this.store.submit(task);
				}
				return;
			}
			catch (ClusterStoreException ex) {
				if (tries == TRIES) {
					TaskRejectedException rejection = new TaskRejectedException(
							"Pool '%s' could not store task %s, as the store of the cluster does not answer: %s. Whether it is stored is unknown; submit it again if it may run twice."
								.formatted(this.local.name(), task.id(), ex.getMessage()));
					rejection.initCause(ex);
					throw rejection;
				}
			}
		}
	}

	/** Tries once, as what failed has spoilt the transaction. */
	private void storeInTransaction(NewTask task, ClusterFuture<?> future) {
		try {
			this.store.submit(task, (rolledBack) -> {
				if (rolledBack) {
					this.tasks.takeBack(future);
				}
				else {
					future.stored();
				}
			});
		}
		catch (ClusterStoreException ex) {
			TaskRejectedException rejection = new TaskRejectedException(
					"Pool '%s' could not store task %s in the caller's transaction: %s. Roll the transaction back, and submit the task again in another one."
						.formatted(this.local.name(), task.id(), ex.getMessage()));
			rejection.initCause(ex);
			throw rejection;
		}
	}

	private TaskFuture<@Nullable Object> sendAgain(String taskId) {
		requireAccepting();
		StoredTask letter = this.tasks.stored(taskId).orElseThrow(() -> noLetter(taskId));
		String onEnd = letter.task().rules().onEnd();
		this.tasks.named().require(onEnd);
		String submitter = this.membership.latest();
		ClusterFuture<@Nullable Object> future = this.tasks.submitted(UUID.randomUUID().toString(), null, onEnd,
				submitter);
		boolean sent = false;
		try {
			sent = this.store.resend(taskId, future.id(), submitter);
			future.stored();
		}
		finally {
			if (!sent) {
				this.tasks.forget(future);
			}
		}
		if (!sent) {
			throw noLetter(taskId);
		}
		return future;
	}

	private NoSuchElementException noLetter(String taskId) {
		return new NoSuchElementException(
				"Pool '%s' has no dead letter '%s' to send again. It was sent or removed already, or there never was one."
					.formatted(this.local.name(), taskId));
	}

}
