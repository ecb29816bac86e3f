package io.github.parallelpools.autoconfigure;

import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.WorkerKind;
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
 * Makes what makes the workers of a pool, of whichever kind they are.
 */
final class PoolWorkers {

	private static final Log logger = LogFactory.getLog(PoolWorkers.class);

	private final Environment environment;

	private final PoolBeans beans;

	private final Supplier<ProcessHost> host;

	private final SharedObjects shared;

	private final ClassLoader classLoader;

	/**
	 * What makes the workers of one pool.
	 *
	 * @param factory makes them
	 * @param function makes sure that their handler or poller is there, {@code null} if
	 * there is nothing to make
	 */
	record Made(WorkerFactory factory, @Nullable Supplier<?> function) {

		/** What starts its processes, {@code null} if it has none. */
		@Nullable ProcessWorkerFactory processes() {
			return (this.factory instanceof ProcessWorkerFactory processes) ? processes : null;
		}

	}

	PoolWorkers(Environment environment, PoolBeans beans, Supplier<ProcessHost> host, SharedObjects shared,
			ClassLoader classLoader) {
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
		return (pool.settings().kind() == WorkerKind.PROCESS) ? new Made(processes(pool), null) : threads(draft);
	}

	private WorkerFactory processes(ConfiguredPool pool) {
		try {
			ProcessHost processes = this.host.get();
			pool.properties().process().configuration().forEach((name) -> processes.code().add(name, this.classLoader));
			return new ProcessWorkerFactory(processes, pool.processSettings(),
					PoolContexts.isWanted(pool) ? null : this.beans.handlers().className(pool), pool.loggingSettings())
				.withExtension(PoolContexts.extension(pool, this.environment))
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
			.measuring(pool.properties().measureUsage()), (poller != null) ? poller : handler);
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
