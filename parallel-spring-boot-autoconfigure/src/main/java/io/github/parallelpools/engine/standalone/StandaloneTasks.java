package io.github.parallelpools.engine.standalone;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.engine.pool.PoolAssembly;
import io.github.parallelpools.engine.pool.PoolNames;
import io.github.parallelpools.engine.pool.PoolServices;
import io.github.parallelpools.engine.pool.WorkerPool;
import io.github.parallelpools.engine.radar.HangRadar;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskHandler;

/**
 * The standalone tasks of one application: makes them, knows the runs that have not ended
 * and nothing of those that have, and ends what runs when the application closes. Safe
 * for use by several threads.
 */
public final class StandaloneTasks {

	private static final System.Logger logger = System.getLogger(StandaloneTasks.class.getName());

	/** How much longer than its {@code kill-grace} a run may take to end by force. */
	private static final Duration SLACK = Duration.ofSeconds(2);

	/** How often it is looked whether a run ends the application. */
	private static final Duration LOOK = Duration.ofMillis(100);

	private static final String CLOSING = "the application is closing";

	private final PoolRegister pools;

	private final PoolServices services;

	private final TaskWorkers workers;

	private final ClusterScope cluster;

	private final TaskObservers observers;

	/** Of all runs: each alone is too short to be compared with others. */
	private final HangRadar radar;

	private final TaskHistory history = new TaskHistory();

	private final KeepAlive keepAlive = new KeepAlive();

	private final AtomicLong ids = new AtomicLong();

	private final AtomicLong workerIds = new AtomicLong();

	// Guarded by this.

	private final Set<StandaloneRun<?>> runs = new LinkedHashSet<>();

	/** Why no task may start, {@code null} if each may. */
	private @Nullable String refusing;

	/**
	 * Makes standalone tasks.
	 * @param pools who looks after the pools of their runs
	 * @param services what all pools of the engine share
	 * @param workers makes what they run on
	 * @param cluster makes those of the cluster
	 * @param observers look at them
	 */
	public StandaloneTasks(PoolRegister pools, PoolServices services, TaskWorkers workers, ClusterScope cluster,
			TaskObservers observers) {
		this.observers = observers;
		this.radar = new HangRadar(observers::isOfApplication, Clock.systemUTC());
		this.pools = pools;
		this.services = services;
		this.workers = workers;
		this.cluster = cluster;
	}

	/**
	 * Begins to make a task from a function.
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 * @param function what it does
	 * @return a builder
	 */
	public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
			TaskFunction<I, O> function) {
		Objects.requireNonNull(function, "A task's function can't be null");
		return new TaskBuilder<>(this, new TaskRecipe<>(function, null, List.of()));
	}

	/**
	 * Begins to make a task from a class.
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 * @param type the class
	 * @return a builder
	 * @throws IllegalArgumentException if no instance of the class can be made
	 */
	public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
			Class<? extends TaskHandler<I, O>> type) {
		Objects.requireNonNull(type, "A task's class can't be null");
		return new TaskBuilder<>(this, new TaskRecipe<>(null, new HandlerType(type), List.of()));
	}

	/**
	 * The runs that have not ended, and those whose thread was abandoned and goes on.
	 * @return an immutable list, in the order of their start
	 */
	public List<TaskSnapshot> snapshots() {
		// A run that has ended is known until its worker is gone, too.
		return runs().stream()
			.map(StandaloneRun::snapshot)
			.filter((run) -> run.state() != TaskSnapshot.State.ENDED)
			.toList();
	}

	/**
	 * The last things that happened to runs.
	 * @return an immutable list, the oldest first
	 */
	public List<RecordedEvent> events() {
		return this.history.events();
	}

	/**
	 * Where runs hang.
	 * @return what was seen so far
	 */
	public HangSnapshot hangs() {
		return this.radar.snapshot();
	}

	/**
	 * Gives an order to those that run with an id.
	 * @param id the id of a task
	 * @param order the order
	 * @return whether any does
	 */
	public boolean order(String id, TaskOrder order) {
		List<StandaloneRun<?>> meant = runs().stream().filter((run) -> run.isRunning() && run.hasId(id)).toList();
		meant.forEach(order::give);
		return !meant.isEmpty();
	}

	/**
	 * Lets tasks start again after a stop.
	 */
	public synchronized void admit() {
		this.refusing = null;
	}

	/** Refuses starts from now on, unless they are refused already. */
	public synchronized void refuse() {
		if (this.refusing == null) {
			this.refusing = CLOSING;
		}
	}

	/**
	 * Refuses starts from now on, ends daemons by force, waits for the others, and ends
	 * those by force that do not end in time. What ignores the force is abandoned.
	 * @param timeout how long those that are no daemons may take
	 * @param why the reason that is told
	 */
	public void stop(Duration timeout, String why) {
		synchronized (this) {
			this.refusing = why;
		}
		long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
		// A run that stops the application, or waits for its end, can't be waited for.
		List<StandaloneRun<?>> running = runs().stream()
			.filter((run) -> run.isRunning() && !run.isOnDuty() && !run.isEndingApplication())
			.toList();
		running.stream().filter((run) -> run.settings().daemon()).forEach((run) -> run.forceStop(why));
		for (StandaloneRun<?> run : running) {
			if (!run.settings().daemon() && !await(run, Duration.ofNanos(deadline - System.nanoTime()))) {
				SafeLog.log(logger, System.Logger.Level.WARNING,
						"{0} still runs and is ended by force. Raise ''parallel.shutdown-timeout'' if it needs the time.",
						run.title());
				run.forceStop(why);
			}
		}
		for (StandaloneRun<?> run : running) {
			if (!await(run, run.settings().overtime().killGrace().plus(SLACK))) {
				SafeLog.log(logger, System.Logger.Level.WARNING, "{0} has not ended: {1}", run.title(),
						run.snapshot().describe());
			}
		}
	}

	private static boolean await(StandaloneRun<?> run, Duration timeout) {
		try {
			long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
			for (long left; (left = deadline - System.nanoTime()) > 0;) {
				// A run that ends the application meanwhile makes no event of it.
				if (run.join(Duration.ofNanos(Math.min(left, LOOK.toNanos()))) || run.isEndingApplication()) {
					return true;
				}
			}
			return run.join(Duration.ZERO);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private synchronized List<StandaloneRun<?>> runs() {
		return List.copyOf(this.runs);
	}

	TaskWorkers workers() {
		return this.workers;
	}

	ClusterScope cluster() {
		return this.cluster;
	}

	synchronized boolean mayStart() {
		return this.refusing == null;
	}

	/**
	 * Something runs, or waits for its turn, for which the JVM lives, or does no more.
	 */
	void keepAlive(boolean keeps) {
		if (keeps) {
			this.keepAlive.begin();
		}
		else {
			this.keepAlive.end();
		}
	}

	Ticker ticker() {
		return this.services.ticker();
	}

	String nextId(String name) {
		return name + "-" + this.services.instance() + "-" + this.ids.incrementAndGet();
	}

	/** No pool's worker has such an id: theirs end in nothing but a number. */
	String nextWorkerId(TaskSettings settings) {
		return settings.name() + "-t" + this.workerIds.incrementAndGet();
	}

	/** Makes the pool of one run, which nobody looks after yet. */
	WorkerPool pool(TaskSettings settings, SoloWorkers factory, TaskRecipe<?, ?> recipe, PoolNames names, RunEnd end) {
		List<PoolSubscriber> subscribers = new ArrayList<>(List.of(end, this.history));
		subscribers.addAll(this.observers.of(settings));
		return PoolAssembly.hidden(RunSettings.of(settings), factory, recipe::listeners, this.services, names,
				subscribers, this.radar);
	}

	/** Looks after a run. Either that, or nothing is changed. */
	void add(StandaloneRun<?> run) {
		open(run);
		boolean added = false;
		try {
			keep(run);
			added = true;
		}
		finally {
			if (!added) {
				// Closes the pool, and tells of that.
				this.pools.forget(run.pool());
			}
		}
	}

	private synchronized void open(StandaloneRun<?> run) {
		requireAdmitted(run);
		this.pools.open(run.pool());
	}

	private synchronized void keep(StandaloneRun<?> run) {
		requireAdmitted(run);
		this.runs.add(run);
		boolean kept = run.settings().daemon();
		try {
			if (!kept) {
				this.keepAlive.begin();
				kept = true;
			}
		}
		finally {
			if (!kept) {
				this.runs.remove(run);
			}
		}
	}

	private void requireAdmitted(StandaloneRun<?> run) {
		if (this.refusing != null) {
			throw refusal(run.settings(), this.refusing);
		}
	}

	static PoolStateException closing(TaskSettings settings) {
		return refusal(settings, CLOSING);
	}

	private static PoolStateException refusal(TaskSettings settings, String why) {
		return new PoolStateException("%s can't start: %s.".formatted(settings.title(), why));
	}

	/** Forgets a run that was added and could not begin. */
	synchronized void remove(StandaloneRun<?> run) {
		this.runs.remove(run);
		told(run);
	}

	/** The end of a run was told. */
	void told(StandaloneRun<?> run) {
		if (!run.settings().daemon()) {
			this.keepAlive.end();
		}
	}

	/** Forgets the pool of a run that could not begin, or has ended. */
	void forget(StandaloneRun<?> run) {
		this.pools.forget(run.pool());
	}

	synchronized void removeIfGone(StandaloneRun<?> run) {
		if (run.isGone()) {
			this.runs.remove(run);
		}
	}

	/** For what must not be done by the thread that has a reason for it. */
	void later(Runnable work) {
		this.services.helpers().execute(work);
	}

}
