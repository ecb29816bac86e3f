package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.StoredTask;

/**
 * The tasks of a pool of the cluster whose ends this instance awaits, from the making of
 * their futures until futures and listeners are told. Does not know how tasks are
 * submitted or run. Thread-safe.
 */
final class PoolTasks {

	private final ParallelPool local;

	private final ClusterStore store;

	private final ClusterMembership membership;

	private final Waiting waiting;

	private final Timers timers;

	private final TaskEnds ends;

	private final NamedEnds named;

	/** Ends that were told while this instance was no node, or another one. */
	private final Queue<Left> left = new ConcurrentLinkedQueue<>();

	/**
	 * An end of which the listener that the task names was not told. Another instance
	 * tells it, unless this one is the node again that has submitted the task.
	 *
	 * @param task the task
	 * @param ended how it has ended
	 * @param waited how long it has waited
	 */
	private record Left(ClusterFuture<?> task, EndedTask ended, Duration waited) {
	}

	/** How many tasks have not been told of. Guarded by this. */
	private int untold;

	PoolTasks(ParallelPool local, PoolPlan plan, OutcomePayload outcomes, ClusterStore store,
			ClusterMembership membership, Waiting waiting, Timers timers) {
		this.local = local;
		this.store = store;
		this.membership = membership;
		this.waiting = waiting;
		this.timers = timers;
		this.ends = new TaskEnds(local.name(), outcomes, plan.listeners());
		this.named = new NamedEnds(local.name(), outcomes, plan.named(), plan.listeners());
	}

	/** The pool's name. */
	String pool() {
		return this.local.name();
	}

	/** How many workers the pool has at most in this instance. */
	int workers() {
		return this.local.settings().size().max();
	}

	/** The listeners that tasks of this pool may name here. */
	NamedEnds named() {
		return this.named;
	}

	/** A task of this pool that the store knows, whatever has become of it. */
	Optional<StoredTask> stored(String id) {
		return this.store.find(id).filter((one) -> one.task().pool().equals(pool()));
	}

	// Those that are awaited

	/**
	 * Awaits a task that is to be stored.
	 * @param id the task's id
	 * @param resultType the type of its value, {@code null} for any
	 * @param onEnd the name of a listener that is told beside those of the pool,
	 * {@code null} for none
	 * @param submitter the node that submits it
	 */
	<T extends @Nullable Object> ClusterFuture<T> submitted(String id, @Nullable Class<?> resultType,
			@Nullable String onEnd, String submitter) {
		ClusterFuture<T> future = new ClusterFuture<>(id, this, resultType, true, this.timers.nanos());
		future.names(onEnd, submitter);
		comes();
		this.waiting.add(future);
		return future;
	}

	/** A task was not stored. Its future and listeners are not told. */
	void forget(ClusterFuture<?> task) {
		if (this.waiting.take(task.id()) != null) {
			goes();
		}
	}

	/** A task was not stored. Its future and listeners are told. */
	void takeBack(ClusterFuture<?> task) {
		this.waiting.rollBack(task);
	}

	/**
	 * Awaits a task that is stored, of any submitter. Its listeners are not told by this.
	 */
	ClusterFuture<@Nullable Object> found(String id) {
		ClusterFuture<@Nullable Object> future = new ClusterFuture<>(id, this, null, false, this.timers.nanos());
		ClusterFuture<?> there = this.waiting.get(id);
		if (there == null) {
			comes();
			future.stored();
			there = this.waiting.add(future);
			if (there == null) {
				this.waiting.look(id);
				return future;
			}
			goes();
		}
		there.whenComplete((value, error) -> {
			if (error != null) {
				future.completeExceptionally(error);
			}
			else {
				future.complete(value);
			}
		});
		return future;
	}

	private synchronized void comes() {
		this.untold++;
	}

	private synchronized void goes() {
		this.untold--;
		notifyAll();
	}

	/** Waits until no task is awaited any more. */
	synchronized void join() throws InterruptedException {
		while (this.untold > 0) {
			wait();
		}
	}

	/**
	 * The same with a limit.
	 * @throws PoolTimeoutException if that is over
	 */
	synchronized void join(Duration timeout) throws InterruptedException {
		long end = this.timers.nanos() + TimeUnit.NANOSECONDS.convert(timeout);
		while (this.untold > 0) {
			long left = end - this.timers.nanos();
			if (left <= 0) {
				throw new PoolTimeoutException(
						"Pool '%s' still waits for %s tasks in the cluster after %s ms. Look at '/actuator/parallelpools/cluster', or wait longer."
							.formatted(pool(), this.untold, timeout.toMillis()));
			}
			TimeUnit.NANOSECONDS.timedWait(this, left);
		}
	}

	// How they end

	/** The transaction of a task was rolled back. Runs foreign code. */
	void rollBack(ClusterFuture<?> task) {
		try {
			Duration waited = task.waited(this.timers.nanos());
			this.ends.rolledBack(task, waited);
			this.named.tell(task.onEnd(), (ends) -> ends.rolledBack(copy(task), waited));
		}
		finally {
			goes();
		}
	}

	/**
	 * Tells of the end of a task that the caller has taken out of {@link Waiting}. Runs
	 * foreign code.
	 */
	void tell(ClusterFuture<?> task, EndedTask ended) {
		try {
			Duration waited = task.waited(this.timers.nanos());
			this.ends.tell(task, ended, waited);
			if (task.onEnd() != null) {
				Left end = new Left(task, ended, waited);
				if (task.isOf(this.membership.node())) {
					tellNamed(end);
				}
				else {
					this.left.add(end);
				}
			}
		}
		finally {
			goes();
		}
	}

	private void tellNamed(Left end) {
		this.named.tell(end.task().onEnd(), (ends) -> ends.tell(copy(end.task()), end.ended(), end.waited()));
		end.task().namedTold();
	}

	/**
	 * Tells named listeners of what has ended while this instance was fenced, if it is
	 * the same node again. What an earlier node has submitted other instances tell.
	 * @param node which node this instance is
	 */
	void tellLeft(String node) {
		for (Left end = this.left.poll(); end != null; end = this.left.poll()) {
			if (end.task().isOf(node)) {
				Left back = end;
				this.waiting.tellLater(end.task(), end.ended(), () -> tellNamed(back));
			}
		}
	}

	/** The same task with a future of its own, as the real one is completed once. */
	private ClusterFuture<?> copy(ClusterFuture<?> task) {
		return new ClusterFuture<>(task.id(), this, task.resultType(), true, this.timers.nanos());
	}

	/**
	 * Tells the listener that a task names whose submitter is gone. Runs foreign code.
	 */
	void tellAdopted(StoredTask task) {
		ClusterFuture<@Nullable Object> unseen = new ClusterFuture<>(task.task().id(), this, null, true,
				this.timers.nanos());
		this.named.ends(Objects.requireNonNull(task.task().rules().onEnd()))
			.tell(unseen, Objects.requireNonNull(task.end()), task.age());
	}

	/** This instance ends, and will not know how the task ends. */
	void leave(ClusterFuture<?> task) {
		this.ends.unknown(task, task.waited(this.timers.nanos()),
				"this instance ends before it knows the outcome. The task goes on in the cluster, where 'find' knows it by its id.");
		goes();
	}

	/** The store does not know the task any more. Runs foreign code. */
	void lose(ClusterFuture<?> task) {
		try {
			Duration waited = task.waited(this.timers.nanos());
			this.ends.lost(task, waited);
			this.named.tell(task.onEnd(), (ends) -> ends.lost(copy(task), waited));
		}
		finally {
			goes();
		}
	}

	/** Returns whether the task has ended as cancelled, or will if its node obeys. */
	boolean cancel(ClusterFuture<?> task, boolean mayInterrupt) {
		if (task.isDone()) {
			return false;
		}
		try {
			CancelResult result = this.store.cancel(task.id(), mayInterrupt, "its future was cancelled");
			if (result == CancelResult.ENDED) {
				this.waiting.look(task.id());
			}
			return result != CancelResult.TOO_LATE;
		}
		catch (ClusterStoreException ex) {
			throw new PoolStateException(
					"Task %s of pool '%s' could not be cancelled, as the store of the cluster does not answer: %s. Try again."
						.formatted(task.id(), pool(), ex.getMessage()));
		}
	}

}
