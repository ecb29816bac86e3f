package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;

/**
 * An application whose tasks refuse to end, as a process of its own. It writes who its
 * workers are and then ends in one of several ways, or waits for a signal.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(ParallelAutoConfiguration.class)
class ShutdownApplication {

	/** How the application ends. */
	enum Way {

		/** It doesn't. */
		SIGNAL(-1),

		/** It asks Boot for an exit code. */
		EXIT(42),

		/** A task of a pool asks Boot. */
		EXIT_FROM_TASK(42),

		/** A runner fails. */
		FAILING_RUNNER(1),

		/** Something that starts after the pools fails. */
		FAILING_LIFECYCLE(1),

		/** It is closed twice, started once more, and the main method ends. */
		RESTART(0);

		private final int exitCode;

		Way(int exitCode) {
			this.exitCode = exitCode;
		}

		int exitCode() {
			return this.exitCode;
		}

	}

	public static void main(String[] args) throws Exception {
		Way way = Way.valueOf(args[0]);
		ConfigurableApplicationContext context = run(args);
		switch (way) {
			case EXIT -> exit(context);
			case EXIT_FROM_TASK -> {
				context.getBean("stubborn", ParallelPool.class).submit(() -> exit(context));
				// Workers are daemons: without this thread the JVM would end by itself.
				Thread.currentThread().join();
			}
			case RESTART -> {
				context.close();
				context.close();
				ConfigurableApplicationContext again = run(args);
				again.close();
				again.close();
			}
			default -> Thread.currentThread().join();
		}
	}

	private static int exit(ConfigurableApplicationContext context) {
		System.exit(SpringApplication.exit(context, (ExitCodeGenerator) () -> 42));
		return 0;
	}

	private static ConfigurableApplicationContext run(String... args) {
		return new SpringApplicationBuilder(ShutdownApplication.class).web(WebApplicationType.NONE)
			.properties("way=" + args[0], "directory=" + args[1], "parallel.process-directory=" + args[1] + "/sockets",
					"parallel.shutdown-timeout=300ms", "spring.lifecycle.timeout-per-shutdown-phase=30s",
					"parallel.defaults.kill-grace=20s", "parallel.pools.stubborn.kill-grace=200ms",
					"parallel.pools.stubborn.max-size=2", "parallel.pools.spinning.kind=process",
					"parallel.pools.spinning.max-size=1", "parallel.pools.idle.kind=process",
					"parallel.pools.idle.min-size=1", "spring.main.banner-mode=off")
			.run();
	}

	/** Comes between the pools and what fails. */
	@Bean
	SmartLifecycle work(Environment environment, ParallelPool stubborn, ParallelPool spinning, ParallelPool idle,
			Parallel parallel) {
		Path directory = Path.of(environment.getRequiredProperty("directory"));
		return new AfterPools(1) {

			@Override
			public void start() {
				begin(directory, stubborn, spinning, idle, parallel);
			}

		};
	}

	private static void begin(Path directory, ParallelPool stubborn, ParallelPool spinning, ParallelPool idle,
			Parallel parallel) {
		stubborn.submit(() -> refuseToEnd(null));
		String spinner = directory.resolve("spinning").toString();
		spinning.submit(() -> refuseToEnd(spinner));
		String standalone = directory.resolve("standalone").toString();
		parallel.task((String file, TaskContext context) -> refuseToEnd(file))
			.kind(WorkerKind.PROCESS)
			.build()
			.start(standalone);
		String file = directory.resolve("idle").toString();
		idle.submit(() -> tell(file)).join();
		while (!Stream.of(spinner, standalone).map(Path::of).allMatch(Files::exists)) {
			LockSupport.parkNanos(1_000_000);
		}
		write(directory.resolve("ready"), "");
	}

	private static int refuseToEnd(@Nullable String file) {
		if (file != null) {
			tell(file);
		}
		while (true) {
			Thread.interrupted();
		}
	}

	private static int tell(String file) {
		write(Path.of(file), Long.toString(ProcessHandle.current().pid()));
		return 0;
	}

	private static void write(Path file, String text) {
		try {
			Path made = Path.of(file + ".new");
			Files.writeString(made, text);
			Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Bean
	SmartLifecycle failing(Environment environment) {
		return new AfterPools(2) {

			@Override
			public void start() {
				if (way(environment) == Way.FAILING_LIFECYCLE) {
					throw new IllegalStateException("It fails");
				}
			}

		};
	}

	@Bean
	ApplicationRunner failingRunner(Environment environment) {
		return (arguments) -> {
			if (way(environment) == Way.FAILING_RUNNER) {
				throw new IllegalStateException("It fails");
			}
		};
	}

	private static Way way(Environment environment) {
		return Way.valueOf(environment.getRequiredProperty("way"));
	}

	/** Something that starts when the pools run. */
	private abstract static class AfterPools implements SmartLifecycle {

		private final int distance;

		AfterPools(int distance) {
			this.distance = distance;
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public int getPhase() {
			return PoolLifecycle.PHASE + this.distance;
		}

	}

}
