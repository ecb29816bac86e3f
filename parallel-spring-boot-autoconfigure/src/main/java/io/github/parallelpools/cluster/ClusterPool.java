package io.github.parallelpools.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.ReceivedClasses;
import io.github.parallelpools.spi.cluster.ClusterStore;
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

	private final ParallelPool local;

	private final ClusterStore store;

	private final PoolTasks tasks;

	private final Submissions submissions;

	private final ClusterLetters letters;

	private final String build;

	private final ReceivedClasses received;

	private final BulkOperations bulks;

	/**
	 * Makes the pool that users see.
	 * @param local runs the tasks that this instance claims
	 * @param plan what it is made of
	 * @param store keeps its tasks
	 * @param tasks those whose ends this instance awaits
	 * @param submissions accepts tasks
	 * @param letters its dead letters
	 * @param build which build of the application this is
	 */
	ClusterPool(ParallelPool local, PoolPlan plan, ClusterStore store, PoolTasks tasks, Submissions submissions,
			ClusterLetters letters, String build) {
		this.local = local;
		this.store = store;
		this.tasks = tasks;
		this.submissions = submissions;
		this.letters = letters;
		this.build = build;
		this.received = plan.received();
		this.bulks = plan.bulks().apply(this);
	}

	void startOnFirstUse(Runnable starts) {
		this.submissions.startOnFirstUse(starts);
	}

	@Override
	public String name() {
		return this.local.name();
	}

	// Tasks

	@Override
	public <T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task, TaskOptions options) {
		return this.submissions.accept(new Work.Call(Objects.requireNonNull(task, "A task can't be null")),
				PoolRules.build(this.build), null, options);
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
		return this.submissions.accept(new Work.Item(Objects.requireNonNull(item, "An item can't be null"), null),
				PoolRules.handler(handler), resultType, options);
	}

	@Override
	public int cancelTagged(String tag, boolean mayInterruptIfRunning) {
		return this.store.cancelTagged(name(), Objects.requireNonNull(tag, "A tag can't be null"),
				mayInterruptIfRunning, "the tag '%s' was cancelled".formatted(tag));
	}

	@Override
	public Optional<TaskFuture<@Nullable Object>> find(String taskId) {
		return this.tasks.stored(Objects.requireNonNull(taskId, "An id can't be null"))
			.map((known) -> this.tasks.found(taskId));
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
		this.tasks.join();
	}

	@Override
	public void join(Duration timeout) throws InterruptedException {
		requireOutside();
		this.tasks.join(timeout);
	}

	/** A task or callback of this pool that joins it would wait for itself. */
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
		return this.letters.all();
	}

	/** What a dead letter was given, {@code null} if there is no such letter. */
	@Nullable Work givenTo(String taskId) throws IOException, ClassNotFoundException {
		return this.letters.givenTo(taskId);
	}

	@Override
	public TaskFuture<@Nullable Object> resend(String taskId) {
		return this.submissions.resend(Objects.requireNonNull(taskId, "An id can't be null"));
	}

	@Override
	public boolean removeDeadLetter(String taskId) {
		return this.letters.remove(Objects.requireNonNull(taskId, "An id can't be null"));
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
		PoolSettings changed = this.local.change(values, by);
		this.submissions.settingsChanged();
		return changed;
	}

	@Override
	public PoolSettings reset(String by) {
		PoolSettings configured = this.local.reset(by);
		this.submissions.settingsChanged();
		return configured;
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
				here.totals().withRejected(this.submissions.rejected()), here.troubles());
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
