package io.github.parallelpools.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.engine.memory.MemoryBudget;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.engine.time.WorkingTime;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/**
 * Pools for tests that have no Spring. They are started, share locks and maps, and end
 * when this is closed. Safe for use by several threads.
 */
public final class TestPools implements AutoCloseable {

	private static final Duration SUPERVISION_INTERVAL = Duration.ofMillis(100);

	private final ParallelEngine engine;

	private final ApplicationObjects shared;

	private final boolean inline;

	private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();

	private TestPools(boolean inline, Ticker clock) {
		SharedStore store = SharedStore.inMemory();
		this.shared = new ApplicationObjects(store, classLoader());
		this.engine = new ParallelEngine(clock, store, SUPERVISION_INTERVAL, MemoryBudget.UNLIMITED,
				new DeadlockWatch(store.locks()));
		this.inline = inline;
	}

	/**
	 * Pools of which whoever submits a task runs it, before he goes on.
	 * @return no pools yet
	 */
	public static TestPools inline() {
		return new TestPools(true, new WorkingTime());
	}

	/**
	 * Pools of which whoever submits a task runs it, before he goes on.
	 * @param clock their clock
	 * @return no pools yet
	 */
	public static TestPools inline(ManualClock clock) {
		return new TestPools(true, clock);
	}

	/**
	 * Pools of threads.
	 * @return no pools yet
	 */
	public static TestPools threads() {
		return new TestPools(false, new WorkingTime());
	}

	/**
	 * Pools of threads.
	 * @param clock their clock
	 * @return no pools yet
	 */
	public static TestPools threads(ManualClock clock) {
		return new TestPools(false, clock);
	}

	/**
	 * Tells somebody of all tasks that end from now on.
	 * @param listener is told
	 * @return this
	 */
	public TestPools listener(TaskListener listener) {
		this.listeners.add(listener);
		return this;
	}

	/**
	 * The settings of a pool to which tasks are submitted: of threads, up to four workers
	 * of which none is released, a queue without bounds, and no limits of time.
	 * @param name its name
	 * @return the settings, a start for others
	 */
	public static PoolSettings settings(String name) {
		return new PoolSettings(name, WorkerKind.THREAD, new SizeSettings(0, 4, Duration.ZERO),
				new OvertimeSettings(Duration.ZERO, OvertimePolicy.IGNORE, 1, Duration.ofSeconds(5), Duration.ZERO),
				QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK), WorkSettings.SUBMITTED, RetrySettings.STANDARD,
				UpkeepSettings.STANDARD);
	}

	/**
	 * Makes a pool of the {@linkplain #settings standard settings} and starts it.
	 * @param name its name
	 * @return the pool
	 */
	public ParallelPool pool(String name) {
		return pool(settings(name));
	}

	/**
	 * Makes a pool to which items are sent, with the {@linkplain #settings standard
	 * settings} else, and starts it.
	 * @param name its name
	 * @param handler handles the items
	 * @return the pool
	 */
	public ParallelPool pool(String name, TaskHandler<?, ?> handler) {
		PoolSettings settings = settings(name);
		return open(new PoolSettings(name, settings.kind(), settings.size(), settings.overtime(), settings.queue(),
				WorkSettings.handledBy(handler.getClass().getName(), Map.of()), settings.retry(), settings.upkeep()),
				handler);
	}

	/**
	 * Makes a pool and starts it.
	 * @param settings its settings; its workers are threads whatever they say
	 * @return the pool
	 * @throws IllegalArgumentException if it would fetch its own work
	 */
	public ParallelPool pool(PoolSettings settings) {
		return open(settings, null);
	}

	/**
	 * Makes a pool to which items are sent, and starts it.
	 * @param settings its settings, which name a handler; its workers are threads
	 * whatever they say
	 * @param handler handles the items
	 * @return the pool
	 * @throws IllegalArgumentException if it would fetch its own work
	 */
	public ParallelPool pool(PoolSettings settings, TaskHandler<?, ?> handler) {
		return open(settings, handler);
	}

	private ParallelPool open(PoolSettings settings, @Nullable TaskHandler<?, ?> handler) {
		WorkerFactory threads = new ThreadWorkerFactory(LoopThreads.platform(classLoader()),
				(handler != null) ? () -> handler : null, null, this.shared);
		ParallelPool pool = this.engine.open(settings, this.inline ? new InlineWorkers(threads) : threads,
				() -> this.listeners);
		pool.start();
		return pool;
	}

	private static ClassLoader classLoader() {
		return TestPools.class.getClassLoader();
	}

	@Override
	public void close() {
		this.engine.close();
	}

}
