package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskResult;

/**
 * What this instance does for a pool of the cluster: claims tasks while its workers are
 * idle, gives them to the pool of this instance, and tells the store how they end. Does
 * not know who waits for them. Thread-safe.
 */
final class PoolNode implements TaskListener {

	/**
	 * How many times as long as who asks often it does not ask for tasks, while the store
	 * tells of them.
	 */
	private static final int SELDOM = 8;

	/** How long claims may be here of which this node does not know. */
	private static final Duration DOUBT = Duration.ofSeconds(5);

	private final ParallelPool pool;

	private final LocalTasks workers;

	private final Set<String> can;

	private final PoolRules rules;

	private final TaskPayload payloads;

	private final Verdicts verdicts;

	private final Reports reports;

	private final LeftToOthers others;

	private final ClusterStore store;

	private final ClusterMembership membership;

	private final Timers timers;

	private final ClusterObserver observer;

	/** What this node has of the pool, until the store knows its end, by task. */
	private final Map<String, ClaimedTask> held = new ConcurrentHashMap<>();

	/**
	 * How many tasks are with the pool of this instance, or are being asked for. Guarded
	 * by this.
	 */
	private int running;

	/** Whether tasks may wait that this node has not asked for. */
	private volatile boolean wanted = true;

	/** How many workers were idle when that was looked at. Used by one thread. */
	private int wereIdle;

	/** When an answer was lost that may have held claims. */
	private volatile @Nullable Long doubtful;

	/** When it found tasks, or did not ask for them, at last. */
	private volatile long foundAt;

	private Timers.@Nullable Repetition claiming;

	private Timers.@Nullable Repetition watching;

	private volatile boolean draining;

	/** Whether it waits until it has obeyed an order. */
	private volatile boolean waiting;

	PoolNode(ParallelPool pool, LocalTasks workers, PoolRules rules, PoolCodecs codecs, ClusterStore store,
			ClusterMembership membership, Timers timers, ClusterObserver observer, Consumer<EndedTask> here) {
		this.pool = pool;
		this.workers = workers;
		this.rules = rules;
		this.can = rules.can();
		this.payloads = codecs.payloads();
		this.verdicts = new Verdicts(pool, codecs.outcomes());
		this.store = store;
		this.membership = membership;
		this.timers = timers;
		this.observer = observer;
		this.foundAt = timers.nanos();
		this.others = new LeftToOthers(pool.name(), store, rules, timers);
		this.reports = new Reports(pool.name(), this.verdicts, store, membership, timers, observer,
				new Reports.Hearers(here, (task) -> this.held.remove(task.id(), task)));
	}

	void start(Duration poll) {
		this.claiming = this.timers.repeat("claims-" + this.pool.name(), poll.multipliedBy(SELDOM), this::claim);
		this.reports.start();
		this.watching = this.timers.repeat("idle-" + this.pool.name(), poll, this::lookAround);
	}

	void stop() {
		stop(this.watching);
		stop(this.claiming);
		this.reports.stop();
	}

	private static void stop(Timers.@Nullable Repetition one) {
		if (one != null) {
			one.close();
		}
	}

	/** Takes no more tasks, or does so again. */
	void drain(boolean drains) {
		this.draining = drains;
		soon();
	}

	boolean isDrained() {
		return this.draining;
	}

	/** Takes no task until it has obeyed an order, or does so again. */
	void hold(boolean holds) {
		this.waiting = holds;
	}

	/** There may be tasks. */
	void soon() {
		this.wanted = true;
		claimSoon();
	}

	private void claimSoon() {
		Timers.Repetition now = this.claiming;
		if (now != null) {
			now.soon();
		}
	}

	// Submitting

	/**
	 * Has the store queue a task, or begins it here at once if a worker is idle and no
	 * other task waits.
	 * @throws ClusterStoreException if it may not be stored
	 */
	void submit(NewTask task) {
		String node = this.membership.node();
		if (node == null || this.wanted || !this.can.contains(task.needs()) || reserve(1) == 0) {
			this.store.submit(task);
			return;
		}
		Claim claim = null;
		boolean answered = false;
		long begun = this.timers.nanos();
		try {
			claim = this.store.submit(task, node, order(1)).orElse(null);
			answered = true;
		}
		finally {
			if (!answered) {
				this.doubtful = this.timers.nanos();
			}
			if (claim == null) {
				leaves();
			}
		}
		if (claim != null) {
			this.observer.claimed(Duration.ofNanos(this.timers.nanos() - begun), 1);
			begin(claim);
		}
	}

	// Claiming

	/** Asks for as many tasks as there are idle workers. */
	void claim() {
		boolean more = true;
		while (more) {
			String node = this.membership.node();
			int idle = (node != null) ? reserve(Integer.MAX_VALUE) : 0;
			if (idle == 0) {
				this.foundAt = this.timers.nanos();
			}
			more = node != null && idle > 0 && claim(node, idle);
		}
	}

	/** Returns whether there may be more for workers that are idle. */
	private boolean claim(String node, int idle) {
		List<Claim> claims = List.of();
		boolean answered = false;
		long begun = this.timers.nanos();
		// A notice that comes from now on has this node ask again
		this.wanted = false;
		try {
			claims = this.store.claim(node, order(idle));
			answered = true;
		}
		catch (ClusterStoreException ex) {
			// What it has given all the same is found among what this node has.
			this.foundAt = this.timers.nanos();
			return false;
		}
		finally {
			giveUp(idle - claims.size());
			if (!answered) {
				this.doubtful = this.timers.nanos();
				this.wanted = true;
			}
		}
		this.observer.claimed(Duration.ofNanos(this.timers.nanos() - begun), claims.size());
		if (!claims.isEmpty()) {
			this.foundAt = this.timers.nanos();
		}
		boolean more = claims.size() == idle;
		if (more || this.rules.maxRunning() > 0) {
			// Not all stores tell when fewer run on all nodes
			this.wanted = true;
		}
		for (Claim claim : claims) {
			more &= begin(claim);
		}
		return more;
	}

	/**
	 * Whether it asks for tasks again and again, and there is none that it can run.
	 * @param least for how long it has done so
	 * @param running how many run on all nodes, which may be as many as may
	 */
	boolean asksInVain(Duration least, long running) {
		boolean may = this.rules.maxRunning() == 0 || running < this.rules.maxRunning();
		return may && this.timers.nanos() - this.foundAt >= least.toNanos();
	}

	private ClaimOrder order(int most) {
		return new ClaimOrder(this.pool.name(), this.can, most, this.rules.maxRunning());
	}

	/**
	 * Looks, without the store, whether there are ends to tell, or more idle workers than
	 * before.
	 */
	private void lookAround() {
		this.reports.tellLeft();
		// Whether the pool may claim at all is looked at before it does
		int idle = claims() ? this.pool.settings().size().max() - running() : 0;
		if (idle > 0 && (this.wanted || idle > this.wereIdle)) {
			claimSoon();
		}
		this.wereIdle = idle;
	}

	private boolean claims() {
		return !this.draining && !this.waiting && this.pool.state().runsTasks();
	}

	private synchronized int running() {
		return this.running;
	}

	/** Has idle workers wait for tasks; tells how many. */
	private int reserve(int workers) {
		int most = most();
		synchronized (this) {
			int reserved = Math.max(0, Math.min(workers, most - this.running));
			this.running += reserved;
			return reserved;
		}
	}

	/**
	 * How many tasks may be here at a time. Where no worker starts one task waits for
	 * that, and the others are left to other instances.
	 */
	private int most() {
		int size = this.pool.settings().size().max();
		if (!claims() || running() >= size) {
			return 0;
		}
		PoolSnapshot now = this.pool.snapshot();
		if (now.killStop() != null) {
			// It would reject them.
			return 0;
		}
		return (now.startFailures() != null) ? Math.min(1, size) : size;
	}

	/** Gives a task to a worker that waits for it; returns whether that has it. */
	private boolean begin(Claim claim) {
		ClaimedTask task = new ClaimedTask(claim);
		if (this.held.putIfAbsent(task.id(), task) != null) {
			// A run of the node that this instance was before has not ended yet. At once
			// it would be claimed here again and again.
			giveUp(1);
			this.reports.add(Report.givenBack(task, false));
			return false;
		}
		if (!task.isOf(this.membership.node())) {
			// This instance is fenced since it asked.
			giveUp(1);
			this.reports.tellSoon(Report.givenBack(task, false));
			return false;
		}
		try {
			TaskClaim who = claim.claim();
			task.given(this.workers.take(this.payloads.decode(claim.payload()),
					new TaskIdentity(who.task(), claim.counted(), who.attempt(), claim.tag()), task));
			return true;
		}
		catch (TaskRejectedException ex) {
			// Or it would be claimed and rejected again at once.
			giveUp(1);
			this.reports.add(Report.givenBack(task, false));
			return false;
		}
		catch (Throwable ex) {
			if (this.others.leaves(task, ex)) {
				// A moment later, so that it is not claimed here again at once
				giveUp(1);
				this.reports.add(Report.givenBack(task, false));
				return false;
			}
			leave(this.verdicts.undecodable(task, ex));
			return true;
		}
	}

	// Ends

	/** The pool of this instance is done with a task. */
	@Override
	public void ended(String id, String name, TaskResult result, @Nullable Object value) {
		ClaimedTask task = this.held.get(id);
		TaskOutcome outcome = (task != null) ? task.outcome() : null;
		if (task != null && outcome != null) {
			leave(this.verdicts.of(task, outcome, result));
		}
	}

	private void leave(Report report) {
		this.reports.tellSoon(report);
		leaves();
	}

	/** A worker is idle again. */
	private void leaves() {
		giveUp(1);
		if (this.wanted) {
			claimSoon();
		}
	}

	/** So many workers wait for tasks no longer. */
	private synchronized void giveUp(int workers) {
		this.running -= workers;
	}

	/** Tells the store what it has not been told yet; the rest is told later. */
	void tellEnds() {
		this.reports.tell();
	}

	/** How many ends the store does not know yet. */
	int unreported() {
		return this.reports.size();
	}

	/** How many tasks this node has, until the store knows their end. */
	int heldTasks() {
		return this.held.size();
	}

	ParallelPool pool() {
		return this.pool;
	}

	// What others want

	/**
	 * What this instance has as another node than it is now may belong to others.
	 * @param node the node that it is, {@code null} if it is fenced
	 */
	void fence(@Nullable String node) {
		if (this.rules.killsWhenFenced()) {
			this.held.values().stream().filter((task) -> !task.isOf(node)).forEach(ClaimedTask::fence);
		}
	}

	/** Whether it has tasks, or the store may believe that it has some. */
	boolean hasTasks() {
		Long since = this.doubtful;
		return !this.held.isEmpty() || (since != null && this.timers.nanos() - since < DOUBT.toNanos());
	}

	/** How many dead letters are kept. */
	int deadLetters() {
		return this.pool.settings().retry().deadLetters();
	}

	/**
	 * Compares what the store believes that this node has.
	 * @param owned its tasks of this pool
	 * @return those of which this node does not know
	 */
	Set<TaskClaim> compare(List<OwnedTask> owned) {
		Set<TaskClaim> unknown = new HashSet<>();
		for (OwnedTask one : owned) {
			ClaimedTask task = this.held.get(one.claim().task());
			if (task == null || !task.claim().claim().equals(one.claim())) {
				unknown.add(one.claim());
			}
			else if (one.cancelled() != null) {
				task.cancel(one.cancelled());
			}
		}
		return unknown;
	}

}
