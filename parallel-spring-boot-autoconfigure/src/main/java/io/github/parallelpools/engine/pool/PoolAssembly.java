package io.github.parallelpools.engine.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

import io.github.parallelpools.engine.crew.Lifespan;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.LockGate;
import io.github.parallelpools.engine.run.LoopServices;
import io.github.parallelpools.engine.run.TaskLocks;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.engine.task.TaskOwner;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.task.TaskListener;

/**
 * Makes the parts of one pool and tells each of those it needs. Does nothing afterwards
 * but hire: the pool has the parts from here. It stands in their room, so that they need
 * not be public.
 */
public final class PoolAssembly {

	final PoolCore core;

	final Listeners listeners;

	final Joiners joiners;

	final Staffing staffing;

	final StateMoves moves;

	final Submissions submissions;

	final Cancellation cancellation;

	final Telling telling;

	final ForcedEnds forced;

	final Closing closing;

	final Feeding feeding;

	/** What the supervisor is to look at. */
	final List<Supervisor.Watched> watched = new ArrayList<>();

	private final PoolNames names;

	private final DoubleSupplier random;

	private final LoopServices loops;

	private PoolAssembly(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Feeding.Maker feed, PoolServices services, PoolNames names, PoolEnds ends) {
		this.names = names;
		this.random = services.random();
		this.listeners = new Listeners(listeners);
		Totals totals = new Totals();
		this.core = new PoolCore(settings, services, totals, feed.demand(), factory.workerMemory(), names, ends);
		this.joiners = new Joiners(this.core);
		this.staffing = new Staffing(this.core, this::hire);
		this.core.memory.open(this.staffing::recruit);
		DeadLetters letters = new DeadLetters(() -> this.core.settings.retry().deadLetters(), factory, totals);
		Retries retries = new Retries(this.core, this.staffing, letters, factory.traits());
		Completion completion = new Completion(settings.name(), names, services.ticker(), totals, this.listeners,
				this.joiners, ends, retries);
		this.telling = new Telling(this.core, completion, services.helpers());
		Admission admission = new Admission(this.core, this.staffing, this.telling, this::receive);
		this.cancellation = new Cancellation(admission, this.telling, names);
		TaskOwner owner = new PoolOwner(this.core, names, retries, this.cancellation);
		this.submissions = new Submissions(this.core, admission, factory, owner, letters);
		this.feeding = feed.feed(new FedPool(owner, this.core, this.staffing, completion, factory));
		this.moves = new StateMoves(this.core, this.staffing);
		this.forced = new ForcedEnds(this.staffing, retries, this.telling, totals, factory.traits(), names.forced());
		this.closing = new Closing(this.core.memory, this.moves, this.forced, this.cancellation, this.joiners, factory);
		LockGate gate = new LockGate(services.lockStore(), settings.work().lock(), services.helpers(),
				services.ticker());
		TaskClaims claims = new TaskClaims(this.core, this.staffing, gate, this.feeding.source());
		this.loops = new LoopServices(this.core, new PoolHost(this.core, claims, this.staffing, retries, completion),
				factory, gate, new TaskLocks(services.lockStore(), services.helpers()), services.ticker(),
				() -> this.core.settings.overtime().killGrace(), names.level());
		watch(factory, services, totals, admission);
	}

	private void watch(WorkerFactory factory, PoolServices services, Totals totals, Admission admission) {
		this.watched.add(new OvertimeWatch(this.core.settings, factory.traits(), this.staffing, totals,
				services.helpers(), this.telling::abandoned));
		this.watched.addAll(this.feeding.watched());
		this.watched.add(new HopelessTasks(this.core, admission, services.helpers(), this.telling::tell));
		if (this.core.settings.recycles()) {
			this.watched.add(new RecycleWatch(this.core, this.staffing, services.helpers()));
		}
	}

	/**
	 * Makes a pool that users see; it is not started.
	 * @param settings its settings
	 * @param factory makes its workers; closed with the pool
	 * @param listeners supplies those who are told of its tasks
	 * @param feed by what it is fed
	 * @param services what all pools share
	 * @return the pool
	 */
	public static WorkerPool pool(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Feeding.Maker feed, PoolServices services) {
		return new WorkerPool(new PoolAssembly(settings, factory, listeners, feed, services,
				PoolNames.of(settings.name(), services.instance()), PoolEnds.NONE));
	}

	/**
	 * Makes a pool that users do not see; it is not started.
	 * @param settings its settings
	 * @param factory makes its workers; closed with the pool
	 * @param listeners supplies those who are told of its tasks
	 * @param services what all pools share
	 * @param names what its parts are called
	 * @param ends is told of its ends
	 * @return the pool
	 */
	public static WorkerPool hidden(PoolSettings settings, WorkerFactory factory,
			Supplier<List<TaskListener>> listeners, PoolServices services, PoolNames names, PoolEnds ends) {
		return new WorkerPool(new PoolAssembly(settings, factory, listeners, Feeding.NONE, services, names, ends));
	}

	private WorkerLoop hire(long number) {
		Lifespan lifespan = new Lifespan(this.core.settings.upkeep().recycle(), this.random, this.core.nanos());
		return new WorkerLoop(this.loops, spec(this.names.worker().apply(number)), this.core.newCondition(), lifespan);
	}

	private CallerRunner receive(long number) {
		return new CallerRunner(this.loops, spec(this.core.name() + "-caller-" + number));
	}

	private WorkerSpec spec(String id) {
		return new WorkerSpec(this.core.name(), id, this.core.settings.work().args());
	}

}
