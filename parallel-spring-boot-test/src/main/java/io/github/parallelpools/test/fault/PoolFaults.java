package io.github.parallelpools.test.fault;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.github.parallelpools.autoconfigure.WorkerFactoryDecorator;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

/**
 * Has faults happen to the worker processes of an application under test, as in
 * {@code faults.kill(pool).whenTask(3).at(TaskMoment.RUNNING)}. They are real: the
 * process is killed, crashes or hangs, and the pool does what it does about that
 * anywhere.
 * <p>
 * It is a bean of the application under test, which
 * {@code @ParallelPoolTest(inline = false, faults = true)} makes. Workers of its pools
 * have one task at a time ({@code process.window: 1}), and {@code process.*} is not
 * changed for them while the pool works. Signals and the limit of files need the commands
 * {@code kill} and {@code prlimit}, as Linux has them. Safe for use by several threads.
 */
public final class PoolFaults implements WorkerFactoryDecorator {

	private final Map<String, FaultOrders> pools = new ConcurrentHashMap<>();

	/**
	 * Makes a bean that has no faults happen yet.
	 */
	public PoolFaults() {
	}

	@Override
	public WorkerFactory decorate(PoolSettings pool, WorkerFactory workers) {
		if (!(workers instanceof ProcessWorkerFactory processes)) {
			return workers;
		}
		FaultOrders orders = new FaultOrders();
		this.pools.put(pool.name(), orders);
		return FaultyWorkers.of(processes, orders);
	}

	/**
	 * The JVM crashes, as by a fault in native code: it leaves a crash report.
	 * @param pool whose worker it is
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows
	 */
	public FaultOrder crash(ParallelPool pool) {
		return order(pool, Fault.CRASH, 0);
	}

	/**
	 * The process is killed by {@code SIGKILL}, as by the system when memory is short.
	 * @param pool whose worker it is
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows
	 */
	public FaultOrder kill(ParallelPool pool) {
		return order(pool, Fault.KILL, 0);
	}

	/**
	 * The process ends by itself, with the exit code 42.
	 * @param pool whose worker it is
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows
	 */
	public FaultOrder exit(ParallelPool pool) {
		return order(pool, Fault.EXIT, 0);
	}

	/**
	 * The heap of the process is exhausted.
	 * @param pool whose worker it is
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows
	 */
	public FaultOrder outOfMemory(ParallelPool pool) {
		return order(pool, Fault.OUT_OF_MEMORY, 0);
	}

	/**
	 * The thread that runs tasks never goes on, and ignores interrupts.
	 * @param pool whose worker it is
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows
	 */
	public FaultOrder hang(ParallelPool pool) {
		return order(pool, Fault.HANG, 0);
	}

	/**
	 * The process is halted by {@code SIGSTOP}: it neither runs nor ends.
	 * @param pool whose worker it is
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows
	 */
	public FaultOrder freeze(ParallelPool pool) {
		return order(pool, Fault.FREEZE, 0);
	}

	/**
	 * The worker takes its time, for a start that is slow or a task that is.
	 * @param pool whose worker it is
	 * @param time how long it takes, not negative
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows, or
	 * the time is negative
	 */
	public FaultOrder delay(ParallelPool pool, Duration time) {
		if (time.isNegative()) {
			throw new IllegalArgumentException("A worker of pool '%s' can't be late by %s. Give a time of 0 or more."
				.formatted(pool.name(), time));
		}
		return order(pool, Fault.DELAY, time.toMillis());
	}

	/**
	 * From then on, the process can't write to files, as if its disk were full: it is
	 * told that each is too large.
	 * @param pool whose worker it is
	 * @return where to say when
	 * @throws IllegalArgumentException if the pool has no processes that this knows
	 */
	public FaultOrder fullDisk(ParallelPool pool) {
		return order(pool, Fault.FULL_DISK, 0);
	}

	private FaultOrder order(ParallelPool pool, Fault fault, long millis) {
		return new FaultOrder(pool.name(), orders(pool), fault, millis);
	}

	/** The orders of which nothing has come, of each pool. */
	Map<String, Set<Object>> left() {
		Map<String, Set<Object>> left = new TreeMap<>();
		this.pools.forEach((pool, orders) -> left.put(pool, orders.left()));
		return left;
	}

	/**
	 * Takes back the orders of which nothing has come, but for some.
	 * @param others those that stay
	 * @return what was taken back, nothing for pools without any
	 */
	Map<String, Set<Object>> takeBack(Map<String, Set<Object>> others) {
		Map<String, Set<Object>> taken = new TreeMap<>();
		this.pools.forEach((pool, orders) -> {
			Set<Object> left = orders.left();
			left.removeAll(others.getOrDefault(pool, Set.of()));
			orders.forget(left);
			if (!left.isEmpty()) {
				taken.put(pool, left);
			}
		});
		return taken;
	}

	FaultOrders orders(ParallelPool pool) {
		FaultOrders orders = this.pools.get(pool.name());
		if (orders == null) {
			throw new IllegalArgumentException(
					"Pool '%s' has no worker processes to which a fault could happen. Set its 'kind' to 'process', have it not inline, and make this a bean before the pool is made."
						.formatted(pool.name()));
		}
		return orders;
	}

}
