package io.github.parallelpools.autoconfigure;

import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.ResidentMemory;
import io.github.parallelpools.worker.process.launch.Debugging;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/**
 * Makes what makes the workers of a pool, of whichever kind they are.
 */
final class PoolWorkers {

	private static final Log logger = LogFactory.getLog(PoolWorkers.class);

	private final Environment environment;

	private final PoolBeans beans;

	private final Supplier<ProcessHost> host;

	private final SharedObjects shared;

	private final ClassLoader classLoader;

	private final Iterable<WorkerFactoryDecorator> decorators;

	/**
	 * What makes the workers of one pool.
	 *
	 * @param factory makes them
	 * @param function makes sure that their handler or poller is there, {@code null} if
	 * there is nothing to make
	 * @param processes what starts its processes, {@code null} if it has none
	 */
	record Made(WorkerFactory factory, @Nullable Supplier<?> function, @Nullable ProcessWorkerFactory processes) {

		Made decorated(WorkerFactoryDecorator decorator, PoolSettings pool) {
			return new Made(decorator.decorate(pool, this.factory), this.function, this.processes);
		}

	}

	PoolWorkers(Environment environment, PoolBeans beans, Supplier<ProcessHost> host, SharedObjects shared,
			ClassLoader classLoader, Iterable<WorkerFactoryDecorator> decorators) {
		this.decorators = decorators;
		this.environment = environment;
		this.beans = beans;
		this.host = host;
		this.shared = shared;
		this.classLoader = classLoader;
	}

	Made of(PoolDraft draft) {
		ConfiguredPool pool = draft.pool();
		if (pool.settings().upkeep().recycle().maxMemory() > 0 && !ResidentMemory.isKnown()) {
			logger
				.warn(("Pool '%s': 'recycle.max-memory' is ignored, as only Linux tells how much memory a process has. "
						+ "Use 'recycle.max-tasks' or 'recycle.max-age' here.")
					.formatted(pool.name()));
		}
		Made made = (pool.settings().kind() == WorkerKind.PROCESS) ? processes(pool) : threads(draft);
		for (WorkerFactoryDecorator decorator : this.decorators) {
			made = made.decorated(decorator, pool.settings());
		}
		return made;
	}

	private Made processes(ConfiguredPool pool) {
		ProcessWorkerFactory processes = processes(pool, true, this.host);
		return new Made(processes, null, processes);
	}

	/**
	 * Makes what makes the workers of copies.
	 * @param pool the pool as if it were one of processes
	 * @param handles whether they have its handler
	 * @param others what they share with each other instead of what the application does
	 */
	ProcessWorkerFactory copies(ConfiguredPool pool, boolean handles, SharedStore others) {
		return processes(pool, handles, () -> this.host.get().sharing(others));
	}

	private ProcessWorkerFactory processes(ConfiguredPool pool, boolean handles, Supplier<ProcessHost> host) {
		Debugging debugging = pool.processSettings().debugging();
		if (debugging != null) {
			logger
				.warn(("Pool '%s': its first worker process waits for a DEBUGGER on %s. Every user of this machine can "
						+ "connect and run any code in it. Time limits, kill budget, recycling and the release of idle workers "
						+ "are off. Remove 'process.debug' where this is not wanted.")
					.formatted(pool.name(), debugging.address()));
		}
		try {
			ProcessHost processes = host.get();
			pool.properties().process().configuration().forEach((name) -> processes.code().add(name, this.classLoader));
			return new ProcessWorkerFactory(processes, pool.processSettings(),
					(PoolContexts.isWanted(pool) || !handles) ? null : this.beans.handlers().className(pool),
					pool.loggingSettings())
				.withExtension(handles ? PoolContexts.extension(pool, this.environment) : null)
				.withContexts(this.beans.contexts().forProcesses(pool))
				.measuring(pool.properties().measureUsage());
		}
		catch (InvalidSettingException ex) {
			throw new PoolConfigurationException(pool.name(), ex);
		}
	}

	private Made threads(PoolDraft draft) {
		ConfiguredPool pool = draft.pool();
		Supplier<TaskPoller<?>> poller = this.beans.handlers().poller(pool);
		TaskHandler<?, ?> given = draft.handler();
		Supplier<TaskHandler<?, ?>> handler = (given != null) ? () -> given : this.beans.handlers().supplier(pool);
		ThreadWorkerFactory workers = (poller != null) ? ThreadWorkerFactory.polling(threads(pool), poller, this.shared)
				: new ThreadWorkerFactory(threads(pool), handler, portability(pool), this.shared);
		return new Made(workers.withLogger(pool.loggingSettings().factory())
			.withContexts(this.beans.contexts().forThreads(pool))
			.measuring(pool.properties().measureUsage()), (poller != null) ? poller : handler, null);
	}

	private LoopThreads threads(ConfiguredPool pool) {
		return (pool.settings().kind() == WorkerKind.VIRTUAL) ? LoopThreads.virtual(this.classLoader)
				: LoopThreads.platform(this.classLoader);
	}

	private @Nullable PayloadCodec portability(ConfiguredPool pool) {
		return pool.properties().verifyPortable()
				? new JdkPayloadCodec(this.classLoader, pool.serialFilter(), pool.processSettings().maxPayload())
				: null;
	}

}
