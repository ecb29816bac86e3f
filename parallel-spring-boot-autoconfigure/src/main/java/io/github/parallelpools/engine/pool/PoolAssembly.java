package io.github.parallelpools.engine.pool;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.parallelpools.engine.bulk.PoolStops;
import io.github.parallelpools.engine.crew.Lifespan;
import io.github.parallelpools.engine.event.EventHistory;
import io.github.parallelpools.engine.event.EventLog;
import io.github.parallelpools.engine.event.Observers;
import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.engine.radar.HangRadar;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.LockGate;
import io.github.parallelpools.engine.run.LoopServices;
import io.github.parallelpools.engine.run.StackProbe;
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

	final Verification verification;

	final Retries retries;

	final Submissions submissions;

	final Cancellation cancellation;

	final Telling telling;

	final ForcedEnds forced;

	final Closing closing;

	final Feeding feeding;

	final SettingsChanges changes;

	final HangRadar radar;

	final KillBudget kills;

	final PoolView view;

	final PoolStops stops = new PoolStops();

	final EventHistory history = new EventHistory();

	/** What the supervisor is to look at. */
	final List<Supervisor.Watched> watched = new ArrayList<>();

	private final PoolNames names;

	private final DoubleSupplier random;

	private final LoopServices loops;

	PoolAssembly(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Feeding.Maker feed, PoolServices services, PoolNames names, Observers observers, HangRadar radar) {
		this.names = names;
		this.random = services.random();
		this.listeners = new Listeners(listeners, observers.named());
		Totals totals = new Totals();
		PoolEvents events = events(settings.name(), services, names,
				Stream.concat(Stream.of(this.stops, this.history), observers.subscribers().stream()).toList());
		this.radar = radar;
		this.core = new PoolCore(settings, services, totals, feed.demand(), factory, events);
		this.kills = new KillBudget(this.core, this::takeBack, services.helpers());
		this.view = new PoolView(this.core, this.kills);
		TimeoutReport timeouts = new TimeoutReport(this.core, this.view);
		this.joiners = new Joiners(this.core, timeouts);
		this.staffing = new Staffing(this.core, new Hiring(this.core, this::hire));
		this.core.memory.open(this.staffing::recruit);
		DeadLetters letters = new DeadLetters(() -> this.core.settings.retry().deadLetters(), factory, totals);
		this.changes = new SettingsChanges(this.core, this.staffing, letters);
		this.retries = new Retries(this.core, this.staffing, letters, factory.traits());
		Completion completion = new Completion(settings.name(), names, services.ticker(), totals, this.listeners,
				this.joiners, events, this.retries, this.core.tagged);
		this.telling = new Telling(this.core, completion, services.helpers());
		Admission admission = new Admission(this.core, this.staffing, this.telling, this::receive);
		this.cancellation = new Cancellation(admission, this.telling, names, this.core.tagged);
		TaskOwner owner = new PoolOwner(this.core, names, factory.traits().ownProcess(), this.cancellation);
		this.submissions = new Submissions(this.core, admission, factory, owner, letters, this.listeners);
		this.feeding = feed.feed(new FedPool(owner, this.core, this.staffing, completion, factory));
		this.moves = new StateMoves(this.core, this.staffing, this.kills, timeouts);
		this.verification = new Verification(this.core, this.staffing, this.view, timeouts);
		this.forced = new ForcedEnds(this.core, this.staffing, this.retries, this.telling, factory.traits(),
				names.forced());
		this.closing = new Closing(this.core.memory, this.moves, this.forced, this.cancellation, this.joiners, factory);
		LockGate gate = new LockGate(services.lockStore(), settings.work().lock(), services.helpers(),
				services.ticker());
		TaskClaims claims = new TaskClaims(this.core, this.staffing, gate, this.feeding.source(),
				new ClaimsAhead(this.core, services.helpers(), this.telling::tell));
		this.loops = new LoopServices(this.core,
				new PoolHost(this.core, claims, this.staffing, this.retries, completion), factory, gate,
				new TaskLocks(services.lockStore(), services.helpers()), services.ticker(),
				() -> this.core.settings.overtime().killGrace(), services.helpers(), events);
		watch(factory, services, admission);
	}

	/** Who subscribes is told before the log, which is foreign code and may hang. */
	private static PoolEvents events(String pool, PoolServices services, PoolNames names,
			List<PoolSubscriber> subscribers) {
		List<PoolSubscriber> all = new ArrayList<>(subscribers);
		all.add(new EventLog(pool, names.title(), names.level()));
		return new PoolEvents(pool, all, services.supervisor()::isCurrentThread, services.helpers());
	}

	private void watch(WorkerFactory factory, PoolServices services, Admission admission) {
		this.watched.add(new OvertimeWatch(this.core, factory.traits(), this.staffing, services.helpers(),
				new SlowTasks(this.core, new StackProbe(factory.traits()), services.helpers(), this.radar), this.kills,
				this.retries, this.telling::abandoned));
		if (this.core.settings.mayTakeAhead() && factory.traits().ownProcess()) {
			this.watched.add(new LateResults(this.core.name(), this.staffing, services.helpers()));
		}
		this.watched.addAll(this.feeding.watched());
		this.watched.add(new OverdueTasks(this.core, this.core.startFailures::deadline, admission::removeHopeless,
				services.helpers(), this.telling::tell));
		this.watched.add(new OverdueTasks(this.core, this.core.deadlines::firstDeadline, admission::removeExpired,
				services.helpers(), this.telling::tell));
		this.watched.add(new RecycleWatch(this.core, this.staffing, services.helpers()));
	}

	/**
	 * Makes a pool that users see; it is not started.
	 * @param settings its settings
	 * @param factory makes its workers; closed with the pool
	 * @param listeners supplies those who are told of its tasks
	 * @param feed by what it is fed
	 * @param services what all pools share
	 * @param observers look at it
	 * @return the pool
	 */
	public static WorkerPool pool(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Feeding.Maker feed, PoolServices services, Observers observers) {
		return new WorkerPool(new PoolAssembly(settings, factory, listeners, feed, services,
				PoolNames.of(settings.name(), services.instance()), observers,
				new HangRadar(observers.application(), Clock.systemUTC())));
	}

	/**
	 * Makes a pool that users do not see; it is not started.
	 * @param settings its settings
	 * @param factory makes its workers; closed with the pool
	 * @param listeners supplies those who are told of its tasks
	 * @param services what all pools share
	 * @param names what its parts are called
	 * @param subscribers are told of what happens in it
	 * @param radar counts where its tasks hang, perhaps beside those of others
	 * @return the pool
	 */
	public static WorkerPool hidden(PoolSettings settings, WorkerFactory factory,
			Supplier<List<TaskListener>> listeners, PoolServices services, PoolNames names,
			List<PoolSubscriber> subscribers, HangRadar radar) {
		return new WorkerPool(new PoolAssembly(settings, factory, listeners, Feeding.NONE, services, names,
				new Observers(subscribers, Observers.NONE.application(), Observers.NONE.named()), radar));
	}

	private void takeBack() {
		this.moves.takeBack();
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
