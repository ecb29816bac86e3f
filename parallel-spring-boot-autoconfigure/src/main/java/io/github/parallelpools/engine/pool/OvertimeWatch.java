package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

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

	private static final System.Logger logger = System.getLogger(OvertimeWatch.class.getName());

	private final LiveSettings settings;

	/** Whether workers have a process of their own. */
	private final boolean processes;

	private final StackProbe lastWords;

	private final Staffing staffing;

	private final Totals totals;

	private final HelperThreads helpers;

	private final Abandonment abandonment;

	/** Takes care of what an abandoned worker leaves behind. */
	interface Abandonment {

		/**
		 * A worker was abandoned.
		 * @param task what it has not come back from, if anything
		 */
		void abandoned(@Nullable Execution<?> task);

	}

	OvertimeWatch(LiveSettings settings, WorkerTraits traits, Staffing staffing, Totals totals, HelperThreads helpers,
			Abandonment abandonment) {
		this.settings = settings;
		this.processes = traits.ownProcess();
		this.lastWords = new StackProbe(traits);
		this.staffing = staffing;
		this.totals = totals;
		this.helpers = helpers;
		this.abandonment = abandonment;
	}

	@Override
	public long check(long now) {
		long next = Ticker.never(now);
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
		return check(runner, task, now);
	}

	private long check(Runner runner, Execution<?> task, long now) {
		if (overtime().isSoft() && !runner.orders().isAsked(task)) {
			long deadline = task.countedNanos() + overtime().softLimit().toNanos();
			if (deadline - now > 0) {
				return deadline;
			}
			ask(runner, task);
		}
		if (!overtime().isLimited() || (task.isOvertime() && overtime().policy() != OvertimePolicy.KILL)) {
			// A kill that has no order to end yet has failed for want of memory.
			return Ticker.never(now);
		}
		long deadline = task.countedNanos() + overtime().limit().toNanos();
		if (deadline - now > 0) {
			return deadline;
		}
		overtime(runner, task);
		Long grace = runner.orders().abandonAt();
		return (grace != null) ? grace : Ticker.never(now);
	}

	/** Asks a task to end by itself: nothing else becomes of it because of that. */
	private void ask(Runner runner, Execution<?> task) {
		runner.orders().markAsked(task);
		task.flagAsked();
		this.totals.count(Totals.Total.SOFT_OVERTIME);
		this.helpers.execute(() -> {
			runner.orders().ask(task);
			logger.log(System.Logger.Level.INFO,
					"Task %s of pool '%s' has run on worker %s for longer than %s ms and was asked to end"
						.formatted(task.id(), this.settings.name(), runner.id(), overtime().softLimit().toMillis()));
		});
	}

	private void overtime(Runner runner, Execution<?> task) {
		boolean flagged = task.flagOvertime();
		if (flagged) {
			this.totals.count(Totals.Total.OVERTIME);
		}
		switch (overtime().policy()) {
			case KILL -> kill(runner, task, flagged);
			case REPLACE -> {
				this.staffing.replace(runner, task);
				if (flagged) {
					this.helpers.execute(() -> report(runner, task, this.lastWords.of(runner, task)));
				}
			}
			case IGNORE -> {
				if (flagged) {
					this.helpers.execute(() -> report(runner, task, null));
				}
			}
		}
	}

	/** Writes to the log, which is foreign code and may hang. */
	private void report(Runner runner, Execution<?> task, @Nullable String words) {
		logger.log(System.Logger.Level.WARNING,
				"Task %s of pool '%s' has run on worker %s for longer than %s ms; policy: %s".formatted(task.id(),
						this.settings.name(), runner.id(), overtime().limit().toMillis(), overtime().policy())
						+ ((words != null) ? "\n" + words : ""));
	}

	private void kill(Runner runner, Execution<?> task, boolean flagged) {
		runner.orders().condemn(task, this.lastWords.patience());
		boolean decided = false;
		boolean handedOver = false;
		try {
			// Its future may have been cancelled already without ending the worker.
			decided = task.decide(new TaskOutcome.Overtime(overtime().limit(), false));
			if (decided) {
				this.totals.count(Totals.Total.OVERTIME_KILLED);
			}
			if (!this.lastWords.patience().isZero()) {
				this.staffing.relieve(runner, task);
			}
			handedOver = handOver(runner, task, flagged, decided);
		}
		finally {
			if (!handedOver) {
				// Threads or memory are short: the kill is done here, without last words.
				abort(runner, task, decided);
			}
		}
	}

	/**
	 * An interrupt may run foreign code: that of the channel on which the thread waits.
	 */
	private boolean handOver(Runner runner, Execution<?> task, boolean flagged, boolean decided) {
		return this.helpers.executeNow(() -> kill(runner, task, flagged, decided));
	}

	private void kill(Runner runner, Execution<?> task, boolean flagged, boolean decided) {
		String words = this.lastWords.of(runner, task);
		abort(runner, task, decided);
		if (flagged) {
			report(runner, task, words);
		}
	}

	private void abort(Runner runner, Execution<?> task, boolean counted) {
		if (runner.orders().abort(task) && !counted) {
			this.totals.count(Totals.Total.OVERTIME_KILLED);
		}
	}

	/** What is left of a worker that was abandoned, and what it does. */
	private String remains(Runner runner) {
		if (this.processes) {
			return "Its process was killed and has not ended yet: look what the system lets it wait for, "
					+ "such as a disk that does not answer." + runner.keptLocks();
		}
		return "Its thread goes on until its task ends, which no thread can be made to do but a process can."
				+ runner.keptLocks() + "\n" + StackText.of(runner.thread());
	}

	private boolean abandon(Runner runner, @Nullable Execution<?> task) {
		boolean abandoned = this.staffing.abandon(runner, task);
		if (abandoned) {
			this.helpers.execute(() -> logger.log(System.Logger.Level.WARNING, "Worker " + runner.id()
					+ " ignored the order to end and was abandoned and replaced. " + remains(runner)));
			this.abandonment.abandoned(task);
		}
		this.staffing.recruit();
		return abandoned;
	}

	@Override
	public String toString() {
		return "pool '" + this.settings.name() + "'";
	}

}
