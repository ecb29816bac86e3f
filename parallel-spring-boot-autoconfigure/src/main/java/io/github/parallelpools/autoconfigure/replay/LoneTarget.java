package io.github.parallelpools.autoconfigure.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

/**
 * Runs tasks where there is no application but its classes, as in a test. Of the settings
 * in a file it takes sizes only: a file chooses no command, no options and no filter.
 */
final class LoneTarget implements ReplayTarget {

	private static final DataSize SMALLEST_HEAP = DataSize.ofMegabytes(64);

	private static final DataSize LARGEST_HEAP = DataSize.ofGigabytes(4);

	@Override
	public ReplayOutcome run(ReplayFile file, Wishes wishes) throws InterruptedException {
		String handler = file.text("handlerClass");
		if (file.handler() != null && handler == null) {
			throw new ReplayFileException(
					"The handler '%s' of pool '%s' is made by a Spring context. Replay the file in the application: PoolReplay.of(file).in(context)."
						.formatted(file.handler(), file.pool()));
		}
		ClassLoader loader = ClassUtils.getDefaultClassLoader();
		if (loader == null) {
			loader = LoneTarget.class.getClassLoader();
		}
		if (handler != null) {
			requireHandler(file, handler, loader);
		}
		ProcessSettings process = wishes.process(settings(file));
		try (ProcessHost host = new ProcessHost((Path) null, loader); ParallelEngine engine = new ParallelEngine()) {
			ProcessWorkerFactory workers = new ProcessWorkerFactory(host, process, handler);
			return new ReplayRun(engine, workers, pool(file, handler), process, loader).run(file, wishes);
		}
	}

	/**
	 * What a handler returns is decoded here, so that a file may name nothing else: no
	 * other class, and no method of one.
	 */
	private static void requireHandler(ReplayFile file, String name, ClassLoader loader) {
		try {
			if (TaskHandler.class.isAssignableFrom(Class.forName(name.split("#", 2)[0], false, loader))
					&& name.indexOf('#') < 0) {
				return;
			}
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new ReplayFileException(
					"The handler of pool '%s' was '%s', and there is no such class here. Replay the file with the classes of the application that wrote it."
						.formatted(file.pool(), name),
					ex);
		}
		throw new ReplayFileException(
				"The handler of pool '%s' was '%s', which is no TaskHandler. Replay the file in the application: PoolReplay.of(file).in(context)."
					.formatted(file.pool(), name));
	}

	private static PoolSettings pool(ReplayFile file, @Nullable String handler) {
		if (!PoolSettings.isName(file.pool())) {
			throw new ReplayFileException("The head of the file names an impossible pool.");
		}
		return new PoolSettings(file.pool(), WorkerKind.PROCESS, new SizeSettings(0, 1, Duration.ZERO),
				new OvertimeSettings(Duration.ZERO, OvertimePolicy.KILL, 0, Duration.ofSeconds(1)),
				QueueSettings.of(1, WhenFull.REJECT), new WorkSettings(handler, Map.of(), null), false);
	}

	private static ProcessSettings settings(ReplayFile file) {
		Map<?, ?> written = (file.head().get("settings") instanceof Map<?, ?> map) ? map : Map.of();
		ProcessSettings.Jvm jvm = new ProcessSettings.Jvm(null, heap(written.get("process.max-heap")),
				Boolean.TRUE.equals(written.get("process.optimize")), List.of(), List.of());
		return new ProcessSettings(jvm, List.of(), Map.of(), Duration.ofSeconds(60), Duration.ofSeconds(2),
				Math.max(file.payload().length, DataSize.ofMegabytes(64).toBytes()), null);
	}

	private static long heap(@Nullable Object written) {
		try {
			DataSize size = DataSize.parse(String.valueOf(written));
			return Math.min(Math.max(size.toBytes(), SMALLEST_HEAP.toBytes()), LARGEST_HEAP.toBytes());
		}
		catch (IllegalArgumentException ex) {
			return DataSize.ofMegabytes(256).toBytes();
		}
	}

}
