package io.github.parallelpools.actuate.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

import io.github.parallelpools.pool.PoolStateException;

/**
 * What clients of JMX can do to one pool. They are not of the endpoint itself, as they
 * would be addresses of the web, too, which take a pool's name from wherever it comes:
 * see {@link RequestedPath}.
 */
@EndpointJmxExtension(endpoint = ParallelPoolsEndpoint.class)
public class ParallelPoolsJmxExtension {

	private final ParallelPoolsEndpoint endpoint;

	/**
	 * Makes an extension.
	 * @param endpoint what it extends
	 */
	public ParallelPoolsJmxExtension(ParallelPoolsEndpoint endpoint) {
		this.endpoint = endpoint;
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
				new PoolRequest(action, minSize, maxSize, task, setting, value, tag, interrupt, "JMX"));
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
