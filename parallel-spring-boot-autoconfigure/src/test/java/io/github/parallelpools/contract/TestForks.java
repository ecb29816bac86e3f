package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

/** Makes worker processes; closes their host. */
record TestForks(ProcessHost host) implements TestWorkers {

	@Override
	public WorkerKind kind() {
		return WorkerKind.PROCESS;
	}

	@Override
	public WorkerFactory handling(@Nullable Class<? extends TaskHandler<?, ?>> handler,
			LoggingSettings.Factory logger) {
		LoggingSettings logging = new LoggingSettings(LoggingSettings.STANDARD.mode(), null,
				LoggingSettings.STANDARD_FILE, LoggingSettings.STANDARD_PATTERN, logger);
		return new ProcessWorkerFactory(this.host, TestProcesses.settings(),
				(handler != null) ? handler.getName() : null, logging);
	}

	@Override
	public WorkerFactory handlingWhatTravels(Class<? extends TaskHandler<?, ?>> handler) {
		return handling(handler);
	}

	@Override
	public WorkerFactory polling(Class<? extends TaskPoller<?>> poller) {
		return new ProcessWorkerFactory(this.host, TestProcesses.settings(), poller.getName());
	}

	@Override
	public WorkerFactory standalone(TaskSettings settings, TaskWorkers.@Nullable Handler handler, List<String> prefix) {
		ProcessSettings usual = TestProcesses.settings(settings.process().jvmArgs(), Duration.ofSeconds(30));
		ProcessSettings own = new ProcessSettings(usual.jvm(), prefix, Map.of(), usual.startTimeout(),
				usual.stopTimeout(), usual.maxPayload(), usual.serialFilter());
		return new ProcessWorkerFactory(this.host, own, (handler != null) ? handler.className() : null);
	}

	@Override
	public void close() {
		this.host.close();
	}

}
