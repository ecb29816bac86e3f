package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.StackProbe;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.time.HelperThreads;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.spi.StackText;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Looks at one pool when a deadline is due: ends, replaces or flags what is over time,
 * abandons workers that were ordered to end and did not, and has the pool start workers
 * whose back-off is over. Runs on the supervisor, so it decides outcomes and leaves it to
 * others to tell them.
 */
final class OvertimeWatch implements Supervisor.Watched {

	private final PoolCore core;

	private final LiveSettings settings;

	/** Whether workers have a process of their own. */
	private final boolean processes;

	private final StackProbe lastWords;

	private final EarlyWords early;

	private final Staffing staffing;

	private final HelperThreads helpers;

	private final SlowTasks slow;

	private final KillBudget budget;

	private final Retries retries;

	private final Abandonment abandonment;

	/** Takes care of what an abandoned worker leaves behind. */
	interface Abandonment {

		/**
		 * A worker was abandoned.
		 * @param task what it has not come back from, if anything
		 */
		void abandoned(@Nullable Execution<?> task);

	}

	OvertimeWatch(PoolCore core, WorkerTraits traits, Staffing staffing, HelperThreads helpers, SlowTasks slow,
			KillBudget budget, Retries retries, Abandonment abandonment) {
		this.retries = retries;
		this.core = core;
		this.settings = core.settings;
		this.processes = traits.ownProcess();
		this.lastWords = new StackProbe(traits);
		this.early = new EarlyWords(this.lastWords, helpers);
		this.staffing = staffing;
		this.helpers = helpers;
		this.slow = slow;
		this.budget = budget;
		this.abandonment = abandonment;
	}

	@Override
	public long check(long now) {
		long next = this.budget.check(now);
		for (Runner runner : this.staffing.runners()) {
			next = Ticker.earlier(next, check(runner, now));
		}
		this.staffing.recruit();
		return next;
	}

	private OvertimeSettings overtime() {
		return this.settings.overtime();
	}

	private long check(Runner runner, long now) {
		Execution<?> taken = runner.taken();
		Long abandonAt = runner.orders().abandonAt();
		if (abandonAt != null) {
			if (abandonAt - now > 0) {
				return abandonAt;
			}
			// Where it was not, the worker has moved on: look again.
			return abandon(runner, taken) ? Ticker.never(now) : now;
		}
		Execution<?> task = runner.orders().current();
		if (task == null || task.isWaiting()) {
			// One that waits at a checkpoint has the deadline looked at when it goes on.
			return Ticker.never(now);
		}
		long end = check(runner, task, now);
		return Ticker.earlier(end, this.slow.check(runner, task, now));
	}

	private long check(Runner runner, Execution<?> task, long now) {
		if (overtime().isSoft() && !runner.orders().isAsked(task)) {
			long deadline = task.countedNanos() + overtime().softLimit().toNanos();
			if (deadline - now > 0) {
				return deadline;
			}
			if (runner.orders().current() != task) {
				// It has ended meanwhile, and whether it was asked is not known any more.
				return Ticker.never(now);
			}
			ask(runner, task);
		}
		if (!overtime().isLimited() || (task.isOvertime() && overtime().policy() != OvertimePolicy.KILL)) {
			// A kill that has no order to end yet has failed for want of memory.
			return Ticker.never(now);
		}
		long deadline = task.countedNanos() + overtime().limit().toNanos();
		if (deadline - now > 0) {
			long ahead = EarlyWords.ahead(overtime());
			return Ticker.earlier(deadline, this.early.check(runner, task, deadline, ahead, now));
		}
		overtime(runner, task, this.early.take(runner, task, now));
		Long grace = runner.orders().abandonAt();
		return (grace != null) ? grace : Ticker.never(now);
	}

	/** Asks a task to end by itself: nothing else becomes of it because of that. */
	private void ask(Runner runner, Execution<?> task) {
		runner.orders().markAsked(task);
		task.flagAsked();
		this.core.count(Totals.Total.SOFT_OVERTIME);
		this.helpers.execute(() -> {
			runner.orders().ask(task);
			this.core.events.tell(new PoolEvent.TaskAsked(task.id(), runner.id(), overtime().softLimit()));
		});
	}

	private void overtime(Runner runner, Execution<?> task, EarlyWords.@Nullable Question early) {
		boolean flagged = task.flagOvertime();
		if (flagged) {
			this.core.count(Totals.Total.OVERTIME);
		}
		switch (overtime().policy()) {
			case KILL -> kill(runner, task, flagged, early);
			case REPLACE -> {
				boolean replaced = this.staffing.replace(runner, task);
				if (flagged) {
					this.helpers.execute(() -> report(runner, task, words(runner, task, early)));
				}
				if (replaced) {
					this.core.events.tell(new PoolEvent.WorkerReplaced(runner.id(), task.id()));
				}
			}
			case IGNORE -> {
				if (flagged) {
					this.helpers.execute(() -> report(runner, task, null));
				}
			}
		}
	}

	/** Runs foreign code, which may hang. */
	private void report(Runner runner, Execution<?> task, @Nullable String words) {
		this.core.events
			.tell(new PoolEvent.TaskOvertime(task.id(), runner.id(), overtime().limit(), overtime().policy(), words));
	}

	private void kill(Runner runner, Execution<?> task, boolean flagged, EarlyWords.@Nullable Question early) {
		runner.orders().condemn(task, this.lastWords.patience());
		boolean decided = false;
		boolean handedOver = false;
		try {
			// Its future may have been cancelled already without ending the worker.
			decided = task.decide(new TaskOutcome.Overtime(overtime().limit(), false));
			if (decided) {
				countKill();
			}
			if (!this.lastWords.patience().isZero()) {
				this.staffing.relieve(runner, task);
			}
			boolean killed = decided;
			// An interrupt may run foreign code: that of the channel on which the thread
			// waits.
			handedOver = this.helpers.executeNow(() -> kill(runner, task, flagged, killed, early));
		}
		finally {
			if (!handedOver) {
				// Threads or memory are short: the kill is done here, without last words.
				abort(runner, task, decided);
			}
		}
	}

	private void kill(Runner runner, Execution<?> task, boolean flagged, boolean decided,
			EarlyWords.@Nullable Question early) {
		// The kill is to hit this task and no other.
		runner.takeBack();
		String words = words(runner, task, early);
		boolean ended = runner.end(task);
		if (ended && !decided) {
			countKill();
		}
		if (flagged) {
			report(runner, task, words);
		}
		if (ended || decided) {
			this.slow.killed(runner, task, words);
		}
	}

	/** Where a task hangs, as its worker was asked before, or is now. */
	private @Nullable String words(Runner runner, Execution<?> task, EarlyWords.@Nullable Question early) {
		if (early == null) {
			return this.lastWords.of(runner, task);
		}
		boolean open = early.isOpen();
		String words = early.await(this.lastWords.patience());
		if (words == null) {
			// Somebody else may have asked it at that moment.
			return open ? null : this.lastWords.of(runner, task);
		}
		return this.lastWords.told(task, words);
	}

	private void abort(Runner runner, Execution<?> task, boolean counted) {
		if (runner.orders().abort(task) && !counted) {
			countKill();
		}
	}

	private void countKill() {
		this.core.count(Totals.Total.OVERTIME_KILLED);
		this.budget.killed();
		if (this.processes) {
			// A thread that obeys goes on.
			this.core.killed();
		}
	}

	/** What is left of a worker that was abandoned, and what it does. */
	private String remains(Runner runner) {
		if (this.processes) {
			return "Its process was killed and has not ended yet: look what the system lets it wait for, "
					+ "such as a disk that does not answer." + runner.keptLocks();
		}
		return (this.core.inCaller
				? "Its task goes on in the thread of its caller, which waits for that, as this pool is inline for a test. "
						+ "No thread can be made to end: try what hangs on a pool that is not inline and has processes."
				: "Its thread goes on until its task ends, which no thread can be made to do but a process can.")
				+ runner.keptLocks() + StackProbe.excerpt(StackText.of(runner.thread()));
	}

	private boolean abandon(Runner runner, @Nullable Execution<?> task) {
		boolean abandoned = this.staffing.abandon(runner, task);
		if (abandoned) {
			this.helpers
				.execute(() -> this.core.events.tell(new PoolEvent.WorkerAbandoned(runner.id(), remains(runner))));
			this.helpers.execute(() -> {
				if (task == null || !this.retries.isRunAgain(runner, task)) {
					this.abandonment.abandoned(task);
				}
				runner.abandoned().forEach(this.abandonment::abandoned);
			});
		}
		this.staffing.recruit();
		return abandoned;
	}

	@Override
	public String toString() {
		return "pool '" + this.settings.name() + "'";
	}

}
