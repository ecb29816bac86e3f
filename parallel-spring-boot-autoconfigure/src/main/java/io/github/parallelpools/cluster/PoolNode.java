package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;

/**
 * What this instance does for a pool of the cluster: claims tasks while its workers are
 * idle, gives them to the pool of this instance, and tells the store how they end. Does
 * not know who waits for them. Thread-safe.
 */
final class PoolNode implements TaskListener {

	private static final System.Logger logger = System.getLogger(PoolNode.class.getName());

	/** How often ends are told again that the store did not take. */
	private static final Duration PATIENCE = Duration.ofMillis(500);

	/** How often this node looks for ends that the store was not told of. */
	private static final Duration ALL_TOLD = Duration.ofSeconds(5);

	/** After how many failures in a row nothing more is told for a while. */
	private static final int FAILURES = 3;

	/** How many ends are told at a time. */
	private static final int ENDS = 100;

	/** How many bytes of ends are told at a time, if they are several. */
	private static final int ENDS_BYTES = 1 << 18;

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

	private final OutcomePayload outcomes;

	private final ClusterStore store;

	private final ClusterMembership membership;

	private final Timers timers;

	private final ClusterObserver observer;

	/** Tells of ends those who wait for them in this instance. */
	private final Consumer<EndedTask> here;

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

	/** When ends were told last. */
	private volatile long reportedAt;

	/** When an answer was lost that may have held claims. */
	private volatile @Nullable Long doubtful;

	/** What the store is to be told. Guarded by itself. */
	private final Deque<Report> reports = new ArrayDeque<>();

	/** Who holds this tells the store of ends: one at a time. */
	private final Lock reporter = new ReentrantLock();

	private Timers.@Nullable Repetition claiming;

	private Timers.@Nullable Repetition reporting;

	private Timers.@Nullable Repetition watching;

	private volatile boolean draining;

	/** Whether it waits until it has obeyed an order. */
	private volatile boolean waiting;

	/**
	 * What the store is to be told of a task.
	 *
	 * @param task the task
	 * @param outcome how it ended, {@code null} if it is given back
	 * @param counted whether the attempt counts, if it is given back
	 * @param refusals how often the store has refused it
	 * @param replaced whether it stands for an end that was refused for good
	 */
	private record Report(ClaimedTask task, @Nullable ClusterOutcome outcome, boolean counted, Refusals refusals,
			boolean replaced) {

		Report(ClaimedTask task, @Nullable ClusterOutcome outcome, boolean counted) {
			this(task, outcome, counted, new Refusals(), false);
		}

	}

	PoolNode(ParallelPool pool, LocalTasks workers, PoolRules rules, PoolCodecs codecs, ClusterStore store,
			ClusterMembership membership, Timers timers, ClusterObserver observer, Consumer<EndedTask> here) {
		this.pool = pool;
		this.workers = workers;
		this.rules = rules;
		this.can = rules.can();
		this.payloads = codecs.payloads();
		this.outcomes = codecs.outcomes();
		this.store = store;
		this.membership = membership;
		this.timers = timers;
		this.observer = observer;
		this.here = here;
	}

	void start(Duration poll) {
		this.claiming = this.timers.repeat("claims-" + this.pool.name(), poll.multipliedBy(SELDOM), this::claim);
		this.reporting = this.timers.repeat("ends-" + this.pool.name(), ALL_TOLD, this::report);
		this.watching = this.timers.repeat("idle-" + this.pool.name(), poll, this::lookAround);
	}

	void stop() {
		stop(this.watching);
		stop(this.claiming);
		stop(this.reporting);
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

	private ClaimOrder order(int most) {
		return new ClaimOrder(this.pool.name(), this.can, most, this.rules.maxRunning());
	}

	/**
	 * Looks, without the store, whether there are ends to tell, or more idle workers than
	 * before.
	 */
	private void lookAround() {
		if (unreported() > 0 && this.timers.nanos() - this.reportedAt >= PATIENCE.toNanos()) {
			reportSoon();
		}
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
			add(new Report(task, null, false));
			return false;
		}
		if (!task.isOf(this.membership.node())) {
			// This instance is fenced since it asked.
			giveUp(1);
			giveBack(new Report(task, null, false));
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
			add(new Report(task, null, false));
			return false;
		}
		catch (Throwable ex) {
			// Another build of the application, or one with more memory, may be able to.
			leave(task.hasAttempts() ? new Report(task, null, true) : new Report(task, failed(task, ex), false));
			return true;
		}
	}

	private ClusterOutcome failed(ClaimedTask task, Throwable error) {
		ErrorText text = ErrorText.of(error);
		TaskResult result = new TaskResult(ResultCode.FAILED, text.errorClass(),
				"Task %s of pool '%s' can't be decoded by the instance that has claimed it: %s".formatted(task.id(),
						this.pool.name(), text.summary()),
				text.stack(), false, new TaskTimes(task.claim().waited(), Duration.ZERO, task.claim().counted(), null));
		return new ClusterOutcome(result.code(), this.outcomes.encode(new TaskOutcome.Failed(error), result).bytes(),
				false);
	}

	// Ends

	/** The pool of this instance is done with a task. */
	@Override
	public void ended(String id, String name, TaskResult result, @Nullable Object value) {
		ClaimedTask task = this.held.get(id);
		TaskOutcome outcome = (task != null) ? task.outcome() : null;
		if (task != null && outcome != null) {
			leave(report(task, outcome, result));
		}
	}

	/** What can't be told of an end, as for want of memory, is an attempt that failed. */
	private Report report(ClaimedTask task, TaskOutcome outcome, TaskResult result) {
		try {
			return verdict(task, outcome, result);
		}
		catch (RuntimeException | Error ex) {
			logger.log(System.Logger.Level.ERROR, "The end of task " + task.id() + " of pool '" + this.pool.name()
					+ "' can't be told; it is given back", ex);
			return new Report(task, null, true);
		}
	}

	private Report verdict(ClaimedTask task, TaskOutcome outcome, TaskResult result) {
		if (outcome instanceof TaskOutcome.Died && task.hasAttempts()) {
			return new Report(task, null, true);
		}
		if (outcome instanceof TaskOutcome.Cancelled && !task.isCancelled()) {
			// It was this instance that ended it: as it is fenced, or its pool stops.
			if (result.attempts() == 0 || result.elapsed().isZero()) {
				return new Report(task, null, false);
			}
			if (task.hasAttempts()) {
				return new Report(task, null, true);
			}
		}
		if (outcome instanceof TaskOutcome.Failed failed && failed.error() instanceof WorkerStartException
				&& task.hasAttempts()) {
			return new Report(task, null, true);
		}
		OutcomePayload.Encoded encoded = this.outcomes.encode(outcome, timed(task, result));
		boolean dead = outcome instanceof TaskOutcome.Died && this.pool.settings().retry().deadLetters() > 0;
		return new Report(task, new ClusterOutcome(encoded.result().code(), encoded.bytes(), dead), false);
	}

	/** It has waited elsewhere, too. */
	private static TaskResult timed(ClaimedTask task, TaskResult result) {
		return new TaskResult(result.resultCode(), result.errorClass(),
				task.isCancelled() ? result.message() + " (" + task.cancelReason() + ")" : result.message(),
				result.stack(), result.overtime(), new TaskTimes(task.claim().waited().plus(result.waited()),
						result.elapsed(), task.claim().counted(), result.usage()));
	}

	private void leave(Report report) {
		giveBack(report);
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

	/** Has the store told of a task that no worker here has. */
	private void giveBack(Report report) {
		add(report);
		reportSoon();
	}

	private void reportSoon() {
		Timers.Repetition now = this.reporting;
		if (now != null) {
			now.soon();
		}
	}

	/** Has the store told when it is told next. */
	private void add(Report report) {
		synchronized (this.reports) {
			this.reports.add(report);
		}
	}

	/** Tells the store what it has not been told yet; the rest is told later. */
	void report() {
		this.reporter.lock();
		try {
			reportAll();
		}
		finally {
			this.reportedAt = this.timers.nanos();
			this.reporter.unlock();
		}
	}

	/** One that fails goes behind the others. */
	private void reportAll() {
		int failures = 0;
		int left = unreported();
		while (left > 0 && failures < FAILURES) {
			List<Report> several = firstEnds(left);
			int some = (several.size() > 1) ? several.size() : 1;
			if (some == 1 || !tellAll(several)) {
				failures = tellEach(some, failures);
			}
			left -= some;
		}
	}

	/** Tells so many, one by one; returns how many have failed in a row. */
	private int tellEach(int some, int before) {
		int failures = before;
		for (int left = some; left > 0 && failures < FAILURES; left--) {
			Report next = Objects.requireNonNull(first());
			@Nullable Report again = next;
			try {
				tell(next);
				again = null;
				this.held.remove(next.task().id(), next.task());
				failures = 0;
			}
			catch (RuntimeException ex) {
				failures++;
				again = next.refusals().isForGood(this.membership.renewals()) ? instead(next, ex) : next;
			}
			finally {
				done(again);
			}
		}
		return failures;
	}

	/**
	 * The first ones, as far as they are ends that can be told in one go, and none was
	 * refused before.
	 */
	private List<Report> firstEnds(int most) {
		List<Report> ends = new ArrayList<>();
		long bytes = 0;
		synchronized (this.reports) {
			for (Report next : this.reports) {
				ClusterOutcome outcome = next.outcome();
				bytes += (outcome != null) ? outcome.value().length : 0;
				if (outcome == null || next.refusals().isAny() || ends.size() == Math.min(most, ENDS)
						|| bytes > ENDS_BYTES) {
					break;
				}
				ends.add(next);
			}
		}
		return ends;
	}

	/** Tells the first ones in one go; returns whether the store has answered. */
	private boolean tellAll(List<Report> ends) {
		List<Boolean> accepted;
		long begun = this.timers.nanos();
		try {
			accepted = this.store.complete(ends.stream()
				.map((end) -> new TaskEnd(end.task().claim().claim(), Objects.requireNonNull(end.outcome())))
				.toList());
		}
		catch (RuntimeException ex) {
			// One of them may be what it does not take.
			return false;
		}
		this.observer.completed(Duration.ofNanos(this.timers.nanos() - begun));
		for (int i = 0; i < ends.size(); i++) {
			this.held.remove(ends.get(i).task().id(), ends.get(i).task());
			done(null);
			told(ends.get(i), accepted.get(i));
		}
		return true;
	}

	private @Nullable Report first() {
		synchronized (this.reports) {
			return this.reports.peek();
		}
	}

	/** The first one is told, or comes again as another one. */
	private void done(@Nullable Report again) {
		synchronized (this.reports) {
			this.reports.remove();
			if (again != null) {
				this.reports.add(again);
			}
		}
	}

	/**
	 * What the store is told instead of what it refuses, {@code null} if nothing: then
	 * the task stays this node's, so that it does not run again and again.
	 */
	private @Nullable Report instead(Report refused, RuntimeException reason) {
		String task = refused.task().id();
		String said = ErrorText.of(reason).summary();
		boolean replaced = refused.outcome() != null && !refused.replaced();
		this.observer.endRefused(this.pool.name(), task, said, replaced);
		if (replaced) {
			logger.log(System.Logger.Level.ERROR,
					"The store of the cluster has refused the end of task %s of pool '%s' again and again, while it took other writes: %s. It is told a failure instead."
						.formatted(task, this.pool.name(), said));
			return new Report(refused.task(), refused(refused.task(), Objects.requireNonNull(refused.outcome()), said),
					false, new Refusals(), true);
		}
		logger.log(System.Logger.Level.ERROR,
				"The store of the cluster refuses whatever it is told of task %s of pool '%s', while it takes other writes: %s. It is told nothing more; the task is run again, or becomes a dead letter, when this instance has left."
					.formatted(task, this.pool.name(), said));
		return null;
	}

	/** A failure that fits where the end of a task did not. */
	private ClusterOutcome refused(ClaimedTask task, ClusterOutcome ended, String said) {
		OutcomePayload.Encoded failure = this.outcomes.refused(ended.code(), said,
				new TaskTimes(task.claim().waited(), Duration.ZERO, task.claim().counted(), null));
		return new ClusterOutcome(failure.result().code(), failure.bytes(), false);
	}

	private void tell(Report report) {
		TaskClaim claim = report.task().claim().claim();
		ClusterOutcome outcome = report.outcome();
		long begun = this.timers.nanos();
		boolean accepted = (outcome != null) ? this.store.complete(claim, outcome)
				: this.store.release(claim, report.counted());
		this.observer.completed(Duration.ofNanos(this.timers.nanos() - begun));
		told(report, accepted);
	}

	private void told(Report report, boolean accepted) {
		TaskClaim claim = report.task().claim().claim();
		ClusterOutcome outcome = report.outcome();
		if (accepted && outcome != null && !report.replaced()) {
			this.here.accept(new EndedTask(claim.task(), outcome, report.task().claim().counted(), ""));
		}
		if (!accepted) {
			this.observer.refused(claim.task());
			logger.log(System.Logger.Level.INFO,
					"Task %s of pool '%s' belongs to another node meanwhile; what attempt %s has brought is thrown away"
						.formatted(claim.task(), this.pool.name(), claim.attempt()));
		}
	}

	/** How many ends the store does not know yet. */
	int unreported() {
		synchronized (this.reports) {
			return this.reports.size();
		}
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
