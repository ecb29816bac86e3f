package io.github.parallelpools.engine;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.engine.event.Observers;
import io.github.parallelpools.engine.feed.SuppliedFeeding;
import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.engine.memory.MemoryBudget;
import io.github.parallelpools.engine.pool.PoolAssembly;
import io.github.parallelpools.engine.pool.PoolServices;
import io.github.parallelpools.engine.pool.WorkerPool;
import io.github.parallelpools.engine.standalone.ClusterScope;
import io.github.parallelpools.engine.standalone.PoolRegister;
import io.github.parallelpools.engine.standalone.StandaloneTasks;
import io.github.parallelpools.engine.standalone.TaskObservers;
import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.engine.time.HelperThreads;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.engine.time.WorkingTime;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.Work;

/**
 * The engine of one application: its pools and the one supervisor that looks after them.
 * Safe for use by several threads.
 */
public final class ParallelEngine implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(ParallelEngine.class.getName());

	/** How much longer than its {@code kill-grace} a pool may take to close. */
	private static final Duration CLOSE_SLACK = Duration.ofSeconds(5);

	private static final Duration SUPERVISION_INTERVAL = Duration.ofMillis(100);

	private final PoolServices services;

	private final DeadlockWatch deadlocks;

	private final List<WorkerPool> pools = new CopyOnWriteArrayList<>();

	/** One object, for a clock that is told to forget it. */
	private final Runnable clockMoved = this::clockMoved;

	private final List<StandaloneTasks> tasks = new CopyOnWriteArrayList<>();

	/** Guarded by this. */
	private boolean closed;

	/**
	 * Starts an engine without pools, whose tasks share with each other only.
	 */
	public ParallelEngine() {
		this(SharedStore.inMemory());
	}

	/**
	 * Starts an engine without pools.
	 * @param shared what the tasks share with the application and each other
	 */
	public ParallelEngine(SharedStore shared) {
		this(shared, SUPERVISION_INTERVAL);
	}

	/**
	 * Starts an engine without pools.
	 * @param shared what the tasks share with the application and each other
	 * @param supervisionInterval how often what has no event of its own is looked at,
	 * more than 0: backlogs, and queues of the application
	 */
	public ParallelEngine(SharedStore shared, Duration supervisionInterval) {
		this(shared, supervisionInterval, MemoryBudget.UNLIMITED);
	}

	/**
	 * Starts an engine without pools.
	 * @param shared what the tasks share with the application and each other
	 * @param supervisionInterval how often what has no event of its own is looked at,
	 * more than 0: backlogs, and queues of the application
	 * @param memoryBudget how many bytes all worker processes may take together; 0 means
	 * without limit
	 */
	public ParallelEngine(SharedStore shared, Duration supervisionInterval, long memoryBudget) {
		this(shared, supervisionInterval, memoryBudget, new DeadlockWatch(shared.locks()));
	}

	/**
	 * Starts an engine without pools.
	 * @param shared what the tasks share with the application and each other
	 * @param supervisionInterval how often what has no event of its own is looked at,
	 * more than 0: backlogs, and queues of the application
	 * @param memoryBudget how many bytes all worker processes may take together; 0 means
	 * without limit
	 * @param deadlocks has deadlocks told, and knows these pools from now on; closed with
	 * the engine
	 */
	public ParallelEngine(SharedStore shared, Duration supervisionInterval, long memoryBudget,
			DeadlockWatch deadlocks) {
		this(new WorkingTime(), shared, supervisionInterval, memoryBudget, deadlocks);
	}

	/**
	 * Starts an engine without pools, with a clock of its own.
	 * @param ticker tells how late it is, and whoever has to know that it was moved; what
	 * callers wait for at most is measured by the system's clock
	 * @param shared what the tasks share with the application and each other
	 * @param supervisionInterval how often what has no event of its own is looked at,
	 * more than 0: backlogs, and queues of the application
	 * @param memoryBudget how many bytes all worker processes may take together; 0 means
	 * without limit
	 * @param deadlocks has deadlocks told, and knows these pools from now on; closed with
	 * the engine
	 */
	public ParallelEngine(Ticker ticker, SharedStore shared, Duration supervisionInterval, long memoryBudget,
			DeadlockWatch deadlocks) {
		this(ticker, shared, supervisionInterval, memoryBudget, () -> ThreadLocalRandom.current().nextDouble(),
				deadlocks);
	}

	ParallelEngine(Ticker ticker, SharedStore shared, Duration supervisionInterval) {
		this(ticker, shared, supervisionInterval, MemoryBudget.UNLIMITED,
				() -> ThreadLocalRandom.current().nextDouble());
	}

	ParallelEngine(Ticker ticker, SharedStore shared, Duration supervisionInterval, long memoryBudget,
			DoubleSupplier random) {
		this(ticker, shared, supervisionInterval, memoryBudget, random, new DeadlockWatch(shared.locks()));
	}

	private ParallelEngine(Ticker ticker, SharedStore shared, Duration supervisionInterval, long memoryBudget,
			DoubleSupplier random, DeadlockWatch deadlocks) {
		Forethought.take();
		this.deadlocks = deadlocks;
		deadlocks.pools(new PoolsInDeadlocks(this.pools));
		Supervisor supervisor = new Supervisor(ticker);
		HelperThreads helpers = new HelperThreads(ticker, supervisor, HelperThreads::thread);
		supervisor.watch(helpers);
		supervisor.start();
		String instance = Long.toString(new SecureRandom().nextLong() >>> 12, Character.MAX_RADIX);
		this.services = new PoolServices(ticker, supervisor, helpers, shared.locks(), supervisionInterval,
				new MemoryBudget(memoryBudget, helpers), random, instance);
		ticker.watch(this.clockMoved);
	}

	private void clockMoved() {
		this.services.supervisor().clockMoved();
		this.pools.forEach(WorkerPool::clockMoved);
	}

	/**
	 * Makes a pool to which tasks are submitted and sent; it is not started.
	 * @param settings the pool's settings
	 * @param factory makes its workers; closed with the engine
	 * @param listeners supplies those who are told of its tasks; asked once, when the
	 * pool starts or its first task ends
	 * @return the pool
	 */
	public ParallelPool open(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners) {
		return open(settings, factory, listeners, Supply.SUBMITTED);
	}

	/**
	 * Makes a pool; it is not started.
	 * @param settings the pool's settings
	 * @param factory makes its workers; closed with the engine
	 * @param listeners supplies those who are told of its tasks; asked once, when the
	 * pool starts or its first task ends
	 * @param supply where its tasks come from
	 * @return the pool
	 * @throws IllegalArgumentException if the supply is not what the settings tell of
	 */
	public ParallelPool open(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Supply supply) {
		return open(settings, factory, listeners, supply, Observers.NONE);
	}

	/**
	 * Makes a pool; it is not started.
	 * @param settings the pool's settings
	 * @param factory makes its workers; closed with the engine
	 * @param listeners supplies those who are told of its tasks; asked once, when the
	 * pool starts or its first task ends
	 * @param supply where its tasks come from
	 * @param observers look at the pool
	 * @return the pool
	 * @throws IllegalArgumentException if the supply is not what the settings tell of, or
	 * nobody would fetch what it supplies
	 */
	public ParallelPool open(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Supply supply, Observers observers) {
		if (!supply.fits(settings.work().feed())) {
			throw new IllegalArgumentException("Pool '%s' is to be fed by %s, but its settings say %s"
				.formatted(settings.name(), supply.getClass().getSimpleName(), settings.work().feed()));
		}
		if (factory.traits().inCaller() && supply != Supply.SUBMITTED) {
			throw new IllegalArgumentException(
					"Pool '%s' fetches its own work, and nobody would: its tasks are run by those who submit them. Give it workers."
						.formatted(settings.name()));
		}
		WorkerPool pool = PoolAssembly.pool(settings, factory, listeners, SuppliedFeeding.by(supply, this.services),
				this.services, observers);
		open(pool);
		return pool;
	}

	/**
	 * Starts a pool that was stopped when it was paused: it accepts tasks, and runs none
	 * before it is resumed. Does nothing to a pool that is not stopped.
	 * @param pool a pool that was opened here
	 */
	public void startPaused(ParallelPool pool) {
		((WorkerPool) pool).startPaused();
	}

	/**
	 * Ends the tasks that are queued in a pool which does not start again: they end with
	 * {@code 21004}, and so nobody waits for them who is to end before the engine.
	 * @param pool a pool that was opened here; it refuses tasks from now on
	 */
	public void endQueued(ParallelPool pool) {
		((WorkerPool) pool).endQueued();
	}

	/**
	 * Has a pool run a task that comes from elsewhere and has its identity from there. It
	 * has neither a context nor options, and is run once.
	 * @param pool a pool that was opened here
	 * @param work what is to be done
	 * @param identity what the task is known by, also to itself
	 * @param follower is told how it ends, before the pool's listeners are
	 * @return the task's future
	 * @throws io.github.parallelpools.pool.TaskRejectedException if the pool does not
	 * accept it
	 * @throws io.github.parallelpools.task.TaskNotPortableException if the work can't
	 * travel to a worker
	 */
	public TaskFuture<@Nullable Object> take(ParallelPool pool, Work work, TaskIdentity identity,
			TaskFollower follower) {
		return ((WorkerPool) pool).take(work, identity, follower);
	}

	/**
	 * Has a pool run a task that was encoded before, elsewhere perhaps. It has neither a
	 * context nor options.
	 * @param pool a pool that was opened here
	 * @param payload what {@link WorkerFactory#encode} of its workers' factory would make
	 * of the work
	 * @return the task's future
	 * @throws io.github.parallelpools.pool.TaskRejectedException if the pool does not
	 * accept it
	 */
	public TaskFuture<@Nullable Object> give(ParallelPool pool, Object payload) {
		return ((WorkerPool) pool).give(payload);
	}

	/**
	 * All that is known of a task that is not run again, also what it was given.
	 * @param pool a pool that was opened here
	 * @param taskId the id of the task
	 * @return what is known, {@code null} if it is not among the pool's dead letters
	 */
	public DeadLetters.@Nullable Kept deadLetter(ParallelPool pool, String taskId) {
		return ((WorkerPool) pool).deadLetter(taskId);
	}

	/**
	 * Closes one pool before the others and forgets it. Waits until its workers have
	 * ended, for at most its {@code kill-grace} and a few seconds.
	 * @param pool a pool that was opened here
	 */
	public void end(ParallelPool pool) {
		WorkerPool ended = (WorkerPool) pool;
		ended.forceStop();
		if (close(ended)) {
			Thread.currentThread().interrupt();
		}
		this.pools.remove(ended);
	}

	/**
	 * Has the first task of a pool that is new or stopped start it, in the thread that
	 * submits or sends it, unless it was started before.
	 * @param pool a pool that was opened here
	 * @param starts starts it; what it throws is thrown by whoever submits or sends
	 */
	public void startOnFirstUse(ParallelPool pool, Runnable starts) {
		((WorkerPool) pool).startOnFirstUse(starts);
	}

	/**
	 * Has a pool that was started start a worker if none is there, though there may be
	 * nothing to do for it. Does not wait for it.
	 * @param pool a pool that was opened here
	 */
	public void beginVerification(ParallelPool pool) {
		((WorkerPool) pool).beginVerification();
	}

	/**
	 * Waits until a pool that was started has a worker which is ready.
	 * @param pool a pool that was opened here
	 * @param timeout how long to wait at most
	 * @throws WorkerStartException if a worker could not be started, in its own words, or
	 * none was ready in time
	 * @throws PoolStateException if the pool was stopped meanwhile
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	public void completeVerification(ParallelPool pool, Duration timeout)
			throws WorkerStartException, InterruptedException {
		((WorkerPool) pool).completeVerification(timeout);
	}

	/**
	 * Tells a pool that it is configured otherwise. What differs from before, and can be
	 * changed while the pool works, changes; what somebody has changed beside that stays.
	 * @param pool a pool that was opened here
	 * @param changed its settings from now on, to which a reset returns
	 * @param by who does it, for people to read
	 * @throws io.github.parallelpools.pool.InvalidSettingException if they are impossible
	 * beside what somebody has changed
	 */
	public void configure(ParallelPool pool, PoolSettings changed, String by) {
		((WorkerPool) pool).configure(changed, by);
	}

	/**
	 * Has a pool give its handlers other arguments: those of workers that start from now
	 * on.
	 * @param pool a pool that was opened here
	 * @param args the arguments
	 */
	public void changedArgs(ParallelPool pool, Map<String, String> args) {
		((WorkerPool) pool).changedArgs(args);
	}

	/**
	 * Tells a pool that its workers are started otherwise from now on.
	 * @param pool a pool that was opened here
	 * @param by who does it, for people to read
	 * @param text what has changed, for people to read
	 */
	public void changedWorkers(ParallelPool pool, String by, String text) {
		((WorkerPool) pool).changedWorkers(by, text);
	}

	/** Looks after a pool from now on. */
	private synchronized void open(WorkerPool pool) {
		if (this.closed) {
			throw new PoolStateException(
					"'%s' can't start any more: the application is closing.".formatted(pool.name()));
		}
		pool.watched().forEach(this.services.supervisor()::watch);
		this.pools.add(pool);
	}

	/**
	 * The application is about to stop its pools, so that those who send tasks to them
	 * are told why they are refused, or to start them again.
	 * @param why why it stops them, {@code null} if it starts them again
	 */
	public void applicationStops(@Nullable String why) {
		this.pools.forEach((pool) -> pool.applicationStops(why));
	}

	/**
	 * Makes standalone tasks of an application that is in no cluster.
	 * @param workers makes what they run on
	 * @return the tasks; they end with the engine
	 */
	public StandaloneTasks tasks(TaskWorkers workers) {
		return tasks(workers, ClusterScope.NONE);
	}

	/**
	 * Makes standalone tasks.
	 * @param workers makes what they run on
	 * @param cluster makes those of the cluster
	 * @return the tasks; they end with the engine
	 */
	public StandaloneTasks tasks(TaskWorkers workers, ClusterScope cluster) {
		return tasks(workers, cluster, TaskObservers.NONE);
	}

	/**
	 * Makes standalone tasks.
	 * @param workers makes what they run on
	 * @param cluster makes those of the cluster
	 * @param observers look at them
	 * @return the tasks; they end with the engine
	 */
	public StandaloneTasks tasks(TaskWorkers workers, ClusterScope cluster, TaskObservers observers) {
		StandaloneTasks made = new StandaloneTasks(new PoolRegister() {

			@Override
			public void open(WorkerPool pool) {
				ParallelEngine.this.open(pool);
			}

			@Override
			public void forget(WorkerPool pool) {
				close(pool);
				ParallelEngine.this.pools.remove(pool);
			}

		}, this.services, workers, cluster, observers);
		this.tasks.add(made);
		return made;
	}

	/**
	 * Ends all pools by force: running and queued tasks end with {@code 21004}. Waits
	 * until the workers have ended, for at most the longest {@code kill-grace} and a few
	 * seconds.
	 */
	@Override
	public void close() {
		// Nobody else will end what is left: an interrupt is for what comes after.
		boolean interrupted = Thread.interrupted();
		synchronized (this) {
			this.closed = true;
		}
		this.tasks.forEach(StandaloneTasks::refuse);
		this.pools.forEach(WorkerPool::forceStopWithApplication);
		for (WorkerPool pool : this.pools) {
			interrupted |= close(pool);
		}
		// The helper threads end by themselves: what still needs one is not to be
		// refused.
		this.services.ticker().forget(this.clockMoved);
		this.services.supervisor().close();
		this.deadlocks.close();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Returns whether the thread was interrupted. */
	private boolean close(WorkerPool pool) {
		boolean interrupted = false;
		try {
			interrupted = pool.close(pool.settings().overtime().killGrace().plus(CLOSE_SLACK));
		}
		catch (RuntimeException ex) {
			logger.log(System.Logger.Level.ERROR, "Pool '" + pool.name() + "' could not be closed", ex);
		}
		pool.watched().forEach(this.services.supervisor()::forget);
		return interrupted;
	}

}
