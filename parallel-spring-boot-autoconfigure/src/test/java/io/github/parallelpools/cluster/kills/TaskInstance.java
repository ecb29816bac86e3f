package io.github.parallelpools.cluster.kills;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.autoconfigure.ParallelClusterAutoConfiguration;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFunction;

/**
 * One of several applications that start the same standalone tasks, one on a thread and
 * one in a process. It may be killed at any time. Its book says what {@link WrittenStore}
 * writes, {@code started}, {@code told-<task>} with the value of the future and
 * {@code heard-<task>} with the code that the callback was told. What runs writes
 * {@code began-<task>} and {@code goes-<task>} into the book {@code runs} that all share,
 * with the name of the instance and the token.
 */
final class TaskInstance {

	static final List<String> TASKS = List.of("threads", "processes");

	private static final List<String> PROPERTIES = List.of("parallel.cluster.enabled=true", "parallel.cluster.lease=4s",
			"parallel.cluster.fence=1200ms", "parallel.cluster.renew=200ms", "parallel.shutdown-timeout=5s",
			"parallel.defaults.process.max-heap=32MB");

	private TaskInstance() {
	}

	/**
	 * Starts the tasks, which end when the folder has a file {@code stop}; ends itself
	 * when it was told of both.
	 * @param args who opens the store, where that is, the folder, the book
	 */
	public static void main(String[] args) throws Exception {
		StoreOpener opener = (StoreOpener) Class.forName(args[0]).getDeclaredConstructor().newInstance();
		Notes notes = new Notes(Path.of(args[2]).resolve(args[3]));
		try (ConfigurableApplicationContext context = open(WrittenStore.of(opener.open(args[1]), notes))) {
			Parallel parallel = context.getBean(Parallel.class);
			List<ParallelTask<?, ?>> tasks = new ArrayList<>();
			for (String name : TASKS) {
				ParallelTask<String, String> task = parallel.task(job())
					.name(name)
					.kind(name.equals("threads") ? WorkerKind.THREAD : WorkerKind.PROCESS)
					.scope(TaskScope.CLUSTER)
					.argument(args[2] + "|" + args[3])
					.callback((id, title, result, value) -> notes.write("heard-" + name, result.code()))
					.build();
				task.start().whenComplete((value, error) -> notes.write("told-" + name, "" + value));
				tasks.add(task);
			}
			// An instance that has not seen the run when that ends would begin another
			// one.
			for (ParallelTask<?, ?> task : tasks) {
				Awaitility.await()
					.atMost(Duration.ofMinutes(2))
					.pollInterval(Duration.ofMillis(20))
					.until(() -> task.node().isPresent());
			}
			notes.write("started", args[3]);
			for (ParallelTask<?, ?> task : tasks) {
				task.join();
			}
		}
		System.exit(0);
	}

	private static ConfigurableApplicationContext open(ClusterStore store) {
		return new SpringApplicationBuilder(ParallelClusterAutoConfiguration.class, ParallelAutoConfiguration.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean("store", ClusterStore.class,
					() -> store))
			.run(PROPERTIES.stream().map((one) -> "--" + one).toArray(String[]::new));
	}

	private static TaskFunction<String, String> job() {
		return (text, context) -> {
			String[] parts = text.split("\\|");
			return work(Path.of(parts[0]), parts[1], context);
		};
	}

	private static String work(Path folder, String instance, TaskContext context) throws InterruptedException {
		Notes runs = new Notes(folder.resolve("runs"));
		String run = instance + ":" + context.fencingToken();
		runs.write("began-" + context.pool(), run);
		while (!Files.exists(folder.resolve("stop"))) {
			Thread.sleep(20);
			runs.write("goes-" + context.pool(), run);
		}
		return run;
	}

}
