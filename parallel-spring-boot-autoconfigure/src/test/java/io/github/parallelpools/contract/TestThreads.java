package io.github.parallelpools.contract;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;

import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/** Makes threads, platform or virtual ones; there is nothing to close. */
record TestThreads(WorkerKind kind, LoopThreads threads, SharedObjects application) implements TestWorkers {

	private static final long MEGABYTE = 1024 * 1024;

	private static <T> @Nullable Supplier<T> instances(@Nullable Class<T> type) {
		return (type != null) ? () -> ReflectionSupport.newInstance(type) : null;
	}

	@Override
	public WorkerFactory handling(@Nullable Class<? extends TaskHandler<?, ?>> handler,
			LoggingSettings.Factory logger) {
		return new ThreadWorkerFactory(this.threads, instances(handler), null, this.application).withLogger(logger);
	}

	@Override
	public WorkerFactory handlingWhatTravels(Class<? extends TaskHandler<?, ?>> handler) {
		return new ThreadWorkerFactory(this.threads, instances(handler),
				new JdkPayloadCodec(getClass().getClassLoader(), null, MEGABYTE), this.application);
	}

	@Override
	public WorkerFactory polling(Class<? extends TaskPoller<?>> poller) {
		return ThreadWorkerFactory.polling(this.threads, instances(poller), this.application);
	}

	@Override
	public WorkerFactory standalone(TaskSettings settings, TaskWorkers.@Nullable Handler handler, List<String> prefix) {
		return new ThreadWorkerFactory(this.threads, (handler != null) ? handler.instance() : null, null,
				this.application);
	}

	@Override
	public void close() {
	}

}
