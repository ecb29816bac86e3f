package io.github.parallelpools.autoconfigure;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;

/**
 * An application that is ended from within one of its tasks or callbacks, as a process of
 * its own. If it waited for them, it would take hours.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(ParallelAutoConfiguration.class)
class ExitApplication {

	/** Who ends the application. */
	enum Who {

		TASK, TWO_TASKS, DEPENDENT, DEPENDENT_OF_PROCESS, STANDALONE_TASK, DEPENDENT_OF_STANDALONE_PROCESS

	}

	public static void main(String[] args) throws Exception {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(ExitApplication.class)
			.web(WebApplicationType.NONE)
			.properties("parallel.process-directory=" + args[1] + "/sockets", "parallel.shutdown-timeout=1h",
					"spring.lifecycle.timeout-per-shutdown-phase=2h", "parallel.defaults.kill-grace=1h",
					"parallel.pools.thread.max-size=2", "parallel.pools.process.kind=process")
			.run();
		ParallelPool thread = context.getBean("thread", ParallelPool.class);
		Parallel parallel = context.getBean(Parallel.class);
		switch (Who.valueOf(args[0])) {
			case TASK -> thread.submit(ExitApplication::exit);
			case TWO_TASKS -> {
				thread.submit(ExitApplication::exit);
				thread.submit(() -> {
					System.exit(SpringApplication.exit(context, () -> 42));
					return 0;
				});
			}
			case DEPENDENT -> thread.submit(() -> 1).thenRun(ExitApplication::exit);
			case DEPENDENT_OF_PROCESS ->
				context.getBean("process", ParallelPool.class).submit(() -> 1).thenRun(ExitApplication::exit);
			case STANDALONE_TASK ->
				parallel.<Integer, Integer>task((item, task) -> exit()).kind(WorkerKind.THREAD).build().start(1);
			case DEPENDENT_OF_STANDALONE_PROCESS -> parallel.<Integer, Integer>task((item, task) -> item)
				.kind(WorkerKind.PROCESS)
				.build()
				.start(1)
				.thenRun(ExitApplication::exit);
		}
		Thread.currentThread().join();
	}

	private static int exit() {
		System.exit(42);
		return 0;
	}

}
