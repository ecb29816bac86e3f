package io.github.parallelpools.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.shared.LockSnapshot;

/**
 * Shows the pools of the application and operates them. Read-only unless its access is
 * {@code unrestricted}. Nothing here waits: operations answer with the new state.
 */
@Endpoint(id = "parallelpools", defaultAccess = Access.READ_ONLY)
public class ParallelPoolsEndpoint {

	private final Map<String, ParallelPool> pools;

	private final Supplier<List<TaskSnapshot>> tasks;

	private final Supplier<List<LockSnapshot>> locks;

	/**
	 * Makes an endpoint.
	 * @param pools the pools by name
	 * @param tasks supplies the standalone tasks that run
	 * @param locks supplies the shared locks that somebody has
	 */
	public ParallelPoolsEndpoint(Map<String, ParallelPool> pools, Supplier<List<TaskSnapshot>> tasks,
			Supplier<List<LockSnapshot>> locks) {
		this.pools = new LinkedHashMap<>(pools);
		this.tasks = tasks;
		this.locks = locks;
	}

	/**
	 * All pools, the standalone tasks that run and the shared locks that somebody has.
	 * @return the pools by name, without their workers and settings, the tasks and the
	 * locks
	 */
	@ReadOperation
	public PoolsDescription pools() {
		Map<String, PoolDescription> described = new LinkedHashMap<>();
		this.pools.forEach((name, pool) -> described.put(name, PoolDescription.summary(pool)));
		return new PoolsDescription(described, this.tasks.get().stream().map(TaskDescription::of).toList(),
				this.locks.get().stream().map(LockDescription::of).toList());
	}

	/**
	 * One pool.
	 * @param pool its name
	 * @return the pool with its workers and settings
	 * @throws NotFoundException if there is no such pool
	 */
	@ReadOperation
	public PoolDescription pool(@Selector String pool) {
		return PoolDescription.details(find(pool));
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
		return find(pool).workers()
			.stream()
			.filter((one) -> one.id().equals(worker))
			.findFirst()
			.map(PoolDescription.Worker::of)
			.orElseThrow(() -> noWorker(pool, worker));
	}

	/**
	 * Operates a pool.
	 * @param pool its name
	 * @param action pause, resume, start, stop, force-stop, resize, resend or remove
	 * @param minSize the new minimal size, to resize
	 * @param maxSize the new maximal size, to resize
	 * @param task the id of a dead letter, to resend or remove
	 * @return the pool as it is now
	 * @throws NotFoundException if there is no such pool or dead letter
	 * @throws BadRequestException if there is no such action, the sizes are impossible,
	 * or the task is missing
	 * @throws PoolStateException if the pool's state, or its full queue, forbids it
	 */
	@WriteOperation
	public PoolDescription operate(@Selector String pool, @Nullable String action, @Nullable String minSize,
			@Nullable String maxSize, @Nullable String task) {
		ParallelPool found = find(pool);
		try {
			PoolAction.of(action).apply(found, minSize, maxSize, task);
		}
		catch (BadRequestException ex) {
			throw new BadRequestException("Pool '%s': %s".formatted(pool, ex.getMessage()));
		}
		return PoolDescription.details(found);
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
		ParallelPool found = find(pool);
		if (!found.killWorker(worker)) {
			throw noWorker(pool, worker);
		}
		return PoolDescription.details(found);
	}

	private static NotFoundException noWorker(String pool, String worker) {
		return new NotFoundException(
				"Pool '%s' has no worker '%s'. GET the pool to see its workers.".formatted(pool, worker));
	}

	private ParallelPool find(String name) {
		ParallelPool pool = this.pools.get(name);
		if (pool == null) {
			throw new NotFoundException("There is no pool '%s'. %s".formatted(name,
					this.pools.isEmpty() ? "Configure it below 'parallel.pools'."
							: "There are: " + String.join(", ", this.pools.keySet()) + "."));
		}
		return pool;
	}

}
