package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;

/**
 * Tells the store what has become of the tasks that this instance has claimed of a pool,
 * several at a time and until it knows. Does not know how tasks come or run. Thread-safe.
 */
final class Reports {

	private static final System.Logger logger = System.getLogger(Reports.class.getName());

	/** How often is told again what the store did not take. */
	private static final Duration PATIENCE = Duration.ofMillis(500);

	/** How often is looked for what the store was not told of. */
	private static final Duration ALL_TOLD = Duration.ofSeconds(5);

	/** After how many failures in a row nothing more is told for a while. */
	private static final int FAILURES = 3;

	/** How many ends are told at a time. */
	private static final int ENDS = 100;

	/** How many bytes of ends are told at a time, if they are several. */
	private static final int ENDS_BYTES = 1 << 18;

	private final String pool;

	private final Verdicts verdicts;

	private final ClusterStore store;

	private final ClusterMembership membership;

	private final Timers timers;

	private final ClusterObserver observer;

	private final Hearers hearers;

	/** What the store is to be told. Guarded by itself. */
	private final Deque<Report> waiting = new ArrayDeque<>();

	/** Held while the store is told, by one thread at a time. */
	private final Lock teller = new ReentrantLock();

	/** When the store was told last. */
	private volatile long toldAt;

	private Timers.@Nullable Repetition telling;

	/**
	 * What this instance does once the store knows of a task.
	 *
	 * @param ends is given the end of each task that the store has accepted
	 * @param known is given each task of which the store is told
	 */
	record Hearers(Consumer<EndedTask> ends, Consumer<ClaimedTask> known) {
	}

	Reports(String pool, Verdicts verdicts, ClusterStore store, ClusterMembership membership, Timers timers,
			ClusterObserver observer, Hearers hearers) {
		this.pool = pool;
		this.verdicts = verdicts;
		this.store = store;
		this.membership = membership;
		this.timers = timers;
		this.observer = observer;
		this.hearers = hearers;
	}

	void start() {
		this.telling = this.timers.repeat("ends-" + this.pool, ALL_TOLD, this::tell);
	}

	void stop() {
		Timers.Repetition now = this.telling;
		if (now != null) {
			now.close();
		}
	}

	/** Has the store told when it is told next. */
	void add(Report report) {
		synchronized (this.waiting) {
			this.waiting.add(report);
		}
	}

	/** Has the store told soon. */
	void tellSoon(Report report) {
		add(report);
		soon();
	}

	/** Has told again what the store did not take a while ago. */
	void tellLeft() {
		if (size() > 0 && this.timers.nanos() - this.toldAt >= PATIENCE.toNanos()) {
			soon();
		}
	}

	private void soon() {
		Timers.Repetition now = this.telling;
		if (now != null) {
			now.soon();
		}
	}

	/** Tells the store what it has not been told yet; the rest is told later. */
	void tell() {
		this.teller.lock();
		try {
			tellWaiting();
		}
		finally {
			this.toldAt = this.timers.nanos();
			this.teller.unlock();
		}
	}

	/** One that fails goes behind the others. */
	private void tellWaiting() {
		int failures = 0;
		int left = size();
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
				tellOne(next);
				again = null;
				this.hearers.known().accept(next.task());
				failures = 0;
			}
			catch (RuntimeException ex) {
				failures++;
				again = next.refusals().isForGood(ex, this.membership.renewals()) ? instead(next, ex) : next;
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
		synchronized (this.waiting) {
			for (Report next : this.waiting) {
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
			this.hearers.known().accept(ends.get(i).task());
			done(null);
			told(ends.get(i), accepted.get(i));
		}
		return true;
	}

	private @Nullable Report first() {
		synchronized (this.waiting) {
			return this.waiting.peek();
		}
	}

	/** The first one is told, or comes again as another one. */
	private void done(@Nullable Report again) {
		synchronized (this.waiting) {
			this.waiting.remove();
			if (again != null) {
				this.waiting.add(again);
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
		this.observer.endRefused(this.pool, task, said, replaced);
		if (replaced) {
			logger.log(System.Logger.Level.ERROR,
					"The store of the cluster has refused the end of task %s of pool '%s' again and again, while it took other writes: %s. It is told a failure instead."
						.formatted(task, this.pool, said));
			return refused
				.replacedBy(this.verdicts.refused(refused.task(), Objects.requireNonNull(refused.outcome()), said));
		}
		logger.log(System.Logger.Level.ERROR,
				"The store of the cluster refuses whatever it is told of task %s of pool '%s', while it takes other writes: %s. It is told nothing more; the task is run again, or becomes a dead letter, when this instance has left."
					.formatted(task, this.pool, said));
		return null;
	}

	private void tellOne(Report report) {
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
			this.hearers.ends().accept(new EndedTask(claim.task(), outcome, report.task().claim().counted(), ""));
		}
		if (!accepted) {
			this.observer.refused(claim.task());
			logger.log(System.Logger.Level.INFO,
					"Task %s of pool '%s' belongs to another node meanwhile; what attempt %s has brought is thrown away"
						.formatted(claim.task(), this.pool, claim.attempt()));
		}
	}

	/** How many the store does not know yet. */
	int size() {
		synchronized (this.waiting) {
			return this.waiting.size();
		}
	}

}
