package io.github.parallelpools.autoconfigure;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.NativeImage;

/**
 * Refuses worker processes to native images: a worker is a JVM that runs the classes of
 * the application, and a native image has neither.
 */
final class NativeImages {

	private static final String REASON = "needs a JVM with the application's classes, and this is a native image";

	private NativeImages() {
	}

	/**
	 * Refuses a pool of processes.
	 * @param pool the pool
	 * @param kind what its workers are
	 */
	static void check(PoolName pool, WorkerKind kind) {
		if (kind == WorkerKind.PROCESS && NativeImage.isRunning()) {
			throw new PoolConfigurationException(pool, "kind", "process", REASON,
					"Use 'kind: thread' or 'kind: virtual', or run the application on a JVM.");
		}
	}

	/**
	 * Refuses a standalone task in a process of its own.
	 * @param task the task
	 */
	static void check(TaskSettings task) {
		if (NativeImage.isRunning()) {
			throw new InvalidSettingException("kind", WorkerKind.PROCESS,
					"%s %s. Use WorkerKind.THREAD or VIRTUAL, or run the application on a JVM.".formatted(task.title(),
							REASON));
		}
	}

}
