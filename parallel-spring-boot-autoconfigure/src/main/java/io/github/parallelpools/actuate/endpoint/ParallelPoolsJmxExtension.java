package io.github.parallelpools.actuate.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

import io.github.parallelpools.pool.PoolStateException;

/**
 * What clients of JMX can do to one pool, and to the cluster. They are not of the
 * endpoint itself, as they would be addresses of the web, too, which take a pool's name
 * from wherever it comes: see {@link RequestedPath}.
 */
@EndpointJmxExtension(endpoint = ParallelPoolsEndpoint.class)
public class ParallelPoolsJmxExtension {

	private static final String BY = "JMX";

	private final ParallelPoolsEndpoint endpoint;

	private final @Nullable ClusterView cluster;

	/**
	 * Makes an extension.
	 * @param endpoint what it extends
	 */
	public ParallelPoolsJmxExtension(ParallelPoolsEndpoint endpoint) {
		this(endpoint, null);
	}

	/**
	 * Makes an extension.
	 * @param endpoint what it extends
	 * @param cluster knows the cluster, {@code null} if this instance is in none
	 */
	public ParallelPoolsJmxExtension(ParallelPoolsEndpoint endpoint, @Nullable ClusterView cluster) {
		this.endpoint = endpoint;
		this.cluster = cluster;
	}

	private ClusterView view() {
		if (this.cluster == null) {
			throw ClusterAction.noCluster();
		}
		return this.cluster;
	}

	/**
	 * All pools, the standalone tasks that run, the shared locks and the deadlocks, and
	 * this instance in the cluster.
	 * @return all of these
	 */
	@ReadOperation
	public PoolsDescription pools() {
		return this.endpoint.pools().in((this.cluster != null) ? this.cluster.summary() : null);
	}

	/**
	 * The cluster: its nodes, and what is of all of them.
	 * @return what is known of it
	 * @throws NotFoundException if this instance is in none
	 * @throws PoolStateException if the store does not answer
	 */
	@ReadOperation
	public ClusterDescription cluster() {
		return view().describe();
	}

	/**
	 * Drains an instance, which then claims no more tasks, or has it resume.
	 * @param action drain or resume
	 * @param node the id or the name of a node; this instance, at once, if there is none
	 * @return the cluster, or the version of what is wanted now if there is a node
	 * @throws NotFoundException if this instance is in no cluster, or there is no such
	 * node
	 * @throws BadRequestException if there is no such action, or several nodes have that
	 * name
	 * @throws PoolStateException if the store does not answer, and there is a node
	 */
	@WriteOperation
	public Object operateCluster(@Nullable String action, @Nullable String node) {
		return (node != null && !node.isBlank()) ? new ClusterAction.Version(ClusterAction.drain(view(), action, node))
				: ClusterAction.drain(view(), action);
	}

	/**
	 * Operates a pool of the cluster on all nodes, which obey within a second.
	 * @param pool the pool's name
	 * @param action pause, resume, start, stop or resize
	 * @param minSize the new minimal size on each node, to resize
	 * @param maxSize the new maximal size on each node, to resize
	 * @return the version of what is wanted now
	 * @throws NotFoundException if this instance is in no cluster, or that has no such
	 * pool
	 * @throws BadRequestException if there is no such action, or a size is impossible
	 * @throws PoolStateException if the store does not answer
	 */
	@WriteOperation
	public Object operateClusterPool(@Selector String pool, @Nullable String action, @Nullable String minSize,
			@Nullable String maxSize) {
		return new ClusterAction.Version(ClusterAction.order(view(), pool,
				new PoolRequest(action, minSize, maxSize, null, null, null, null, null, BY)));
	}

	/**
	 * Operates a standalone task of the cluster, whichever instance executes it.
	 * @param task the task's name
	 * @param action pause, resume, stop or force-stop
	 * @return what is wanted of it now
	 * @throws NotFoundException if this instance is in no cluster, or nobody executes
	 * such a task
	 * @throws BadRequestException if there is no such action
	 * @throws PoolStateException if the store does not answer
	 */
	@WriteOperation
	public Object operateClusterTask(@Selector String task, @Nullable String action) {
		ClusterView view = view();
		return TaskAction.of(action).order(view, task, BY);
	}

	/**
	 * One pool.
	 * @param pool its name
	 * @return the pool with its workers and settings
	 * @throws NotFoundException if there is no such pool
	 */
	@ReadOperation
	public PoolDescription pool(@Selector String pool) {
		return this.endpoint.pool(pool);
	}

	/**
	 * One worker.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @return the worker
	 * @throws NotFoundException if there is no such pool or worker
	 */
	@ReadOperation
	public PoolDescription.Worker worker(@Selector String pool, @Selector String worker) {
		return this.endpoint.worker(pool, worker);
	}

	/**
	 * What the threads of a worker do now. Waits for the answer of a process, for a
	 * second at most.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @param part {@code stacks}
	 * @return the stacks, or why there are none
	 * @throws NotFoundException if there is no such pool, worker or part
	 */
	@ReadOperation
	public StacksDescription stacks(@Selector String pool, @Selector String worker, @Selector String part) {
		return this.endpoint.stacks(pool, worker, part);
	}

	/**
	 * Operates a pool.
	 * @param pool its name
	 * @param action pause, resume, start, stop, force-stop, resize, change, reset, renew,
	 * cancel, resend, write or remove
	 * @param minSize the new minimal size, to resize
	 * @param maxSize the new maximal size, to resize
	 * @param task the id of a dead letter, to resend, write or remove
	 * @param setting the setting, to change, as in {@code worker-overtime}
	 * @param value its new value, to change, as in the configuration
	 * @param tag the tag of tasks, to cancel them
	 * @param interrupt {@code false} to let those that run run out, to cancel
	 * @return the pool as it is now
	 * @throws NotFoundException if there is no such pool or dead letter
	 * @throws BadRequestException if there is no such action or setting, a value is
	 * impossible, or the task is missing
	 * @throws PoolStateException if the pool's state, or its full queue, forbids it
	 */
	@WriteOperation
	public PoolDescription operate(@Selector String pool, @Nullable String action, @Nullable String minSize,
			@Nullable String maxSize, @Nullable String task, @Nullable String setting, @Nullable String value,
			@Nullable String tag, @Nullable String interrupt) {
		return this.endpoint.operate(pool,
				new PoolRequest(action, minSize, maxSize, task, setting, value, tag, interrupt, BY));
	}

	/**
	 * Kills a worker; the task that it runs ends with {@code 31399}, or is run again if
	 * it has attempts left.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @return the pool as it is now
	 * @throws NotFoundException if there is no such pool or worker
	 */
	@DeleteOperation
	public PoolDescription kill(@Selector String pool, @Selector String worker) {
		return this.endpoint.kill(pool, worker);
	}

}
