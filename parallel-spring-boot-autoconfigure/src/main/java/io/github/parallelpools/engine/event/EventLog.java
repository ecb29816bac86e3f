package io.github.parallelpools.engine.event;

import java.util.function.UnaryOperator;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.spi.StackDigest;
import io.github.parallelpools.task.DeadLetter;

/**
 * Writes what happens in one pool to the log of the application. Knows nothing of the
 * ends of tasks, which their futures and listeners are told of, and of deadlocks, which
 * are not of one pool.
 */
public final class EventLog implements PoolSubscriber {

	private static final System.Logger logger = System.getLogger(EventLog.class.getName());

	/** How much of a stack is logged. */
	private static final int LONGEST_STACK = 2000;

	private final String pool;

	private final UnaryOperator<String> title;

	private final System.Logger.Level level;

	/**
	 * Makes the log of a pool.
	 * @param pool its name
	 * @param title what a line calls a task, by its id
	 * @param level at which its states and the lives of its workers are logged
	 */
	public EventLog(String pool, UnaryOperator<String> title, System.Logger.Level level) {
		this.pool = pool;
		this.title = title;
		this.level = level;
	}

	/** Appenders may wait for a disk or another machine. */
	@Override
	public boolean mayHang() {
		return true;
	}

	@Override
	public void moved(PoolEvent.Moved event) {
		SafeLog.log(logger, this.level, "Pool ''{0}'' is {1}", this.pool, event.to());
	}

	@Override
	public void workerStarted(PoolEvent.WorkerStarted event) {
		String pid = (event.pid() != null) ? " (process " + event.pid() + ")" : "";
		SafeLog.log(logger, this.level, "Worker {0} started{1}", event.worker(), pid);
	}

	@Override
	public void startFailed(PoolEvent.StartFailed event) {
		warn("Worker {0} could not start: {1}", event.worker(), event.why());
	}

	@Override
	public void workerEnded(PoolEvent.WorkerEnded event) {
		SafeLog.log(logger, this.level, "Worker {0} ended after {1} tasks", event.worker(), event.tasks());
	}

	@Override
	public void workerDied(PoolEvent.WorkerDied event) {
		warn("Worker {0} died after {1} tasks: {2}", event.worker(), event.tasks(), event.cause());
	}

	@Override
	public void workerKilled(PoolEvent.WorkerKilled event) {
		SafeLog.log(logger, this.level, "Worker {0} is killed by hand", event.worker());
	}

	@Override
	public void workerAbandoned(PoolEvent.WorkerAbandoned event) {
		warn("Worker {0} ignored the order to end and was abandoned and replaced. {1}", event.worker(),
				event.remains());
	}

	@Override
	public void workerReplaced(PoolEvent.WorkerReplaced event) {
		debug("Worker {0} gets a substitute, as it still runs task {1}", event.worker(), event.task());
	}

	@Override
	public void workerReleased(PoolEvent.WorkerReleased event) {
		debug("Worker {0} leaves, as it was idle", event.worker());
	}

	@Override
	public void workerRecycled(PoolEvent.WorkerRecycled event) {
		debug("Worker {0} leaves, as another one has taken its place", event.worker());
	}

	@Override
	public void memoryShort(PoolEvent.MemoryShort event) {
		warn("Pool ''{0}'' waits: {1} This is told once.", this.pool, event.why());
	}

	@Override
	public void taskAsked(PoolEvent.TaskAsked event) {
		SafeLog.log(logger, System.Logger.Level.INFO,
				"{0} has run on worker {1} for longer than {2} ms and was asked to end", this.title.apply(event.task()),
				event.worker(), event.limit().toMillis());
	}

	@Override
	public void taskOvertime(PoolEvent.TaskOvertime event) {
		warn("{0} has run on worker {1} for longer than {2} ms; policy: {3}{4}", this.title.apply(event.task()),
				event.worker(), event.limit().toMillis(), event.policy(),
				(event.stack() != null) ? "; it was at " + StackDigest.of(event.stack()).line(LONGEST_STACK) : "");
	}

	@Override
	public void hangFound(PoolEvent.HangFound event) {
		SafeLog.log(logger, System.Logger.Level.INFO, "{0} has run for long on worker {1}, as the first one at {2}",
				this.title.apply(event.task()), event.worker(), event.place());
	}

	@Override
	public void killBudgetExceeded(PoolEvent.KillBudgetExceeded event) {
		warn("{0}", event.why());
	}

	@Override
	public void killBudgetRestored(PoolEvent.KillBudgetRestored event) {
		SafeLog.log(logger, System.Logger.Level.INFO, "Pool ''{0}'' goes on: its kill budget is whole again",
				this.pool);
	}

	@Override
	public void settingsChanged(PoolEvent.SettingsChanged event) {
		SafeLog.log(logger, System.Logger.Level.INFO, "Settings of pool ''{0}'' were changed by {1}: {2}", this.pool,
				event.by(), event.what());
	}

	@Override
	public void renewalBegun(PoolEvent.RenewalBegun event) {
		SafeLog.log(logger, System.Logger.Level.INFO,
				"All {1} workers of pool ''{0}'' are to be replaced, one after the other, by order of {2}", this.pool,
				event.workers(), event.by());
	}

	@Override
	public void taskRetried(PoolEvent.TaskRetried event) {
		warn("{0} is run again (attempt {1} of {2}), as its worker {3} died", this.title.apply(event.task()),
				event.attempt(), event.attempts(), event.worker());
	}

	@Override
	public void taskReturned(PoolEvent.TaskReturned event) {
		SafeLog.log(logger, System.Logger.Level.INFO,
				"{0} goes to another worker, as worker {1} died before it began with it",
				this.title.apply(event.task()), event.worker());
	}

	@Override
	public void deadLettered(PoolEvent.DeadLettered event) {
		DeadLetter letter = event.letter();
		SafeLog.log(logger, System.Logger.Level.INFO, "{0} is kept as a dead letter: {1}",
				this.title.apply(letter.id()), letter.cause());
	}

	@Override
	public void missed(PoolEvent.Missed event) {
		debug("There was no memory to tell of something in pool ''{0}''", this.pool);
	}

	private static void warn(String format, Object... params) {
		SafeLog.log(logger, System.Logger.Level.WARNING, format, params);
	}

	private static void debug(String format, Object... params) {
		SafeLog.log(logger, System.Logger.Level.DEBUG, format, params);
	}

}
