package io.github.parallelpools.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.RecordedEvent;

/**
 * Shows the pools of the application and operates them. Read-only unless its access is
 * {@code unrestricted}. Operations do not wait: they answer with the new state. Those of
 * one pool are in the extensions for the web and for JMX.
 */
@Endpoint(id = "parallelpools", defaultAccess = Access.READ_ONLY)
public class ParallelPoolsEndpoint {

	private static final Duration STACKS_PATIENCE = Duration.ofSeconds(1);

	/** Shown beside all pools, and so asked for by each look at these. */
	private static final int MOST_TASK_EVENTS = 50;

	private final Map<String, ParallelPool> pools;

	private final Supplier<List<Parallel>> parallel;

	private final PoolConfiguration configuration;

	private final DeadLetterFiles files;

	/**
	 * Makes an endpoint that knows pools only as they are.
	 * @param pools the pools by name
	 * @param parallel supplies who knows the standalone tasks that run and the shared
	 * locks that somebody has
	 */
	public ParallelPoolsEndpoint(Map<String, ParallelPool> pools, Supplier<List<Parallel>> parallel) {
		this(pools, parallel, PoolConfiguration.NONE);
	}

	/**
	 * Makes an endpoint.
	 * @param pools the pools by name
	 * @param parallel supplies who knows the standalone tasks that run and the shared
	 * locks that somebody has
	 * @param configuration knows what is written of a pool
	 */
	public ParallelPoolsEndpoint(Map<String, ParallelPool> pools, Supplier<List<Parallel>> parallel,
			PoolConfiguration configuration) {
		this(pools, parallel, configuration, DeadLetterFiles.NONE);
	}

	/**
	 * Makes an endpoint.
	 * @param pools the pools by name
	 * @param parallel supplies who knows the standalone tasks that run and the shared
	 * locks that somebody has
	 * @param configuration knows what is written of a pool
	 * @param files writes dead letters
	 */
	public ParallelPoolsEndpoint(Map<String, ParallelPool> pools, Supplier<List<Parallel>> parallel,
			PoolConfiguration configuration, DeadLetterFiles files) {
		this.files = files;
		this.configuration = configuration;
		this.pools = new LinkedHashMap<>(pools);
		this.parallel = parallel;
	}

	/**
	 * All pools, the standalone tasks that run, the shared locks that somebody has and
	 * the deadlocks among those who wait for them.
	 * @return the pools by name, without their workers and settings, the tasks, the locks
	 * and the deadlocks
	 */
	@ReadOperation
	public PoolsDescription pools() {
		Map<String, PoolDescription> described = new LinkedHashMap<>();
		this.pools.forEach((name, pool) -> described.put(name, PoolDescription.summary(pool)));
		List<Parallel> others = this.parallel.get();
		return new PoolsDescription(described,
				others.stream().flatMap((one) -> one.tasks().stream()).map(TaskDescription::of).toList(),
				others.stream().flatMap((one) -> latest(one.taskEvents())).map(EventDescription::of).toList(),
				others.stream()
					.map((one) -> RadarDescription.of(one.taskHangs()))
					.filter(Objects::nonNull)
					.findFirst()
					.orElse(null),
				others.stream().flatMap((one) -> one.locks().stream()).map(LockDescription::of).toList(),
				others.stream().flatMap((one) -> one.deadlocks().stream()).map(DeadlockDescription::of).toList(), null);
	}

	private static Stream<RecordedEvent> latest(List<RecordedEvent> events) {
		return events.stream().skip(Math.max(0, events.size() - MOST_TASK_EVENTS));
	}

	/**
	 * One pool.
	 * @param pool its name
	 * @return the pool with its workers and settings
	 * @throws NotFoundException if there is no such pool
	 */
	public PoolDescription pool(String pool) {
		return details(find(pool));
	}

	/**
	 * One worker.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @return the worker
	 * @throws NotFoundException if there is no such pool or worker
	 */
	public PoolDescription.Worker worker(String pool, String worker) {
		return find(pool).workers()
			.stream()
			.filter((one) -> one.id().equals(worker))
			.findFirst()
			.map(PoolDescription.Worker::of)
			.orElseThrow(() -> noWorker(pool, worker));
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
	public StacksDescription stacks(String pool, String worker, String part) {
		if (!part.equals("stacks")) {
			throw new NotFoundException("A worker has no part '%s'. There is: stacks.".formatted(part));
		}
		Instant at = Instant.now();
		try {
			return find(pool).stacks(worker, STACKS_PATIENCE)
				.map((stacks) -> new StacksDescription(worker, at, stacks, null))
				.orElseGet(() -> new StacksDescription(worker, at, null,
						"Worker %s did not tell within %s ms what it does. It is starting, halted, or asked by somebody else."
							.formatted(worker, STACKS_PATIENCE.toMillis())));
		}
		catch (NoSuchElementException ex) {
			throw noWorker(pool, worker);
		}
	}

	/**
	 * Operates a standalone task.
	 * @param action pause, resume, stop or force-stop
	 * @param task the task's id
	 * @return all pools, tasks and locks as they are now
	 * @throws NotFoundException if no such task runs
	 * @throws BadRequestException if there is no such action, or the task is missing
	 */
	@WriteOperation
	public PoolsDescription operateTask(@Nullable String action, @Nullable String task) {
		TaskAction.of(action).apply(this.parallel.get(), task);
		return pools();
	}

	/**
	 * Operates a pool.
	 * @param pool its name
	 * @param request what is to be done
	 * @return the pool as it is now
	 * @throws NotFoundException if there is no such pool or dead letter
	 * @throws BadRequestException if there is no such action or setting, a value is
	 * impossible, or the task is missing
	 * @throws PoolStateException if the pool's state, or its full queue, forbids it
	 */
	PoolDescription operate(String pool, PoolRequest request) {
		ParallelPool found = find(pool);
		try {
			PoolAction action = PoolAction.of(request.action());
			if (action != PoolAction.CHANGE || !isOfWorkers(found, request)) {
				action.apply(found, request, this.files);
			}
			if (action == PoolAction.RESET) {
				this.configuration.reset(found, request.by());
			}
		}
		catch (InvalidSettingException ex) {
			throw new BadRequestException("Pool '%s': %s".formatted(pool, ex.getMessage()));
		}
		catch (BadRequestException ex) {
			throw new BadRequestException("Pool '%s': %s".formatted(pool, ex.getMessage()));
		}
		return details(found);
	}

	/**
	 * Kills a worker; the task that it runs ends with {@code 31399}, or is run again if
	 * it has attempts left.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @return the pool as it is now
	 * @throws NotFoundException if there is no such pool or worker
	 */
	public PoolDescription kill(String pool, String worker) {
		ParallelPool found = find(pool);
		if (!found.killWorker(worker)) {
			throw noWorker(pool, worker);
		}
		return details(found);
	}

	/** Whether a setting of workers was to be changed, which was done then. */
	private boolean isOfWorkers(ParallelPool pool, PoolRequest request) {
		String setting = request.setting();
		String value = request.value();
		return setting != null && value != null
				&& this.configuration.change(pool, setting.strip(), value.strip(), request.by());
	}

	private PoolDescription details(ParallelPool pool) {
		return PoolDescription.details(pool, this.configuration.of(pool), this.files,
				this.parallel.get()
					.stream()
					.flatMap((one) -> one.shadow(pool.name()).stream())
					.findFirst()
					.orElse(null));
	}

	private static NotFoundException noWorker(String pool, String worker) {
		return new NotFoundException(
				"Pool '%s' has no worker '%s'. GET the pool to see its workers.".formatted(pool, worker));
	}

	/** Whether there is a pool of that name. */
	boolean knows(String name) {
		return this.pools.containsKey(name);
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
