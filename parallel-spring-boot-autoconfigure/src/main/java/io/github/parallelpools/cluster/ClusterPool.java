package io.github.parallelpools.cluster;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Bulk;
import io.github.parallelpools.pool.BulkOperations;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.ReceivedClasses;
import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskMapper;
import io.github.parallelpools.task.Work;

/**
 * A pool whose tasks may be run by any instance of the application. What is submitted is
 * stored; an instance with an idle worker claims it. A task is run at least once, and one
 * outcome of it is told, to the instance that has submitted it. Nothing is promised of
 * the order in which several instances run tasks.
 * <p>
 * All that is about workers (size, state, figures, limits, kills) is about those of this
 * instance: this is a pool of it, whose tasks come from elsewhere. Pausing or stopping it
 * has this instance run no more tasks, and the others go on.
 */
final class ClusterPool implements ParallelPool {

	private static final int TRIES = 3;

	private static final Duration LEAST = Duration.ofMillis(1);

	private final ParallelPool local;

	private final PoolNode node;

	private final PoolPlan plan;

	private final PoolCodecs codecs;

	private final ClusterStore store;

	private final ClusterMembership membership;

	private final Waiting waiting;

	private final Timers timers;

	private final TaskEnds ends;

	private final NamedEnds named;

	private final QueueRoom room;

	private final String build;

	private final ReceivedClasses received;

	private final BulkOperations bulks;

	/**
	 * How many tasks this instance has not accepted, of which the local pool never knew.
	 */
	private final LongAdder rejected = new LongAdder();

	private volatile @Nullable Runnable firstUse;

	/** How many tasks of this instance have not been told of. Guarded by this. */
	private int untold;

	ClusterPool(ParallelPool local, PoolNode node, PoolPlan plan, PoolCodecs codecs, ClusterStore store,
			ClusterMembership membership, Waiting waiting, Timers timers, String build) {
		this.local = local;
		this.node = node;
		this.plan = plan;
		this.codecs = codecs;
		this.store = store;
		this.membership = membership;
		this.waiting = waiting;
		this.timers = timers;
		this.build = build;
		this.received = plan.received();
		this.ends = new TaskEnds(local.name(), codecs.outcomes(), plan.listeners());
		this.named = new NamedEnds(local.name(), codecs.outcomes(), plan.named(), plan.listeners());
		this.room = new QueueRoom(local, store, timers);
		this.bulks = plan.bulks().apply(this);
	}

	void startOnFirstUse(Runnable starts) {
		this.firstUse = starts;
	}

	@Override
	public String name() {
		return this.local.name();
	}

	// Tasks

	@Override
	public <T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task, TaskOptions options) {
		return accept(new Work.Call(Objects.requireNonNull(task, "A task can't be null")), PoolRules.build(this.build),
				null, options);
	}

	@Override
	public <T> TaskFuture<@Nullable T> send(Object item, Class<T> resultType, TaskOptions options) {
		String handler = this.local.settings().work().handler();
		if (handler == null) {
			throw new PoolStateException(
					"Pool '%s' has no handler to send an item to. Set 'parallel.pools.%s.handler', or use submit."
						.formatted(name(), name()));
		}
		Objects.requireNonNull(resultType, "A result type can't be null");
		this.received.expect(resultType);
		return accept(new Work.Item(Objects.requireNonNull(item, "An item can't be null"), null),
				PoolRules.handler(handler), resultType, options);
	}

	private <T extends @Nullable Object> TaskFuture<T> accept(Work work, String needs, @Nullable Class<?> resultType,
			TaskOptions options) {
		return counted(() -> admit(work, needs, resultType, options));
	}

	/** Counts what is rejected. */
	private <T> T counted(Supplier<T> submission) {
		try {
			return submission.get();
		}
		catch (TaskRejectedException ex) {
			this.rejected.increment();
			throw ex;
		}
	}

	private <T extends @Nullable Object> TaskFuture<T> admit(Work work, String needs, @Nullable Class<?> resultType,
			TaskOptions options) {
		int priority = Objects.requireNonNull(options, "Options can't be null").priority();
		if (priority != 0 && this.local.settings().queue().type() != QueueType.PRIORITY) {
			throw new IllegalArgumentException(
					"Pool '%s' has no queue with priorities, so that a task can't have the priority %s. Set 'parallel.pools.%s.queue.type' to 'priority', or leave the priority out."
						.formatted(name(), priority, name()));
		}
		this.named.require(options.onEnd());
		byte[] payload = this.codecs.payloads().encode(work);
		requireAccepting();
		long came = this.timers.nanos();
		boolean counted = this.room.enter(options.deadline(), this::requireAccepting);
		try {
			String id = UUID.randomUUID().toString();
			NewTask task = new NewTask(id, name(), this.membership.latest(), priority, needs, payload,
					new NewTask.Rules(maxAttempts(), counted ? left(options.deadline(), came) : options.deadline(),
							options.tag(), options.inTransaction(), options.onEnd()));
			return store(task, future(id, resultType, options.onEnd(), task.submitter()));
		}
		finally {
			if (counted) {
				this.room.entered();
			}
		}
	}

	/** The time in which it waited for room counts. */
	private @Nullable Duration left(@Nullable Duration deadline, long since) {
		if (deadline == null) {
			return null;
		}
		Duration left = deadline.minusNanos(this.timers.nanos() - since);
		return (left.compareTo(LEAST) < 0) ? LEAST : left;
	}

	private <T extends @Nullable Object> TaskFuture<T> store(NewTask task, ClusterFuture<T> future) {
		boolean stored = false;
		try {
			if (task.rules().inTransaction()) {
				storeInTransaction(task, future);
			}
			else {
				store(task);
				future.stored();
			}
			stored = true;
		}
		finally {
			if (!stored) {
				forget(future);
			}
		}
		return future;
	}

	/** As it is now: whoever kills so many workers has had as many attempts. */
	private int maxAttempts() {
		RetrySettings retry = this.local.settings().retry();
		return Math.min(retry.maxAttempts(), retry.quarantineAfter());
	}

	private void requireAccepting() {
		Runnable first = this.firstUse;
		PoolState state = this.local.state();
		if (first != null && (state == PoolState.NEW || state == PoolState.STOPPED)) {
			first.run();
			state = this.local.state();
		}
		if (state.runsTasks()) {
			this.firstUse = null;
		}
		if (!state.acceptsTasks()) {
			throw new TaskRejectedException(
					"Pool '%s' is %s in this instance and accepts no tasks. Start it, or submit before it stops."
						.formatted(name(), state));
		}
	}

	private <T extends @Nullable Object> ClusterFuture<T> future(String id, @Nullable Class<?> resultType,
			@Nullable String onEnd, String submitter) {
		ClusterFuture<T> future = new ClusterFuture<>(id, this, resultType, true, this.timers.nanos());
		future.names(onEnd, submitter);
		synchronized (this) {
			this.untold++;
		}
		this.waiting.add(future);
		return future;
	}

	private void forget(ClusterFuture<?> future) {
		if (this.waiting.take(future.id()) != null) {
			toldOne();
		}
	}

	/** Repeats what may have been done, as it is known by its id. */
	private void store(NewTask task) {
		for (int tries = 1;; tries++) {
			try {
				if (tries == 1) {
					this.node.submit(task);
				}
				else {
					this.store.submit(task);
				}
				return;
			}
			catch (ClusterStoreException ex) {
				if (tries == TRIES) {
					TaskRejectedException rejection = new TaskRejectedException(
							"Pool '%s' could not store task %s, as the store of the cluster does not answer: %s. Whether it is stored is unknown; submit it again if it may run twice."
								.formatted(name(), task.id(), ex.getMessage()));
					rejection.initCause(ex);
					throw rejection;
				}
			}
		}
	}

	/** Tries once, as what failed has spoilt the transaction. */
	private void storeInTransaction(NewTask task, ClusterFuture<?> future) {
		try {
			this.store.submit(task, (rolledBack) -> {
				if (rolledBack) {
					this.waiting.rollBack(future);
				}
				else {
					future.stored();
				}
			});
		}
		catch (ClusterStoreException ex) {
			TaskRejectedException rejection = new TaskRejectedException(
					"Pool '%s' could not store task %s in the caller's transaction: %s. Roll the transaction back, and submit the task again in another one."
						.formatted(name(), task.id(), ex.getMessage()));
			rejection.initCause(ex);
			throw rejection;
		}
	}

	/** The transaction of a task was rolled back. Runs foreign code. */
	void rollBack(ClusterFuture<?> task) {
		try {
			Duration waited = task.waited(this.timers.nanos());
			this.ends.rolledBack(task, waited);
			this.named.tell(task.onEnd(), (ends) -> ends.rolledBack(copy(task), waited));
		}
		finally {
			toldOne();
		}
	}

	/** Tells of the end of a task, which nobody else does. Runs foreign code. */
	void tell(ClusterFuture<?> task, EndedTask ended) {
		try {
			Duration waited = task.waited(this.timers.nanos());
			this.ends.tell(task, ended, waited);
			if (task.onEnd() != null && task.isOf(this.membership.node())) {
				this.named.tell(task.onEnd(), (ends) -> ends.tell(copy(task), ended, waited));
				task.namedTold();
			}
		}
		finally {
			toldOne();
		}
	}

	/** Has somebody told to whom the future is not to be completed once more. */
	private ClusterFuture<?> copy(ClusterFuture<?> task) {
		return new ClusterFuture<>(task.id(), this, task.resultType(), true, this.timers.nanos());
	}

	/** Those whom tasks of this pool may name here. */
	NamedEnds named() {
		return this.named;
	}

	/**
	 * Tells who is named by a task whose submitter is gone. Runs foreign code.
	 */
	void tellAdopted(StoredTask task) {
		ClusterFuture<@Nullable Object> nobodys = new ClusterFuture<>(task.task().id(), this, null, true,
				this.timers.nanos());
		this.named.ends(Objects.requireNonNull(task.task().rules().onEnd()))
			.tell(nobodys, Objects.requireNonNull(task.end()), task.age());
	}

	/** This instance ends, and will not know how the task ends. */
	void leave(ClusterFuture<?> task) {
		this.ends.unknown(task, task.waited(this.timers.nanos()),
				"this instance ends before it knows the outcome. The task goes on in the cluster, where 'find' knows it by its id.");
		toldOne();
	}

	/** The store does not know the task any more. Runs foreign code. */
	void lose(ClusterFuture<?> task) {
		try {
			Duration waited = task.waited(this.timers.nanos());
			this.ends.lost(task, waited);
			this.named.tell(task.onEnd(), (ends) -> ends.lost(copy(task), waited));
		}
		finally {
			toldOne();
		}
	}

	private synchronized void toldOne() {
		this.untold--;
		notifyAll();
	}

	/** Returns whether the task has ended as cancelled, or will if its node obeys. */
	boolean cancel(ClusterFuture<?> task, boolean mayInterrupt) {
		if (task.isDone()) {
			return false;
		}
		try {
			CancelResult result = this.store.cancel(task.id(), mayInterrupt, "its future was cancelled");
			if (result == CancelResult.ENDED) {
				this.waiting.look(task.id());
			}
			return result != CancelResult.TOO_LATE;
		}
		catch (ClusterStoreException ex) {
			throw new PoolStateException(
					"Task %s of pool '%s' could not be cancelled, as the store of the cluster does not answer: %s. Try again."
						.formatted(task.id(), name(), ex.getMessage()));
		}
	}

	@Override
	public int cancelTagged(String tag, boolean mayInterruptIfRunning) {
		return this.store.cancelTagged(name(), Objects.requireNonNull(tag, "A tag can't be null"),
				mayInterruptIfRunning, "the tag '%s' was cancelled".formatted(tag));
	}

	@Override
	public Optional<TaskFuture<@Nullable Object>> find(String taskId) {
		Optional<StoredTask> known = this.store.find(Objects.requireNonNull(taskId, "An id can't be null"))
			.filter((one) -> one.task().pool().equals(name()));
		if (known.isEmpty()) {
			return Optional.empty();
		}
		ClusterFuture<@Nullable Object> future = new ClusterFuture<>(taskId, this, null, false, this.timers.nanos());
		ClusterFuture<?> there = this.waiting.get(taskId);
		if (there == null) {
			synchronized (this) {
				this.untold++;
			}
			future.stored();
			there = this.waiting.add(future);
			if (there == null) {
				this.waiting.look(taskId);
				return Optional.of(future);
			}
			toldOne();
		}
		there.whenComplete((value, error) -> {
			if (error != null) {
				future.completeExceptionally(error);
			}
			else {
				future.complete(value);
			}
		});
		return Optional.of(future);
	}

	// Many tasks

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

	// Waiting

	@Override
	public void join() throws InterruptedException {
		requireOutside();
		synchronized (this) {
			while (this.untold > 0) {
				wait();
			}
		}
	}

	@Override
	public void join(Duration timeout) throws InterruptedException {
		requireOutside();
		long end = this.timers.nanos() + TimeUnit.NANOSECONDS.convert(timeout);
		synchronized (this) {
			while (this.untold > 0) {
				long left = end - this.timers.nanos();
				if (left <= 0) {
					throw new PoolTimeoutException(
							"Pool '%s' still waits for %s tasks in the cluster after %s ms. Look at '/actuator/parallelpools/cluster', or wait longer."
								.formatted(name(), this.untold, timeout.toMillis()));
				}
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
		}
	}

	/** Nobody waits for himself. */
	private void requireOutside() throws InterruptedException {
		try {
			this.local.join(Duration.ZERO);
		}
		catch (PoolTimeoutException ex) {
			// Tasks of others may run here for as long as they like.
			return;
		}
	}

	// Dead letters

	@Override
	public List<DeadLetter> deadLetters() {
		if (this.membership.isFenced()) {
			throw lettersUnknown("it has not for 'parallel.cluster.fence'");
		}
		try {
			return this.store.deadLetters(name(), mostLetters()).stream().map((one) -> {
				EndedTask end = Objects.requireNonNull(one.end());
				return new DeadLetter(one.task().id(), one.attempts(), one.attempts(),
						end.reason().isEmpty() ? "its worker or its node died" : end.reason(),
						Instant.now().minus(one.age()));
			}).toList();
		}
		catch (ClusterStoreException ex) {
			throw lettersUnknown(String.valueOf(ex.getMessage()));
		}
	}

	private PoolStateException lettersUnknown(String why) {
		return new PoolStateException(
				"The dead letters of pool '%s' are not known, as the store of the cluster does not answer: %s"
					.formatted(name(), why));
	}

	/** What a dead letter was given, {@code null} if there is no such letter. */
	@Nullable Work givenTo(String taskId) throws IOException, ClassNotFoundException {
		for (StoredTask one : this.store.deadLetters(name(), mostLetters())) {
			if (one.task().id().equals(taskId)) {
				return this.codecs.payloads().decode(one.task().payload());
			}
		}
		return null;
	}

	private int mostLetters() {
		return Math.max(1, this.local.settings().retry().deadLetters());
	}

	@Override
	public TaskFuture<@Nullable Object> resend(String taskId) {
		Objects.requireNonNull(taskId, "An id can't be null");
		return counted(() -> sendAgain(taskId));
	}

	private TaskFuture<@Nullable Object> sendAgain(String taskId) {
		requireAccepting();
		String onEnd = this.store.find(taskId).map((one) -> one.task().rules().onEnd()).orElse(null);
		this.named.require(onEnd);
		String submitter = this.membership.latest();
		ClusterFuture<@Nullable Object> future = future(UUID.randomUUID().toString(), null, onEnd, submitter);
		boolean sent = false;
		try {
			sent = this.store.resend(taskId, future.id(), submitter);
			future.stored();
		}
		finally {
			if (!sent) {
				forget(future);
			}
		}
		if (!sent) {
			throw new NoSuchElementException(
					"Pool '%s' has no dead letter '%s' to send again. It was sent or removed already, or there never was one."
						.formatted(name(), taskId));
		}
		return future;
	}

	@Override
	public boolean removeDeadLetter(String taskId) {
		return this.store.removeDeadLetter(Objects.requireNonNull(taskId, "An id can't be null"));
	}

	// What is of this instance

	@Override
	public void start() {
		this.local.start();
	}

	@Override
	public void pause() {
		this.local.pause();
	}

	@Override
	public void pause(Duration timeout) throws InterruptedException {
		this.local.pause(timeout);
	}

	@Override
	public void resume() {
		this.local.resume();
	}

	@Override
	public void resume(Duration timeout) throws InterruptedException {
		this.local.resume(timeout);
	}

	@Override
	public void stop() {
		this.local.stop();
	}

	@Override
	public void stop(Duration timeout) throws InterruptedException {
		this.local.stop(timeout);
	}

	@Override
	public void forceStop() {
		this.local.forceStop();
	}

	@Override
	public void resize(int minSize, int maxSize) {
		this.local.resize(minSize, maxSize);
	}

	@Override
	public PoolSettings change(Map<PoolSetting, ?> values, String by) {
		if (values.get(PoolSetting.QUEUE_WHEN_FULL) instanceof WhenFull whenFull) {
			PoolRules.requirePossible(whenFull);
		}
		return this.local.change(values, by);
	}

	@Override
	public PoolSettings reset(String by) {
		return this.local.reset(by);
	}

	@Override
	public PoolSettings configured() {
		return this.local.configured();
	}

	@Override
	public int renew(String by) {
		return this.local.renew(by);
	}

	@Override
	public boolean killWorker(String workerId) {
		return this.local.killWorker(workerId);
	}

	@Override
	public PoolState state() {
		return this.local.state();
	}

	@Override
	public PoolSnapshot snapshot() {
		PoolSnapshot here = this.local.snapshot();
		return new PoolSnapshot(here.name(), here.kind(), here.state(), here.size(), here.queue(),
				here.totals().withRejected(this.rejected.sum()), here.troubles());
	}

	@Override
	public HangSnapshot hangs() {
		return this.local.hangs();
	}

	@Override
	public List<WorkerSnapshot> workers() {
		return this.local.workers();
	}

	@Override
	public Optional<String> stacks(String workerId, Duration timeout) {
		return this.local.stacks(workerId, timeout);
	}

	@Override
	public List<RecordedEvent> events() {
		return this.local.events();
	}

	@Override
	public PoolSettings settings() {
		return this.local.settings();
	}

	@Override
	public String toString() {
		return "Pool '%s' of the cluster (%s)".formatted(name(), state());
	}

}
