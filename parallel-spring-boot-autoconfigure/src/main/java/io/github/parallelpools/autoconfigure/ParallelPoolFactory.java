package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.bulk.PoolStops;
import io.github.parallelpools.engine.event.Observers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.NamedListeners;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskListener;

/**
 * Makes pools: the beans of those that are configured, of which the bean definitions of
 * {@link ParallelPoolRegistrar} name its methods, and those that code builds.
 */
final class ParallelPoolFactory {

	private static final Log logger = LogFactory.getLog(ParallelPoolFactory.class);

	private final ConfiguredPools configured;

	private final PoolDrafts drafts;

	private final PoolWorkers workers;

	private final PoolBeans beans;

	private final Supplier<ParallelEngine> engine;

	private final ClassLoader classLoader;

	private final StartWatch watch;

	private final PoolEventPublisher events;

	private final ApplicationCode code;

	private final ClusterParts cluster;

	private final ShadowParts shadows;

	private final List<OpenedPool> opened = new CopyOnWriteArrayList<>();

	/** From what all pools were made, by name. */
	private final Map<String, PoolDraft> made = new ConcurrentHashMap<>();

	/** Whether the application has started its pools, and does not stop them. */
	private volatile boolean running;

	ParallelPoolFactory(ConfiguredPools configured, PoolDrafts drafts, PoolWorkers workers, PoolBeans beans,
			Supplier<ParallelEngine> engine, ClassLoader classLoader, StartWatch watch, PoolEventPublisher events,
			ApplicationCode code, ClusterParts cluster, ShadowParts shadows) {
		this.shadows = shadows;
		this.cluster = cluster;
		this.configured = configured;
		this.drafts = drafts;
		this.workers = workers;
		this.beans = beans;
		this.engine = engine;
		this.classLoader = classLoader;
		this.watch = watch;
		this.events = events;
		this.code = code;
	}

	/** Makes the bean of a pool that is configured. */
	ParallelPool pool(String name) {
		return make(this.drafts.configured(this.configured.get(name))).bean();
	}

	/** What makes a pool in code. */
	PoolBuilder builder() {
		return new PoolBuilder(this::build);
	}

	private ParallelPool build(PoolBuilder builder) {
		OpenedPool made = make(this.drafts.built(builder));
		if (this.running && made.autoStart()) {
			made.start();
			made.verify();
		}
		return made.bean();
	}

	private OpenedPool make(PoolDraft draft) {
		ConfiguredPool pool = draft.pool();
		String name = pool.name().name();
		if (this.made.putIfAbsent(name, draft) != null) {
			throw new IllegalStateException(
					"There is a pool '%s' already. Give the other one another name, or one of them another bean name."
						.formatted(name));
		}
		boolean isOpen = false;
		try {
			OpenedPool one = open(draft);
			this.opened.add(one);
			isOpen = true;
			return one;
		}
		finally {
			if (!isOpen) {
				this.made.remove(name);
			}
		}
	}

	private OpenedPool open(PoolDraft draft) {
		ConfiguredPool pool = draft.pool();
		PoolWorkers.Made workers = this.workers.of(draft);
		PoolLogging.setLevelOfThreads(pool, this.classLoader);
		ApplicationEvents told = new ApplicationEvents(this.events.way(pool.name().name()));
		Supplier<List<TaskListener>> listeners = this.beans.listeners().of(pool, draft.listeners(), this.configured);
		if (pool.isOfCluster()) {
			return openOfCluster(pool, workers, listeners, told);
		}
		PoolShadow shadow = this.shadows.of(draft, this.engine);
		WorkerFactory factory = (shadow != null) ? shadow.around(workers.factory()) : workers.factory();
		ParallelPool made = this.engine.get()
			.open(pool.settings(), factory, listeners, this.beans.feeds().supply(pool), new Observers(
					(shadow != null) ? List.of(shadow, told) : List.of(told), this::isOfApplication, named(pool)));
		told.of(made);
		if (shadow != null) {
			shadow.of(made);
		}
		OpenedPool one = opened(pool, made, made, workers).with(shadow);
		if (one.autoStart()) {
			// Beans may need a result while the application is still being started.
			this.engine.get().startOnFirstUse(made, () -> this.watch.start(made, one::startEarly));
		}
		return one;
	}

	/**
	 * Opens the pool that runs the tasks here of a pool of the cluster, whose listeners
	 * are told where they were submitted.
	 */
	private OpenedPool openOfCluster(ConfiguredPool pool, PoolWorkers.Made workers,
			Supplier<List<TaskListener>> listeners, ApplicationEvents told) {
		PoolStops stops = new PoolStops();
		NamedListeners named = named(pool);
		Cluster.Part part = this.cluster.part(pool, listeners, named, stops);
		ParallelPool local = this.engine.get()
			.open(pool.settings(), workers.factory(), () -> List.of(part.listener()), this.beans.feeds().supply(pool),
					new Observers(List.of(told, stops), this::isOfApplication, named));
		ParallelPool made = part.join(local,
				(work, identity, follower) -> this.engine.get().take(local, work, identity, follower));
		told.of(made);
		OpenedPool one = opened(pool, local, made, workers);
		if (one.autoStart()) {
			part.startOnFirstUse(() -> this.watch.start(local, one::startEarly));
		}
		return one;
	}

	private OpenedPool opened(ConfiguredPool pool, ParallelPool made, ParallelPool bean, PoolWorkers.Made workers) {
		return new OpenedPool(made, bean, pool.properties().autoStart(), workers.function(), workers.processes(),
				WorkerVerification.of(pool, made, this.engine.get()), null);
	}

	private NamedListeners named(ConfiguredPool pool) {
		return this.beans.listeners().named(pool.name().name());
	}

	private boolean isOfApplication(String className) {
		return this.code.has(className, this.classLoader);
	}

	/** Makes the executor that lets {@code @Async} name a pool. */
	Executor executor(ParallelPool pool) {
		return new PoolExecutor(pool);
	}

	/** All beans are made. */
	void beansAreMade() {
		this.watch.end();
	}

	/** The application is about to stop its pools, or to start them again. */
	void applicationStops(@Nullable String why) {
		this.running = why == null;
		if (!this.opened.isEmpty()) {
			engine().applicationStops(why);
		}
	}

	/** No pool starts again, so that nobody comes for what is queued. */
	void endQueued() {
		this.opened.forEach((one) -> engine().endQueued(one.pool()));
	}

	/**
	 * Ends a pool that code has made, and forgets it. Does nothing to any other one, also
	 * to one of the cluster, nor while the application does not run.
	 * @param bean the pool that users see
	 * @param patience how long running tasks may take to end
	 */
	void end(ParallelPool bean, Duration patience) {
		for (OpenedPool one : this.opened) {
			if (one.bean() == bean && one.pool() == bean && this.running && !this.configured.has(bean.name())
					&& this.opened.remove(one)) {
				end(one, patience);
			}
		}
	}

	private void end(OpenedPool one, Duration patience) {
		ParallelPool pool = one.pool();
		try {
			pool.stop(patience);
		}
		catch (PoolTimeoutException ex) {
			logger.warn(
					"Pool '%s' still runs tasks, which are ended by force: %s".formatted(pool.name(), ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (one.shadow() != null) {
			this.engine.get().end(one.shadow().stop());
		}
		this.engine.get().end(pool);
		this.made.remove(pool.name());
	}

	/** What drives the pools. */
	ParallelEngine engine() {
		return this.engine.get();
	}

	/** What the shadow of a pool has shown, empty if it has none. */
	Optional<ShadowReport> shadow(String name) {
		return this.opened.stream()
			.filter((one) -> one.pool().name().equals(name))
			.map(OpenedPool::shadow)
			.filter(Objects::nonNull)
			.findFirst()
			.map(PoolShadow::report);
	}

	/** From what a pool was made, {@code null} if it was not made here. */
	@Nullable PoolDraft draft(String name) {
		return this.made.get(name);
	}

	/** A pool works from another draft from now on. */
	void redraft(PoolDraft draft) {
		this.made.replace(draft.pool().name().name(), draft);
	}

	/** What makes the workers of pools. */
	PoolWorkers workers() {
		return this.workers;
	}

	/**
	 * What was made of a pool, {@code null} if it was not made here. A bean may be a
	 * proxy around the pool, so that its name says which one it is.
	 */
	@Nullable OpenedPool opened(ParallelPool bean) {
		String name = bean.name();
		return this.opened.stream().filter((one) -> one.pool().name().equals(name)).findFirst().orElse(null);
	}

	/** The pools that were made so far. */
	List<OpenedPool> opened() {
		return List.copyOf(this.opened);
	}

}
