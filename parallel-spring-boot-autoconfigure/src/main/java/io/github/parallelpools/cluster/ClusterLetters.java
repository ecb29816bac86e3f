package io.github.parallelpools.cluster;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.Work;

/**
 * The dead letters of a pool of the cluster, which the store keeps. Thread-safe.
 */
final class ClusterLetters {

	private final ParallelPool local;

	private final TaskPayload payloads;

	private final ClusterStore store;

	private final ClusterMembership membership;

	private final PoolTasks tasks;

	ClusterLetters(ParallelPool local, TaskPayload payloads, ClusterStore store, ClusterMembership membership,
			PoolTasks tasks) {
		this.local = local;
		this.payloads = payloads;
		this.store = store;
		this.membership = membership;
		this.tasks = tasks;
	}

	/**
	 * All of them.
	 * @throws PoolStateException if they are not known
	 */
	List<DeadLetter> all() {
		if (this.membership.isFenced()) {
			throw unknown("it has not for 'parallel.cluster.fence'");
		}
		try {
			return this.store.deadLetters(this.local.name(), most()).stream().map((one) -> {
				EndedTask end = Objects.requireNonNull(one.end());
				return new DeadLetter(one.task().id(), one.attempts(), one.attempts(),
						end.reason().isEmpty() ? "its worker or its node died" : end.reason(),
						Instant.now().minus(one.age()));
			}).toList();
		}
		catch (ClusterStoreException ex) {
			throw unknown(String.valueOf(ex.getMessage()));
		}
	}

	private PoolStateException unknown(String why) {
		return new PoolStateException(
				"The dead letters of pool '%s' are not known, as the store of the cluster does not answer: %s"
					.formatted(this.local.name(), why));
	}

	/** What a dead letter was given, {@code null} if there is no such letter. */
	@Nullable Work givenTo(String taskId) throws IOException, ClassNotFoundException {
		for (StoredTask one : this.store.deadLetters(this.local.name(), most())) {
			if (one.task().id().equals(taskId)) {
				return this.payloads.decode(one.task().payload());
			}
		}
		return null;
	}

	private int most() {
		return Math.max(1, this.local.settings().retry().deadLetters());
	}

	/** Removes one; returns whether there was one. */
	boolean remove(String taskId) {
		return this.tasks.stored(taskId).isPresent() && this.store.removeDeadLetter(taskId);
	}

}
