package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;

/**
 * What this instance does for one run of a standalone task of the cluster: waits for its
 * turn, executes the task when that has come, and tells the store how it ended.
 *
 * <pre>
 *   SEEKING --lock--> GRANTED --record--> RUNNING --ended--> ENDED --accepted--> OVER
 *    ^  |                |                                     |                  ^
 *    |  '- the run was ended by another instance --------------|------------------'
 *    |                   |                                     |
 *    '-- the lock, or the run, is another's meanwhile; or it ended with its node
 * </pre>
 *
 * All moves are made by the one thread that looks, which calls the store, and at the end
 * tells of that.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
final class TaskPart<I extends @Nullable Object, O extends @Nullable Object> {

	private static final System.Logger logger = System.getLogger(TaskPart.class.getName());

	/** How often the record is read, though nothing happens. */
	private static final Duration READ = Duration.ofMillis(500);

	/** How often a user looks who waits for a pause. */
	private static final Duration LOOK = Duration.ofMillis(20);

	private static final int TRIES = 10;

	private final ClusterTasks tasks;

	private final LocalTask<I, O> local;

	private final @Nullable I argument;

	private final TaskSettings settings;

	private final OutcomePayload outcomes;

	private final TaskRunFuture<O> future;

	private final TaskExecution<I> execution;

	// Used by the thread that looks.

	private final TaskTurn turn;

	private Phase phase = Phase.SEEKING;

	/** The last end that there was before this run. */
	private @Nullable Long before;

	private @Nullable Long readAt;

	private int obeyed;

	private boolean overtaken;

	private boolean unreadable;

	/** When the others were told how far it has come. */
	private @Nullable Long toldAt;

	// Written by the thread that looks.

	private volatile @Nullable TaskRecord seen;

	/** How far it has come elsewhere, or had come here when it ended. */
	private volatile @Nullable TaskProgress heard;

	/** What the store is to be told of the end here. */
	private volatile @Nullable TaskReport report;

	private enum Phase {

		SEEKING, GRANTED, RUNNING, ENDED, OVER

	}

	/**
	 * What holds for the executions of a task.
	 *
	 * @param outcomes encodes how they end
	 * @param killsWhenFenced whether they are ended when their instance is fenced
	 */
	record Rules(OutcomePayload outcomes, boolean killsWhenFenced) {
	}

	TaskPart(ClusterTasks tasks, LocalTask<I, O> local, @Nullable I argument, Rules rules) {
		this.tasks = tasks;
		this.local = local;
		this.argument = argument;
		this.settings = local.task().settings();
		this.outcomes = rules.outcomes();
		this.future = new TaskRunFuture<>(this.settings, this::order, () -> local.keepAlive(false));
		this.execution = new TaskExecution<>(local, rules.killsWhenFenced(), () -> tasks.soon(this));
		this.turn = new TaskTurn(tasks.store(), this.settings.name());
	}

	boolean isOf(String task) {
		return this.settings.name().equals(task);
	}

	TaskFuture<O> future() {
		return this.future;
	}

	@Nullable TaskResult result() {
		return this.future.result();
	}

	/** Whether its end is not known here. */
	boolean isRunning() {
		return this.future.result() == null;
	}

	/** Who executes the task, as far as is known, {@code null} for nobody. */
	TaskRecord.@Nullable Run run() {
		TaskRecord record = this.seen;
		return (record != null && isRunning()) ? record.run() : null;
	}

	boolean isPaused() {
		if (this.execution.isHere()) {
			return this.execution.isPaused();
		}
		TaskRecord.Run run = run();
		return run != null && run.paused();
	}

	/** How far the run has come, as far as is known here. */
	@Nullable TaskProgress progress() {
		return this.execution.isHere() ? this.execution.progress() : this.heard;
	}

	/** Whether the store has to be told of something before this instance leaves. */
	boolean isUntold() {
		TaskReport mine = this.report;
		return this.execution.end() != null && isRunning() && (mine == null || !mine.isGivenUp());
	}

	// What users want

	/** Has the run do something, wherever it is executed. */
	void order(TaskOrder order) {
		this.execution.order(order);
		this.tasks.soon(this);
	}

	/** Returns {@code false} if it was not told in time. */
	boolean join(@Nullable Duration timeout) throws InterruptedException {
		if (this.future.isTelling()) {
			return true;
		}
		requireOutside();
		return this.future.await(timeout);
	}

	/** Nobody waits for himself. */
	void requireOutside() throws InterruptedException {
		if (this.execution.isHere()) {
			try {
				this.local.task().join(Duration.ZERO);
			}
			catch (PoolTimeoutException ex) {
				// It may take as long as it likes.
				return;
			}
		}
	}

	/** Returns whether it waits or has ended. */
	boolean awaitPause(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
		while (isRunning() && !isPaused()) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			this.future.await(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
		}
		return true;
	}

	/** What it does, in words. */
	String describe() {
		String paused = isPaused() ? ", and it is paused" : "";
		if (this.execution.isHere()) {
			return "this instance executes it" + paused;
		}
		TaskRecord.Run run = run();
		return (run != null) ? "instance '%s' (node %s) executes it%s".formatted(run.name(), run.node(), paused)
				: "it waits for its turn";
	}

	/** This instance is another node, or none. */
	void fence(@Nullable String now) {
		this.execution.fence(now);
	}

	/** This instance ends, and will not know how the run does. Runs foreign code. */
	void abandon() {
		this.future.abandon();
	}

	// One step after the other

	/** Takes the next step, if it is time to. */
	void look() {
		try {
			this.turn.giveBack();
			switch (this.phase) {
				case SEEKING -> seek();
				case GRANTED -> begin();
				case RUNNING -> watch();
				case ENDED -> report();
				case OVER -> leave();
			}
		}
		catch (ClusterStoreException ex) {
			// The membership tells of it.
			return;
		}
		catch (IllegalArgumentException ex) {
			if (!this.unreadable) {
				this.unreadable = true;
				logger.log(System.Logger.Level.WARNING, "%s waits, as what the store knows of it can't be read here: %s"
					.formatted(this.settings.title(), ex.getMessage()));
			}
		}
	}

	private TaskRecord read() {
		TaskRecord record = this.tasks.book().read(this.settings.name());
		TaskRecord.Run run = record.run();
		this.seen = record;
		this.readAt = this.tasks.nanos();
		if (run != null) {
			this.heard = run.progress();
		}
		return record;
	}

	private boolean write(TaskRecord record) {
		return this.tasks.book().write(this.settings.name(), record);
	}

	private boolean isTimeToRead() {
		Long last = this.readAt;
		return last == null || this.tasks.nanos() - last >= READ.toNanos();
	}

	private void seek() {
		if (isTimeToRead() || this.execution.wanted() != null) {
			TaskRecord record = read();
			if (this.before == null) {
				this.before = record.ended();
			}
			else if (finishIfEnded(record)) {
				return;
			}
			passOn(record);
		}
		String node = this.tasks.candidate();
		if (node == null || !this.local.mayStart()) {
			this.turn.end();
		}
		else if (this.turn.ask(node, this.tasks.nextOwner(), this.tasks.instance())) {
			this.phase = Phase.GRANTED;
			begin();
		}
	}

	/** Somebody else may have ended the run that this instance takes part in. */
	private boolean finishIfEnded(TaskRecord record) {
		TaskRecord.End last = record.end();
		if (last == null || this.before == null || last.token() <= this.before) {
			return false;
		}
		finish(last.outcome(), (result, value) -> {
			// Its callbacks are told where it was executed.
		});
		return true;
	}

	/** Tells whoever executes the task what is wanted here. */
	private void passOn(TaskRecord record) {
		TaskOrder order = this.execution.wanted();
		if (order != null && record.run() != null
				&& write(record.wishing(order, "instance " + this.tasks.instance()))) {
			this.execution.passed(order);
		}
	}

	/** This instance has the lock. */
	private void begin() {
		for (int i = 0; i < TRIES; i++) {
			TaskRecord record = read();
			if (finishIfEnded(record)) {
				return;
			}
			TaskRecord.Run last = record.run();
			if ((last != null && last.token() > this.turn.token()) || !this.turn.node().equals(this.tasks.current())) {
				// The lock is another's meanwhile.
				again();
				return;
			}
			if (record.isRunBy(this.turn.token())) {
				// The answer was lost.
				execute(record, Objects.requireNonNull(last));
				return;
			}
			TaskRecord.Run mine = new TaskRecord.Run(this.turn.token(), this.turn.node(), this.tasks.instance(),
					(last != null) ? last.attempt() + 1 : 1, System.currentTimeMillis(), false, null);
			if (write(record.executedBy(mine))) {
				execute(record, mine);
				return;
			}
		}
	}

	/** The store knows that it is this instance's turn. */
	private void execute(TaskRecord record, TaskRecord.Run mine) {
		TaskRecord.Wish wish = record.wish();
		TaskRecord.Run last = record.run();
		this.obeyed = (wish != null) ? wish.number() : 0;
		this.overtaken = false;
		this.phase = Phase.RUNNING;
		try {
			this.execution.begin(this.argument,
					new TaskIdentity(this.settings.id(), mine.attempt(), mine.token(), null), mine.node(),
					(wish != null) ? wish.order()
							: (last != null && last.paused()) ? TaskOrder.PAUSE : TaskOrder.RESUME);
		}
		catch (PoolStateException ex) {
			// This instance closes.
			again();
			return;
		}
		catch (Throwable ex) {
			this.execution.failed(ex);
		}
		// It may have been fenced since it asked.
		fence(this.tasks.current());
		watch();
	}

	/** It is executed here. */
	private void watch() {
		if (this.execution.end() != null) {
			this.phase = Phase.ENDED;
			report();
			return;
		}
		if (!isTimeToRead() || this.overtaken) {
			return;
		}
		TaskRecord record = read();
		TaskRecord.Run run = record.run();
		if (run == null || run.token() != this.turn.token()) {
			this.overtaken = true;
			fence(null);
			return;
		}
		TaskRecord.Wish wish = record.wish();
		if (wish != null && wish.number() > this.obeyed) {
			this.obeyed = wish.number();
			this.execution.order(wish.order());
		}
		boolean paused = this.execution.isPaused();
		TaskProgress progress = this.execution.progress();
		if (paused != run.paused() || (!Objects.equals(progress, run.progress()) && isTimeToTell())) {
			this.toldAt = this.tasks.nanos();
			write(record.executedBy(run.at(paused, progress)));
		}
	}

	/** As often as this instance renews, however often the task tells something. */
	private boolean isTimeToTell() {
		Long last = this.toldAt;
		return last == null || this.tasks.nanos() - last >= this.tasks.renewInterval().toNanos();
	}

	/** The execution here has ended. */
	private void report() {
		TaskExecution.End end = Objects.requireNonNull(this.execution.end());
		if (end.outcome() instanceof TaskOutcome.Cancelled && !this.execution.isToEnd()) {
			again();
			return;
		}
		TaskReport mine = this.report;
		if (mine == null) {
			mine = new TaskReport(this.settings, this.outcomes, end);
			this.report = mine;
		}
		if (mine.isGivenUp() && !isTimeToRead()) {
			return;
		}
		long token = this.turn.token();
		for (int i = 0; i < TRIES; i++) {
			TaskRecord record = read();
			TaskRecord.End last = record.end();
			if (last != null && last.token() == token) {
				finishHere(last);
				return;
			}
			if (!record.isRunBy(token)) {
				this.tasks.refused(this.settings.id());
				logger.log(System.Logger.Level.INFO,
						"%s is another instance's meanwhile; what this one has brought is thrown away"
							.formatted(this.settings.title()));
				again();
				return;
			}
			if (mine.isGivenUp()) {
				return;
			}
			TaskRecord.End told = new TaskRecord.End(token, mine.bytes());
			if (tell(mine, record.endedBy(told))) {
				finishHere(told);
				return;
			}
		}
	}

	/** Returns {@code false} if somebody has changed the record meanwhile. */
	private boolean tell(TaskReport mine, TaskRecord ended) {
		try {
			return write(ended);
		}
		catch (ClusterStoreException ex) {
			TaskReport.Refusal refusal = mine.refused(ex, this.tasks.renewals());
			if (refusal != null) {
				this.tasks.refusedForGood(this.settings, refusal);
			}
			throw ex;
		}
	}

	/** The store knows the end that this instance has told. Runs foreign code. */
	private void finishHere(TaskRecord.End end) {
		this.tasks.ended(this.settings.name(), end.token());
		finish(end.outcome(), (result, value) -> this.execution
			.tellAll((listener) -> listener.ended(this.settings.id(), this.settings.name(), result, value)));
	}

	/** Waits for the next turn. */
	private void again() {
		this.execution.again();
		this.report = null;
		this.turn.end();
		this.phase = Phase.SEEKING;
		this.readAt = null;
		this.tasks.soon(this);
	}

	/** The run has ended. Runs foreign code. */
	private void finish(byte[] outcome, TaskRunFuture.Follower follower) {
		this.phase = Phase.OVER;
		if (this.execution.isHere()) {
			this.heard = this.execution.progress();
		}
		this.execution.over();
		this.turn.end();
		this.future.end(this.outcomes, outcome, follower);
		leave();
	}

	private void leave() {
		if (this.turn.isOver()) {
			this.tasks.remove(this);
		}
	}

}
