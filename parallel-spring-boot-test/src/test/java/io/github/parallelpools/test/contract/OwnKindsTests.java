package io.github.parallelpools.test.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/** The library's own kinds of workers keep the contract. */
class OwnKindsTests {

	private static final ClassLoader CLASSES = OwnKindsTests.class.getClassLoader();

	private static WorkerFactory threads(LoopThreads threads,
			@Nullable Class<? extends TaskHandler<String, String>> handler) {
		Supplier<TaskHandler<?, ?>> made = () -> {
			try {
				return handler.getConstructor().newInstance();
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		};
		return new ThreadWorkerFactory(threads, (handler != null) ? made : null, null);
	}

	@Nested
	class Threads extends WorkerFactoryContract {

		@Override
		protected WorkerFactory factory(@Nullable Class<? extends TaskHandler<String, String>> handler) {
			return threads(LoopThreads.platform(CLASSES), handler);
		}

		@Override
		protected WorkerKind kind() {
			return WorkerKind.THREAD;
		}

	}

	@Nested
	@EnabledForJreRange(min = JRE.JAVA_21)
	class VirtualThreads extends WorkerFactoryContract {

		@Override
		protected WorkerFactory factory(@Nullable Class<? extends TaskHandler<String, String>> handler) {
			return threads(LoopThreads.virtual(CLASSES), handler);
		}

		@Override
		protected WorkerKind kind() {
			return WorkerKind.VIRTUAL;
		}

	}

	@Nested
	class Processes extends WorkerFactoryContract {

		private static final long MEGABYTE = 1024 * 1024;

		@TempDir
		private static Path directory;

		private static ProcessHost host;

		@BeforeAll
		static void open() {
			SharedStore store = SharedStore.inMemory();
			host = new ProcessHost(directory, CLASSES, store, new ApplicationObjects(store, CLASSES));
		}

		@AfterAll
		static void closeHost() {
			host.close();
		}

		@Override
		protected WorkerFactory factory(@Nullable Class<? extends TaskHandler<String, String>> handler) {
			ProcessSettings settings = new ProcessSettings(
					new ProcessSettings.Jvm(null, 32 * MEGABYTE, false, List.of(), List.of()), List.of(), Map.of(),
					Duration.ofSeconds(60), Duration.ofSeconds(5), MEGABYTE, null);
			return new ProcessWorkerFactory(host, settings, (handler != null) ? handler.getName() : null);
		}

		@Override
		protected WorkerKind kind() {
			return WorkerKind.PROCESS;
		}

	}

}
