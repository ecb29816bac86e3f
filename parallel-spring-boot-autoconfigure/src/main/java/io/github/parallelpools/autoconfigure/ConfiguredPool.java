package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;

import io.github.parallelpools.cluster.PoolRules;
import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.launch.ArchivePlace;
import io.github.parallelpools.worker.process.launch.Debugging;
import io.github.parallelpools.worker.process.launch.ProcessSettings;
import io.github.parallelpools.worker.thread.LoopThreads;

/**
 * A pool as it is configured, the defaults included. Turns properties into the engine's
 * settings and refuses those that are impossible.
 *
 * @param name the pool's name
 * @param properties the pool's properties, checked
 */
record ConfiguredPool(PoolName name, PoolProperties properties) {

	ConfiguredPool {
		try {
			if (!PoolSettings.isName(name.name())) {
				throw new PoolConfigurationException(name, "", null, "is no possible name",
						"Use letters, digits, '-', '_' and '.' only, and begin with a letter or a digit.");
			}
			if (properties.kind() == WorkerKind.VIRTUAL && !LoopThreads.isVirtualSupported()) {
				throw new PoolConfigurationException(name, "kind", "virtual",
						"needs Java 21 or newer, and this is Java " + Runtime.version().feature(),
						"Use 'kind: thread', or run the application on Java 21 or newer.");
			}
			NativeImages.check(name, properties.kind());
			settings(name.name(), properties);
			checkScope(properties);
			ShadowSettings.check(properties);
			processSettings(properties);
			loggingSettings(properties.logging());
			checkReplay(properties.replay());
		}
		catch (InvalidSettingException ex) {
			throw new PoolConfigurationException(name, ex);
		}
	}

	private static void checkReplay(PoolProperties.Replay replay) {
		if (replay.maxFiles() < 1) {
			throw new InvalidSettingException("replay.max-files", replay.maxFiles(),
					"Set it to 1 or more, or leave 'replay.directory' out to write none.");
		}
		if (replay.maxBytes().toBytes() < 1024) {
			throw new InvalidSettingException("replay.max-bytes", replay.maxBytes(), "Set it to at least 1KB.");
		}
	}

	/** A pool of the cluster can't have what only a queue of one instance has. */
	private static void checkScope(PoolProperties properties) {
		if (properties.cluster().maxRunning() < 0) {
			throw new InvalidSettingException("cluster.max-running", properties.cluster().maxRunning(),
					"Set it to 0 (without limit) or more.");
		}
		if (properties.scope() != PoolProperties.Scope.CLUSTER) {
			return;
		}
		String remedy = "The tasks of a pool with 'scope: cluster' wait in the cluster's store, so that this means nothing to it. Leave it out, or use 'scope: local'.";
		if (properties.poller() != null) {
			throw new InvalidSettingException("poller", properties.poller(), remedy);
		}
		if (properties.queue().source() != null) {
			throw new InvalidSettingException("queue.source", properties.queue().source(), remedy);
		}
		if (properties.queue().type() == QueueType.LIFO) {
			throw new InvalidSettingException("queue.type", "lifo", remedy);
		}
		if (properties.autoStop()) {
			throw new InvalidSettingException("auto-stop", "true", remedy);
		}
		PoolRules.requirePossible(properties.queue().whenFull());
	}

	/** Whether any instance may run its tasks. */
	boolean isOfCluster() {
		return this.properties.scope() == PoolProperties.Scope.CLUSTER;
	}

	/** Whether copies of its tasks may be run in processes. */
	boolean hasShadow() {
		return ShadowSettings.isWanted(this.properties);
	}

	/**
	 * The settings of the engine.
	 * @return the settings
	 */
	PoolSettings settings() {
		return settings(this.name.name(), this.properties);
	}

	/**
	 * How processes are started.
	 * @return the settings, also if the pool is one of threads
	 */
	ProcessSettings processSettings() {
		return processSettings(this.properties);
	}

	/**
	 * What becomes of the workers' logs.
	 * @return the settings
	 */
	LoggingSettings loggingSettings() {
		return loggingSettings(this.properties.logging());
	}

	@Nullable ObjectInputFilter serialFilter() {
		return serialFilter(this.properties);
	}

	private static PoolSettings settings(String name, PoolProperties properties) {
		boolean debugged = properties.process().debug() != null;
		SizeSettings size = new SizeSettings(properties.minSize(), properties.maxSize(), properties.spares(),
				debugged ? Duration.ZERO : properties.workerReleaseTime());
		OvertimeSettings limits = new OvertimeSettings(properties.workerOvertime(), properties.overtimePolicy(),
				properties.maxReplacements(), properties.killGrace(), properties.softOvertime(), properties.slowAfter(),
				budget(properties.killBudget()));
		// Who looks at a halted task takes the time that it takes.
		OvertimeSettings overtime = debugged ? new OvertimeSettings(Duration.ZERO, properties.overtimePolicy(),
				properties.maxReplacements(), properties.killGrace()) : limits;
		RecycleSettings recycle = recycle(properties.recycle());
		WorkSettings work = work(properties);
		QueueSettings queue = (work.feed() instanceof Feed.Submitted)
				? new QueueSettings(properties.queue().type(), properties.queue().capacity(),
						properties.queue().whenFull(), properties.queue().blockTimeout())
				: QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK);
		return new PoolSettings(name, properties.kind(), size, overtime, queue, work, retry(properties),
				new UpkeepSettings(properties.startFailureTimeout(), debugged ? RecycleSettings.NEVER : recycle,
						properties.autoStop()));
	}

	private static KillBudgetSettings budget(PoolProperties.KillBudget budget) {
		return new KillBudgetSettings(budget.maxKills(), budget.maxRate(), budget.per(), budget.then());
	}

	private static RecycleSettings recycle(PoolProperties.Recycle recycle) {
		return new RecycleSettings(recycle.maxTasks(), recycle.maxAge(), recycle.maxMemory().toBytes());
	}

	private static RetrySettings retry(PoolProperties properties) {
		PoolProperties.Retry retry = properties.retry();
		Integer quarantineAfter = retry.quarantineAfter();
		Integer written = retry.maxAttempts();
		int maxAttempts = (written != null) ? written
				: (properties.scope() == PoolProperties.Scope.CLUSTER) ? PoolRules.STANDARD_ATTEMPTS : 1;
		return new RetrySettings(maxAttempts, (quarantineAfter != null) ? quarantineAfter : Math.max(maxAttempts, 1),
				retry.deadLetters());
	}

	private static WorkSettings work(PoolProperties properties) {
		String handler = properties.handler();
		String poller = properties.poller();
		String source = properties.queue().source();
		if (poller != null) {
			if (handler != null) {
				throw new InvalidSettingException("poller", poller,
						"The pool also has the handler '%s', for which a poller leaves nothing to do. Remove one of them."
							.formatted(handler));
			}
			return new WorkSettings(null, new Feed.Polled(poller, properties.backlog()), properties.args(),
					properties.lock());
		}
		if (source == null) {
			return new WorkSettings(handler, properties.args(), properties.lock());
		}
		if (handler == null) {
			throw new InvalidSettingException("queue.source", source,
					"Nothing handles the items of that queue. Set 'handler' too.");
		}
		return new WorkSettings(handler, new Feed.Taken(source), properties.args(), properties.lock());
	}

	private static ProcessSettings processSettings(PoolProperties properties) {
		PoolProperties.Process process = properties.process();
		serialFilter(properties);
		ProcessSettings.Jvm jvm = new ProcessSettings.Jvm(javaHome(properties), process.maxHeap().toBytes(),
				process.optimize(), process.jvmArgs(), process.systemProperties(), process.cpus(),
				process.inheritOptions(), ArchivePlace.of(process.archive()));
		return new ProcessSettings(jvm, process.commandPrefix(), process.environment(), process.startTimeout(),
				process.stopTimeout(), new ProcessSettings.Exchange(process.maxPayload().toBytes(),
						process.serialFilter(), window(process.window())),
				process.oomScore(), debugging(properties));
	}

	private static @Nullable Debugging debugging(PoolProperties properties) {
		Integer port = properties.process().debug();
		if (port != null && properties.kind() != WorkerKind.PROCESS) {
			throw new InvalidSettingException("process.debug", port,
					"The workers are threads of the application, to which a debugger is attached as to any. Remove it, or use 'kind: process'.");
		}
		return (port != null) ? new Debugging(port, false) : null;
	}

	private static int window(String text) {
		if (text.strip().equalsIgnoreCase("auto")) {
			return ProcessSettings.Exchange.WINDOW;
		}
		try {
			return Integer.parseInt(text.strip());
		}
		catch (NumberFormatException ex) {
			throw new InvalidSettingException("process.window", text,
					"Set it to a value from 1 to 1024, or to 'auto'.");
		}
	}

	private static @Nullable Path javaHome(PoolProperties properties) {
		File home = properties.process().javaHome();
		if (home == null) {
			return null;
		}
		boolean hasJava = new File(home, "bin/java").canExecute() || new File(home, "bin/java.exe").canExecute();
		if (properties.kind() == WorkerKind.PROCESS && !hasJava) {
			throw new InvalidSettingException("process.java-home", home,
					"It has no 'bin/java' that can be executed. Name the directory of a Java installation.");
		}
		return home.toPath();
	}

	private static @Nullable ObjectInputFilter serialFilter(PoolProperties properties) {
		String pattern = properties.process().serialFilter();
		if (pattern == null) {
			return null;
		}
		try {
			return ObjectInputFilter.Config.createFilter(pattern);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException("process.serial-filter", pattern,
					"%s. Write patterns as in 'com.example.*;java.base/*;!*'.".formatted(ex.getMessage()));
		}
	}

	private static LoggingSettings loggingSettings(PoolProperties.Logging logging) {
		LogLevel level = logging.level();
		return new LoggingSettings(logging.mode(), (level != null) ? toJdk(level) : null, logging.file(),
				logging.pattern(), new LoggingSettings.Factory(logging.factory(), logging.factoryArgs()));
	}

	private static System.Logger.Level toJdk(LogLevel level) {
		return switch (level) {
			case TRACE -> System.Logger.Level.TRACE;
			case DEBUG -> System.Logger.Level.DEBUG;
			case INFO -> System.Logger.Level.INFO;
			case WARN -> System.Logger.Level.WARNING;
			case ERROR, FATAL -> System.Logger.Level.ERROR;
			case OFF -> System.Logger.Level.OFF;
		};
	}

}
