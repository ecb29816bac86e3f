package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.bulk.PoolBulks;
import io.github.parallelpools.engine.event.EventHistory;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.radar.HangRadar;
import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.pool.Bulk;
import io.github.parallelpools.pool.BulkOperations;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskMapper;
import io.github.parallelpools.task.Work;

/**
 * The pool that users see, and the rooms above: hands each call on to the part that it is
 * for. It is large as it has many methods; none of them decides anything.
 */
public final class WorkerPool implements ParallelPool {

	private final PoolCore core;

	private final PoolView view;

	private final EventHistory history;

	private final Listeners listeners;

	private final Feeding feeding;

	private final Submissions submissions;

	private final Cancellation cancellation;

	private final Telling telling;

	private final StateMoves moves;

	private final Verification verification;

	private final Joiners joiners;

	private final ForcedEnds forced;

	private final Closing closing;

	private final SettingsChanges changes;

	private final Staffing staffing;

	private final List<Supervisor.Watched> watched;

	private final BulkOperations bulks;

	private final HangRadar radar;

	WorkerPool(PoolAssembly parts) {
		this.core = parts.core;
		this.view = parts.view;
		this.history = parts.history;
		this.listeners = parts.listeners;
		this.feeding = parts.feeding;
		this.submissions = parts.submissions;
		this.cancellation = parts.cancellation;
		this.telling = parts.telling;
		this.moves = parts.moves;
		this.verification = parts.verification;
		this.joiners = parts.joiners;
		this.forced = parts.forced;
		this.closing = parts.closing;
		this.changes = parts.changes;
		this.staffing = parts.staffing;
		this.watched = List.copyOf(parts.watched);
		this.radar = parts.radar;
		this.bulks = new PoolBulks(this, parts.stops, () -> CallingThread.isRunningFor(this.core));
	}

	/** What the supervisor is to look at. */
	public List<Supervisor.Watched> watched() {
		return this.watched;
	}

	@Override
	public String name() {
		return this.core.name();
	}

	@Override
	public PoolSettings settings() {
		return this.core.settings.present();
	}

	@Override
	public <T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task, TaskOptions options) {
		return this.submissions.submit(task, options);
	}

	@Override
	public <T> TaskFuture<@Nullable T> send(Object item, Class<T> resultType, TaskOptions options) {
		return this.submissions.send(item, resultType, options);
	}

	@Override
	public <I extends @Nullable Object, O extends @Nullable Object> Bulk<I, O> map(Iterable<? extends I> items,
			TaskMapper<? super I, ? extends O> mapper) {
		return this.bulks.map(items, mapper);
	}

	@Override
	public <I extends @Nullable Object, O extends @Nullable Object> Bulk<I, O> map(Stream<? extends I> items,
			TaskMapper<? super I, ? extends O> mapper) {
		return this.bulks.map(items, mapper);
	}

	@Override
	public <I, O> Bulk<I, @Nullable O> sendAll(Iterable<? extends I> items, Class<O> resultType) {
		return this.bulks.sendAll(items, resultType);
	}

	@Override
	public <I, O> Bulk<I, @Nullable O> sendAll(Stream<? extends I> items, Class<O> resultType) {
		return this.bulks.sendAll(items, resultType);
	}

	/** Encodes a task, which is not accepted yet. */
	public <T extends @Nullable Object> Execution<T> prepare(Work work) {
		return this.submissions.prepare(work, null, TaskOptions.DEFAULTS);
	}

	/** Accepts a task that comes from elsewhere. */
	public TaskFuture<@Nullable Object> take(Work work, TaskIdentity identity, TaskFollower follower) {
		return this.submissions.take(work, identity, follower);
	}

	/** Accepts a task that was encoded before. */
	public TaskFuture<@Nullable Object> give(Object payload) {
		return this.submissions.give(payload);
	}

	/** All that is known of a dead letter, {@code null} if it is not there. */
	public DeadLetters.@Nullable Kept deadLetter(String taskId) {
		return this.submissions.deadLetter(taskId);
	}

	/** Encodes a task that has its identity from elsewhere, and is not accepted yet. */
	public Execution<@Nullable Object> prepare(Work work, TaskIdentity identity, TaskFollower follower) {
		return this.submissions.prepare(work, identity, follower);
	}

	/** Has a task accepted that was prepared. */
	public void put(Execution<?> task) {
		this.submissions.put(task);
	}

	/**
	 * Ends a task that no worker has taken yet. Returns whether that was so; then
	 * somebody has to tell.
	 */
	public boolean withdraw(Execution<?> task, String reason) {
		return this.cancellation.withdraw(task, reason);
	}

	/** Tells of the end of a task, unless another thread does. Runs foreign code. */
	public void tell(Execution<?> task) {
		this.telling.tell(task);
	}

	/** Has the first task start the pool, unless it was started before. */
	public void startOnFirstUse(Runnable starts) {
		this.submissions.startOnFirstUse(starts);
	}

	@Override
	public void start() {
		start(this.moves::start);
	}

	/** Starts the pool as one that was paused, which runs no task. */
	public void startPaused() {
		start(this.moves::startPaused);
	}

	private void start(Runnable move) {
		this.listeners.resolve();
		this.feeding.resolve();
		move.run();
		this.submissions.started();
		this.feeding.wake();
		this.submissions.runQueued();
	}

	/** Has a worker started if none is there, and does not wait for it. */
	public void beginVerification() {
		this.verification.begin();
	}

	/** Waits for that worker, or for what it failed with. */
	public void completeVerification(Duration timeout) throws WorkerStartException, InterruptedException {
		this.verification.complete(timeout);
	}

	@Override
	public void pause() {
		this.moves.pause();
	}

	@Override
	public void pause(Duration timeout) throws InterruptedException {
		this.moves.pause(timeout);
	}

	@Override
	public void resume() {
		this.moves.resume();
		this.feeding.wake();
		this.submissions.runQueued();
	}

	@Override
	public void resume(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		resume();
		this.moves.requireReady(timeout);
	}

	@Override
	public void join() throws InterruptedException {
		this.joiners.join();
	}

	@Override
	public void join(Duration timeout) throws InterruptedException {
		this.joiners.join(timeout);
	}

	@Override
	public void stop() {
		this.moves.stop();
	}

	@Override
	public void stop(Duration timeout) throws InterruptedException {
		this.moves.stop(timeout);
	}

	@Override
	public void forceStop() {
		this.forced.forceStop();
	}

	/** Stops by force; running tasks end for that reason. */
	public void forceStop(String reason) {
		this.forced.forceStop(reason);
	}

	/** Stops by force, as the application ends by the calling thread. */
	public void forceStopWithApplication() {
		this.forced.forceStopWithApplication();
	}

	/**
	 * Whether somebody who runs a task or tells of it waits for the application's end.
	 */
	public boolean isEndingApplication() {
		return this.forced.isEndingApplication();
	}

	/** The clock was moved. */
	public void clockMoved() {
		this.core.deadlines.clockMoved();
	}

	/** The application stops its pools for that reason, or starts them again. */
	public void applicationStops(@Nullable String why) {
		this.core.moves.applicationStops(why);
	}

	/** Whether the calling thread runs a task of this pool or tells of its end. */
	public boolean isOnDuty() {
		return CallingThread.isOnDutyFor(this.core);
	}

	@Override
	public boolean killWorker(String workerId) {
		return this.forced.kill(workerId);
	}

	@Override
	public int cancelTagged(String tag, boolean mayInterruptIfRunning) {
		return this.cancellation.cancelTagged(Objects.requireNonNull(tag, "A tag can't be null"),
				mayInterruptIfRunning);
	}

	@Override
	public List<DeadLetter> deadLetters() {
		return this.submissions.deadLetters();
	}

	@Override
	public TaskFuture<@Nullable Object> resend(String taskId) {
		return this.submissions.resend(taskId);
	}

	@Override
	public boolean removeDeadLetter(String taskId) {
		return this.submissions.removeDeadLetter(taskId);
	}

	@Override
	public void resize(int minSize, int maxSize) {
		change(Map.of(PoolSetting.MIN_SIZE, minSize, PoolSetting.MAX_SIZE, maxSize), "the application");
	}

	@Override
	public PoolSettings change(Map<PoolSetting, ?> values, String by) {
		return this.changes.change(values, by);
	}

	@Override
	public int renew(String by) {
		return this.staffing.renew(Objects.requireNonNull(by, "Somebody does it"));
	}

	@Override
	public PoolSettings reset(String by) {
		return this.changes.reset(by);
	}

	/** The pool is configured otherwise; see {@link SettingsChanges#configure}. */
	public PoolSettings configure(PoolSettings changed, String by) {
		return this.changes.configure(changed, by);
	}

	/** Handlers of its new workers are given other arguments. */
	public void changedArgs(Map<String, String> args) {
		this.changes.changedArgs(args);
	}

	/** Its workers are started otherwise from now on. */
	public void changedWorkers(String by, String text) {
		this.changes.changedWorkers(by, text);
	}

	@Override
	public PoolSettings configured() {
		return this.changes.configured();
	}

	/**
	 * Ends the pool for ever, by force; the tasks that are queued end as cancelled.
	 * Returns whether the thread was interrupted: nobody else will end what is left.
	 */
	public boolean close(Duration timeout) {
		return this.closing.close(timeout);
	}

	/**
	 * Ends the tasks that are queued as cancelled, as no worker comes for them any more,
	 * and refuses others for ever.
	 */
	public void endQueued() {
		this.moves.close();
		this.cancellation.endQueued();
	}

	@Override
	public PoolState state() {
		return this.core.state();
	}

	@Override
	public PoolSnapshot snapshot() {
		this.feeding.refresh();
		return this.view.snapshot();
	}

	@Override
	public List<WorkerSnapshot> workers() {
		return this.view.workers();
	}

	@Override
	public Optional<String> stacks(String workerId, Duration timeout) {
		return this.view.stacks(workerId, timeout);
	}

	/** What a thread that takes locks works at here, {@code null} if it is no worker. */
	public LockUser.@Nullable Work work(LockUser user) {
		return this.view.work(user);
	}

	/** Has told that a thread, which may be a worker here, is in a deadlock. */
	public void deadlocked(LockUser user, String text) {
		LockUser.Work work = work(user);
		if (work != null) {
			this.core.events.tell(new PoolEvent.DeadlockFound(work.worker(), work.task(), text));
		}
	}

	@Override
	public List<RecordedEvent> events() {
		return this.history.events();
	}

	@Override
	public HangSnapshot hangs() {
		return this.radar.snapshot();
	}

	@Override
	public String toString() {
		return "Pool '%s' (%s, %s)".formatted(name(), settings().kind(), state());
	}

}
