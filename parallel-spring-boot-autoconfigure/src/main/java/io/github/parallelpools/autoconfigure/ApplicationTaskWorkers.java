package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.CpuBinding;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.worker.process.Extension;
import io.github.parallelpools.worker.process.LinuxCpus;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/**
 * What standalone tasks run on, with the defaults of pools where a task does not say
 * otherwise.
 */
final class ApplicationTaskWorkers implements TaskWorkers {

	private final ConfiguredPool defaults;

	private final Supplier<ProcessHost> host;

	private final SharedObjects shared;

	private final ClassLoader classLoader;

	private final Environment environment;

	private final ContextPropagation contexts;

	private final CpuBinding cpus = new LinuxCpus();

	ApplicationTaskWorkers(PoolProperties defaults, Supplier<ProcessHost> host, SharedObjects shared,
			ClassLoader classLoader, Environment environment, ContextPropagation contexts) {
		this.defaults = new ConfiguredPool(new PoolName("defaults", PoolName.DEFAULTS), defaults);
		this.host = host;
		this.shared = shared;
		this.classLoader = classLoader;
		this.environment = environment;
		this.contexts = contexts;
	}

	@Override
	public WorkerFactory workers(TaskSettings settings, @Nullable Handler handler, List<String> commandPrefix) {
		LoggingSettings logging = (settings.logging() != null) ? settings.logging() : this.defaults.loggingSettings();
		if (settings.kind() == WorkerKind.PROCESS) {
			NativeImages.check(settings);
			ProcessHost processes = this.host.get();
			this.defaults.properties()
				.process()
				.configuration()
				.forEach((name) -> processes.code().add(name, this.classLoader));
			return new ProcessWorkerFactory(processes, process(settings.process(), commandPrefix),
					(handler != null) ? handler.className() : null, logging)
				.withExtension(extension(handler))
				.withContexts(this.contexts.forStandaloneProcesses(this.defaults))
				.measuring(this.defaults.properties().measureUsage());
		}
		LoopThreads threads = (settings.kind() == WorkerKind.VIRTUAL) ? LoopThreads.virtual(this.classLoader)
				: LoopThreads.platform(this.classLoader);
		return new ThreadWorkerFactory(threads, (handler != null) ? handler.instance() : null, portability(),
				this.shared)
			.withLogger(logging.factory())
			.withContexts(this.contexts.forThreads(this.defaults, settings.kind()))
			.measuring(this.defaults.properties().measureUsage());
	}

	private @Nullable Extension extension(@Nullable Handler handler) {
		return this.defaults.properties().process().configuration().isEmpty() ? null : PoolContexts.extension(
				this.defaults, (handler != null) ? handler.className() : null, TaskHandler.class, this.environment);
	}

	private @Nullable PayloadCodec portability() {
		return this.defaults.properties().verifyPortable() ? new JdkPayloadCodec(this.classLoader,
				this.defaults.serialFilter(), this.defaults.processSettings().maxPayload()) : null;
	}

	private ProcessSettings process(TaskSettings.Process own, List<String> commandPrefix) {
		ProcessSettings usual = this.defaults.processSettings();
		List<String> prefix = new ArrayList<>(commandPrefix);
		prefix.addAll(usual.commandPrefix());
		Map<String, String> environment = new LinkedHashMap<>(usual.environment());
		environment.putAll(own.environment());
		return new ProcessSettings(jvm(own, usual.jvm()), prefix, environment, usual.startTimeout(),
				usual.stopTimeout(), usual.exchange(), usual.oomScore());
	}

	private static ProcessSettings.Jvm jvm(TaskSettings.Process own, ProcessSettings.Jvm usual) {
		List<String> args = new ArrayList<>(usual.args());
		args.addAll(own.jvmArgs());
		return new ProcessSettings.Jvm(usual.javaHome(), (own.maxHeap() != null) ? own.maxHeap() : usual.maxHeap(),
				usual.optimize(), args, usual.systemProperties(), usual.cpus(), usual.inheritOptions(),
				usual.archives());
	}

	@Override
	public Duration killGrace() {
		return this.defaults.properties().killGrace();
	}

	@Override
	public CpuBinding cpus() {
		return this.cpus;
	}

}
