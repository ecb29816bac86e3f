package io.github.parallelpools.autoconfigure;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/**
 * An application that does much when it starts, and whose handler does what a file says.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
class ReplayApplication {

	static final String[] ARGUMENTS = { "--server.port=0", "--spring.main.banner-mode=off",
			"--parallel.pools.told.kind=process", "--parallel.pools.told.handler=" + Obedient.class.getName(),
			"--parallel.pools.told.process.max-heap=64MB", "--parallel.pools.busy.kind=process",
			"--parallel.pools.busy.min-size=1", "--parallel.pools.busy.process.max-heap=64MB",
			"--parallel.pools.busy.process.verify=true" };

	public static void main(String[] args) {
		SpringApplication.run(ReplayApplication.class, args);
	}

	@Bean
	Object eager() {
		System.out.println("A bean was made");
		return "";
	}

	@Bean
	ApplicationRunner runner() {
		return (arguments) -> System.out.println("A runner was run");
	}

	@Bean
	Schedule schedule() {
		return new Schedule();
	}

	@Bean
	SmartLifecycle consumer() {
		return new SmartLifecycle() {

			@Override
			public void start() {
				System.out.println("A consumer was started");
			}

			@Override
			public void stop() {
			}

			@Override
			public boolean isRunning() {
				return false;
			}

		};
	}

	/** Runs when the application starts, beside all else. */
	static class Schedule {

		Schedule() {
			System.out.println("A bean with a schedule was made");
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		void run() {
			System.out.println("A schedule was run");
		}

	}

	/** A file that says what to do. */
	record Order(String file) implements Serializable {
	}

	/** Does it. */
	public static class Obedient implements TaskHandler<Order, String> {

		@Override
		public String handle(Order item, TaskContext context) throws Exception {
			String order = Files.readString(Path.of(item.file()));
			if (order.equals("die")) {
				System.out.println("last words");
				Runtime.getRuntime().halt(7);
			}
			if (order.equals("fail")) {
				throw new IllegalStateException("as it was told");
			}
			return "done";
		}

	}

}
