package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.event.Observers;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.ResidentMemory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/**
 * Makes the pool beans. The bean definitions of {@link ParallelPoolRegistrar} name its
 * methods.
 */
final class ParallelPoolFactory {

	private static final Log logger = LogFactory.getLog(ParallelPoolFactory.class);

	private final Environment environment;

	private final ConfiguredPools configured;

	private final PoolBeans beans;

	private final Supplier<ParallelEngine> engine;

	private final Supplier<ProcessHost> host;

	private final SharedObjects shared;

	private final ClassLoader classLoader;

	private final StartWatch watch;

	private final PoolEventPublisher events;

	private final ApplicationCode code;

	private final List<OpenedPool> opened = new CopyOnWriteArrayList<>();

	ParallelPoolFactory(Environment environment, PoolBeans beans, Supplier<ParallelEngine> engine,
			Supplier<ProcessHost> host, SharedObjects shared, ClassLoader classLoader, StartWatch watch,
			PoolEventPublisher events, ApplicationCode code) {
		this.environment = environment;
		this.configured = ConfiguredPools.in(environment);
		this.beans = beans;
		this.engine = engine;
		this.host = host;
		this.shared = shared;
		this.classLoader = classLoader;
		this.watch = watch;
		this.events = events;
		this.code = code;
	}

	/** Makes the bean of a pool. */
	ParallelPool pool(String name) {
		ConfiguredPool pool = this.configured.get(name);
		boolean isProcess = pool.settings().kind() == WorkerKind.PROCESS;
		Supplier<TaskHandler<?, ?>> handler = isProcess ? null : this.beans.handlers().supplier(pool);
		Supplier<TaskPoller<?>> poller = isProcess ? null : this.beans.handlers().poller(pool);
		WorkerFactory workers = isProcess ? processWorkers(pool) : threadWorkers(pool, handler, poller);
		if (pool.settings().upkeep().recycle().maxMemory() > 0 && !ResidentMemory.isKnown()) {
			logger
				.warn(("Pool '%s': 'recycle.max-memory' is ignored, as only Linux tells how much memory a process has. "
						+ "Use 'recycle.max-tasks' or 'recycle.max-age' here.")
					.formatted(name));
		}
		PoolLogging.setLevelOfThreads(pool, this.classLoader);
		ApplicationEvents told = new ApplicationEvents(this.events.way(name));
		ParallelPool made = this.engine.get()
			.open(pool.settings(), workers, this.beans.listeners().of(pool, this.configured),
					this.beans.feeds().supply(pool), new Observers(List.of(told), this::isOfApplication));
		told.of(made);
		OpenedPool one = new OpenedPool(made, pool.properties().autoStart(), (poller != null) ? poller : handler,
				WorkerVerification.of(pool, made, this.engine.get()));
		this.opened.add(one);
		if (one.autoStart()) {
			// Beans may need a result while the application is still being started.
			this.engine.get().startOnFirstUse(made, () -> this.watch.start(made, one::startEarly));
		}
		return made;
	}

	private boolean isOfApplication(String className) {
		return this.code.has(className, this.classLoader);
	}

	private WorkerFactory processWorkers(ConfiguredPool pool) {
		try {
			ProcessHost processes = this.host.get();
			pool.properties().process().configuration().forEach((name) -> processes.code().add(name, this.classLoader));
			return new ProcessWorkerFactory(processes, pool.processSettings(),
					PoolContexts.isWanted(pool) ? null : this.beans.handlers().className(pool), pool.loggingSettings())
				.withExtension(PoolContexts.extension(pool, this.environment))
				.withContexts(this.beans.contexts().forProcesses(pool));
		}
		catch (InvalidSettingException ex) {
			throw new PoolConfigurationException(pool.name(), ex);
		}
	}

	private WorkerFactory threadWorkers(ConfiguredPool pool, @Nullable Supplier<TaskHandler<?, ?>> handler,
			@Nullable Supplier<TaskPoller<?>> poller) {
		ThreadWorkerFactory workers = (poller != null) ? ThreadWorkerFactory.polling(threads(pool), poller, this.shared)
				: new ThreadWorkerFactory(threads(pool), handler, portability(pool), this.shared);
		return workers.withLogger(pool.loggingSettings().factory())
			.withContexts(this.beans.contexts().forThreads(pool));
	}

	private LoopThreads threads(ConfiguredPool pool) {
		return switch (pool.settings().kind()) {
			case VIRTUAL -> LoopThreads.virtual(this.classLoader);
			case THREAD, PROCESS -> LoopThreads.platform(this.classLoader);
		};
	}

	private @Nullable PayloadCodec portability(ConfiguredPool pool) {
		return pool.properties().verifyPortable()
				? new JdkPayloadCodec(this.classLoader, pool.serialFilter(), pool.processSettings().maxPayload())
				: null;
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
	void applicationStops(boolean stops) {
		if (!this.opened.isEmpty()) {
			this.engine.get().applicationStops(stops);
		}
	}

	/** The pools that were made so far. */
	List<OpenedPool> opened() {
		return List.copyOf(this.opened);
	}

}
