package io.github.parallelpools.contract;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.thread.LoopThreads;

/**
 * Makes the workers of one kind for tests, and closes what they share; knows nothing of
 * pools.
 */
interface TestWorkers extends AutoCloseable {

	/**
	 * Workers that share with each other only.
	 * @param kind what they are
	 */
	static TestWorkers of(WorkerKind kind) {
		SharedStore store = SharedStore.inMemory();
		return of(kind, store, new ApplicationObjects(store, TestWorkers.class.getClassLoader()));
	}

	/**
	 * Workers that share with the application.
	 * @param kind what they are
	 * @param store where everything shared lives
	 * @param application what the application sees of it
	 */
	static TestWorkers of(WorkerKind kind, SharedStore store, SharedObjects application) {
		ClassLoader loader = TestWorkers.class.getClassLoader();
		return switch (kind) {
			case THREAD -> new TestThreads(kind, LoopThreads.platform(loader), application);
			case VIRTUAL -> new TestThreads(kind, LoopThreads.virtual(loader), application);
			case PROCESS -> new TestForks(new ProcessHost(null, loader, store, application));
		};
	}

	WorkerKind kind();

	/**
	 * Workers that take what is submitted, and items if they have a handler.
	 * @param handler made once for each worker; {@code null} if there is none
	 * @param logger who makes the logger of each worker
	 */
	WorkerFactory handling(@Nullable Class<? extends TaskHandler<?, ?>> handler, LoggingSettings.Factory logger);

	default WorkerFactory handling(Class<? extends TaskHandler<?, ?>> handler) {
		return handling(handler, LoggingSettings.Factory.STANDARD);
	}

	/**
	 * Workers whose items are refused unless they can travel, whatever the kind.
	 * @param handler made once for each worker
	 */
	WorkerFactory handlingWhatTravels(Class<? extends TaskHandler<?, ?>> handler);

	WorkerFactory polling(Class<? extends TaskPoller<?>> poller);

	/** The workers of one standalone task. */
	WorkerFactory standalone(TaskSettings settings, TaskWorkers.@Nullable Handler handler, List<String> prefix);

	@Override
	void close();

}
