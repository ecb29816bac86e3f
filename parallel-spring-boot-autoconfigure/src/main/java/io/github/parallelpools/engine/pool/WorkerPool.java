package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Lifespan;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.run.LockGate;
import io.github.parallelpools.engine.run.LoopHost;
import io.github.parallelpools.engine.run.LoopServices;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.TaskLocks;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.TaskHolder;
import io.github.parallelpools.engine.task.TaskOwner;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.Work;

/**
 * The pool that users see: turns calls into executions for the core and into orders for
 * its workers.
 */
public final class WorkerPool implements TaskOwner, ParallelPool {

	private final PoolSettings settings;

	private final WorkerFactory factory;

	private final Ticker ticker;

	private final PoolNames names;

	private final Totals totals = new Totals();

	private final Listeners listeners;

	private final PoolCore core;

	private final Joiners joiners;

	private final DeadLetters letters;

	private final Retries retries;

	private final Completion completion;

	private final Staffing staffing;

	private final Admission admission;

	private final StateMoves moves;

	private final Feeding feeding;

	private final DoubleSupplier random;

	private final LoopServices loops;

	private final OvertimeWatch watch;

	private final RecycleWatch recycling;

	private final HopelessTasks hopeless;

	private final TimeoutReport timeouts;

	/** Starts the pool when it is used before anybody has started it. */
	private volatile @Nullable Runnable firstUse;

	/** Makes a pool that users see. */
	public WorkerPool(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Feeding.Maker feed, PoolServices services) {
		this(settings, factory, listeners, feed, services, PoolNames.of(settings.name(), services.instance()),
				PoolEnds.NONE);
	}

	/** Makes a pool that users do not see, for somebody who wants to know of its ends. */
	public WorkerPool(PoolSettings settings, WorkerFactory factory, Supplier<List<TaskListener>> listeners,
			Feeding.Maker feed, PoolServices services, PoolNames names, PoolEnds ends) {
		this.names = names;
		this.settings = settings;
		this.factory = factory;
		this.ticker = services.ticker();
		this.listeners = new Listeners(listeners);
		this.core = new PoolCore(settings, services, this.totals, feed.demand(), factory.workerMemory(), names, ends);
		this.timeouts = new TimeoutReport(this.core);
		this.joiners = new Joiners(this.core);
		this.staffing = new Staffing(this.core, this::hire);
		this.letters = new DeadLetters(settings.retry().deadLetters(), factory, this.totals);
		this.retries = new Retries(this.core, this.staffing, this.letters, factory.traits());
		this.completion = new Completion(settings.name(), names, this.ticker, this.totals, this.listeners, this.joiners,
				ends, this.retries);
		this.core.memory.open(this.staffing::recruit);
		this.admission = new Admission(this.core, this.staffing, this::tell, this::receive);
		this.moves = new StateMoves(this.core, this.staffing);
		LockGate gate = new LockGate(services.lockStore(), settings.work().lock(), services.helpers());
		this.feeding = feed.feed(new FedPool(this, this.core, this.staffing, this.completion, factory));
		TaskClaims claims = new TaskClaims(this.core, this.staffing, gate, this.feeding.source());
		LoopHost host = new PoolHost(this.core, claims, this.staffing, this.retries, this.completion);
		this.random = services.random();
		this.loops = new LoopServices(this.core, host, factory, gate, new TaskLocks(services.lockStore()), this.ticker,
				settings.overtime().killGrace(), names.level());
		this.watch = new OvertimeWatch(settings, factory.traits(), this.staffing, this.totals, services.helpers(),
				(task) -> abandoned(task, services.helpers()));
		this.recycling = new RecycleWatch(this.core, this.staffing, services.helpers());
		this.hopeless = new HopelessTasks(this.core, this.admission, services.helpers(), this::tell);
	}

	private WorkerLoop hire(long number) {
		String worker = this.names.worker().apply(number);
		Lifespan lifespan = new Lifespan(this.settings.upkeep().recycle(), this.random, this.ticker.nanos());
		return new WorkerLoop(this.loops, new WorkerSpec(name(), worker, this.settings.work().args()),
				this.core.newCondition(), lifespan);
	}

	private CallerRunner receive(long number) {
		return new CallerRunner(this.loops,
				new WorkerSpec(name(), name() + "-caller-" + number, this.settings.work().args()));
	}

	/**
	 * Ends a task that no worker has taken yet. Returns whether that was so; then
	 * somebody has to tell.
	 */
	public boolean withdraw(Execution<?> task, String reason) {
		return this.admission.remove(task) && task.decide(new TaskOutcome.Cancelled(reason));
	}

	/** Tells of the end of a task, unless another thread does. */
	public void tell(Execution<?> task) {
		CallingThread duty = CallingThread.telling(this.core);
		try {
			this.completion.deliver(task);
		}
		finally {
			duty.end();
		}
	}

	private void tellClaimed(Execution<?> task) {
		CallingThread duty = CallingThread.telling(this.core);
		try {
			this.completion.deliverClaimed(task);
		}
		finally {
			duty.end();
		}
	}

	private void abandoned(@Nullable Execution<?> task, Executor helpers) {
		if (task != null) {
			helpers.execute(() -> {
				task.decide(new TaskOutcome.Died("its worker did not end when it was ordered to, and was abandoned"));
				tell(task);
			});
		}
	}

	/** What the supervisor is to look at. */
	public List<Supervisor.Watched> watched() {
		List<Supervisor.Watched> watched = new ArrayList<>(List.of(this.watch));
		watched.addAll(this.feeding.watched());
		watched.add(this.hopeless);
		if (!this.settings.upkeep().recycle().equals(RecycleSettings.NEVER)) {
			watched.add(this.recycling);
		}
		return watched;
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public PoolSettings settings() {
		return this.settings;
	}

	@Override
	public <T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task, int priority) {
		requireSubmitted();
		return accept(new Work.Call(Objects.requireNonNull(task, "A task can't be null")), null, priority);
	}

	@Override
	public <T> TaskFuture<@Nullable T> send(Object item, Class<T> resultType, int priority) {
		requireSubmitted();
		if (this.settings.work().handler() == null) {
			throw new PoolStateException(
					"Pool '%s' has no handler to send an item to. Set 'parallel.pools.%s.handler', or use submit."
						.formatted(name(), name()));
		}
		return accept(new Work.Item(Objects.requireNonNull(item, "An item can't be null")),
				Objects.requireNonNull(resultType, "A result type can't be null"), priority);
	}

	private void requireSubmitted() {
		if (this.settings.work().feed() instanceof Feed.Polled polled) {
			throw new PoolStateException(
					"Pool '%s' fetches its own work with its poller '%s' and can't be given any. Put the work where the poller looks for it, or use a pool without 'poller'."
						.formatted(name(), polled.poller()));
		}
		if (this.settings.work().feed() instanceof Feed.Taken taken) {
			throw new PoolStateException(
					"Pool '%s' takes its work out of the queue '%s' and can't be given any. Put the item into that queue, or use a pool without 'queue.source'."
						.formatted(name(), taken.queue()));
		}
	}

	private <T extends @Nullable Object> TaskFuture<T> accept(Work work, @Nullable Class<?> resultType, int priority) {
		if (priority != 0 && this.settings.queue().type() != QueueType.PRIORITY) {
			throw new IllegalArgumentException(
					"Pool '%s' has no queue with priorities, so that a task can't have the priority %s. Set 'parallel.pools.%s.queue.type' to 'priority', or leave the priority out."
						.formatted(name(), priority, name()));
		}
		Execution<T> task = prepare(work, resultType, priority);
		put(task);
		return task;
	}

	/** Encodes a task, which is not accepted yet. */
	public <T extends @Nullable Object> Execution<T> prepare(Work work, @Nullable Class<?> resultType, int priority) {
		return new Execution<>(this, this.factory.encode(work), resultType, priority, this.ticker.nanos());
	}

	public void put(Execution<?> task) {
		Runnable first = this.firstUse;
		if (first != null && state() == PoolState.NEW) {
			first.run();
		}
		put(() -> this.admission.put(task));
	}

	/** Has the first task start the pool, unless it was started before. */
	public void startOnFirstUse(Runnable starts) {
		this.firstUse = starts;
	}

	private void put(Runnable putting) {
		try {
			putting.run();
		}
		catch (TaskRejectedException ex) {
			this.totals.count(Totals.Total.REJECTED);
			throw ex;
		}
	}

	/**
	 * Cancels a task. Who cancels tells everybody of the end, so he claims that first: if
	 * the task ends by itself in between, he tells of that end.
	 */
	@Override
	public boolean cancel(Execution<?> task, boolean mayInterrupt) {
		if (!task.claimDelivery()) {
			return task.outcome() instanceof TaskOutcome.Cancelled;
		}
		boolean cancelled = task.decide(new TaskOutcome.Cancelled("its future was cancelled"));
		if (cancelled) {
			TaskHolder holder = this.admission.withdraw(task);
			if (holder != null && mayInterrupt) {
				holder.abortTask(task);
			}
		}
		tellClaimed(task);
		return cancelled;
	}

	@Override
	public Duration softLimit() {
		return this.settings.overtime().softLimit();
	}

	@Override
	public boolean keepsPayload(Execution<?> task) {
		return this.retries.keepsPayload(task);
	}

	@Override
	public String taskId(long number) {
		return this.names.task().apply(number);
	}

	@Override
	public Optional<Instant> deadline(long startedNanos) {
		if (!this.settings.overtime().isLimited()) {
			return Optional.empty();
		}
		long left = startedNanos + this.settings.overtime().limit().toNanos() - this.ticker.nanos();
		return Optional.of(Instant.now().plusNanos(left));
	}

	@Override
	public long nanos() {
		return this.ticker.nanos();
	}

	@Override
	public void waitingChanged(Execution<?> task) {
		if (!task.isWaiting()) {
			this.core.watchFrom(task.countedNanos());
		}
	}

	@Override
	public void start() {
		this.listeners.resolve();
		this.feeding.resolve();
		this.moves.start();
		this.firstUse = null;
		this.feeding.wake();
	}

	@Override
	public void pause() {
		this.moves.pause();
	}

	@Override
	public void pause(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		pause();
		PoolState state = this.moves.awaitWhile(PoolState.PAUSING, timeout);
		if (state == PoolState.PAUSING) {
			throw this.timeouts.stillIn(state, timeout);
		}
		if (state != PoolState.PAUSED) {
			throw new PoolStateException("Pool '%s' became %s while it was pausing.".formatted(name(), state));
		}
	}

	@Override
	public void resume() {
		this.moves.resume();
		this.feeding.wake();
	}

	@Override
	public void resume(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		resume();
		if (!this.moves.awaitReady(timeout)) {
			throw this.timeouts.notReady(timeout);
		}
		PoolState state = state();
		if (!state.runsTasks()) {
			throw new PoolStateException("Pool '%s' became %s while it was resuming.".formatted(name(), state));
		}
	}

	@Override
	public void join() throws InterruptedException {
		requireOffDuty();
		this.joiners.await();
	}

	@Override
	public void join(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		requireOffDuty();
		if (!this.joiners.await(timeout)) {
			throw this.timeouts.stillWorking(timeout);
		}
	}

	private void requireOffDuty() {
		if (CallingThread.isOnDutyFor(this.core)) {
			throw new PoolStateException(
					"Pool '%s' can't be joined by one of its own tasks or callbacks, which would wait for itself. Join it from elsewhere."
						.formatted(name()));
		}
	}

	@Override
	public void stop() {
		this.moves.stop();
	}

	@Override
	public void stop(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		stop();
		if (this.moves.awaitWhile(PoolState.STOPPING, timeout) == PoolState.STOPPING) {
			throw this.timeouts.stillIn(PoolState.STOPPING, timeout);
		}
	}

	@Override
	public void forceStop() {
		forceStop(this.names.forced());
	}

	/** Stops by force; running tasks end for that reason. */
	public void forceStop(String reason) {
		forceStop(reason, ApplicationEnd::isAwaitedBy);
	}

	/** Stops by force, as the application ends by the calling thread. */
	public void forceStopWithApplication() {
		forceStop(this.names.forced(), ApplicationEnd::isThisOrAwaitedBy);
	}

	/** Interrupts no thread that ends the application; that is not what it is to end. */
	private void forceStop(String reason, Predicate<Thread> isEndingApplication) {
		TaskOutcome outcome = new TaskOutcome.Cancelled(reason);
		for (Runner runner : this.staffing.dismissAll()) {
			Execution<?> taken = runner.taken();
			if (this.factory.traits().ownProcess() || !isEndingApplication.test(runner.thread())) {
				runner.orders().destroy(taken, outcome);
			}
			else if (taken != null) {
				taken.decide(new TaskOutcome.Cancelled("it ended the application"));
			}
		}
	}

	/** Gives up those who wait for the application's end, and tells of their tasks. */
	private void excuse() {
		for (Runner runner : this.staffing.runners()) {
			Execution<?> taken = runner.taken();
			if (ApplicationEnd.isThisOrAwaitedBy(runner.thread()) && this.staffing.abandon(runner, taken)
					&& taken != null) {
				taken.decide(new TaskOutcome.Cancelled("it ended the application"));
				tell(taken);
			}
		}
	}

	/**
	 * Whether somebody who runs a task or tells of it waits for the application's end.
	 */
	public boolean isEndingApplication() {
		return this.staffing.runners().stream().anyMatch((runner) -> ApplicationEnd.isThisOrAwaitedBy(runner.thread()));
	}

	/** The application stops its pools, or starts them again. */
	public void applicationStops(boolean stops) {
		this.core.lock();
		try {
			this.core.applicationStops = stops;
		}
		finally {
			this.core.unlock();
		}
	}

	/** Whether the calling thread runs a task of this pool or tells of its end. */
	public boolean isOnDuty() {
		return CallingThread.isOnDutyFor(this.core);
	}

	@Override
	public boolean killWorker(String workerId) {
		Runner runner = this.staffing.dismiss(workerId);
		if (runner == null) {
			return false;
		}
		// A task that may be run again, or has not begun, is left to its worker's loop,
		// which comes back soon.
		Execution<?> taken = runner.taken();
		boolean left = this.retries.isLeftFor(taken) || !runner.hasBegun();
		if (runner.orders().destroy(left ? null : taken, Retries.byHand(runner))) {
			this.totals.count(Totals.Total.KILLED);
		}
		return true;
	}

	@Override
	public List<DeadLetter> deadLetters() {
		return this.letters.list();
	}

	@Override
	public TaskFuture<@Nullable Object> resend(String taskId) {
		DeadLetters.Kept kept = this.letters.claim(Objects.requireNonNull(taskId, "An id can't be null"));
		if (kept == null) {
			throw new NoSuchElementException(
					"Pool '%s' has no dead letter '%s' to send again. It was sent or removed already, had to make room for later ones ('retry.dead-letters': %s), or there never was one."
						.formatted(name(), taskId, this.settings.retry().deadLetters()));
		}
		boolean sent = false;
		try {
			Execution<@Nullable Object> task = new Execution<>(this, kept.payload(), kept.resultType(), kept.priority(),
					this.ticker.nanos());
			put(() -> this.admission.putAtOnce(task));
			sent = true;
			return task;
		}
		finally {
			this.letters.unclaim(taskId, sent);
		}
	}

	@Override
	public boolean removeDeadLetter(String taskId) {
		return this.letters.remove(Objects.requireNonNull(taskId, "An id can't be null"));
	}

	@Override
	public void resize(int minSize, int maxSize) {
		this.staffing.resize(new SizeSettings(minSize, maxSize, this.settings.size().releaseTime()));
	}

	/**
	 * Ends the pool for ever, by force; the tasks that are queued end as cancelled.
	 * Returns whether the thread was interrupted: nobody else will end what is left.
	 */
	public boolean close(Duration timeout) {
		this.moves.close();
		forceStopWithApplication();
		try {
			return this.moves.awaitStopped(timeout);
		}
		finally {
			excuse();
			endQueued();
			this.joiners.dismiss();
			this.core.memory.close();
			this.factory.close();
		}
	}

	private void endQueued() {
		for (Execution<?> task; (task = this.admission.drainOne()) != null;) {
			task.decide(new TaskOutcome.Cancelled(
					(task.attempts() > 0) ? "the application closed before it was run again, as its worker had died"
							: this.names.unrun().get()));
			tell(task);
		}
	}

	@Override
	public PoolState state() {
		return this.core.state();
	}

	@Override
	public PoolSnapshot snapshot() {
		this.feeding.refresh();
		return this.core.snapshot();
	}

	@Override
	public List<WorkerSnapshot> workers() {
		return this.core.workerSnapshots();
	}

	@Override
	public String toString() {
		return "Pool '%s' (%s, %s)".formatted(name(), this.settings.kind(), state());
	}

}
