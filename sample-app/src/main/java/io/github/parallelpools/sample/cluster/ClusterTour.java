package io.github.parallelpools.sample.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskFuture;

/**
 * Starts more instances, gives all of them something to do, kills one, and prints what
 * became of its tasks. The application goes on whatever happens here.
 */
@Component
@Profile("cluster")
final class ClusterTour implements ApplicationRunner {

	private static final Log logger = LogFactory.getLog(ClusterTour.class);

	private static final long LOOK_EVERY_MILLIS = 50;

	private final ParallelPool pool;

	private final Parallel parallel;

	private final Instances instances;

	private final ClusterTourProperties properties;

	private final Environment environment;

	ClusterTour(@Qualifier("shared") ParallelPool pool, Parallel parallel, Instances instances,
			ClusterTourProperties properties, Environment environment) {
		this.pool = pool;
		this.parallel = parallel;
		this.instances = instances;
		this.properties = properties;
		this.environment = environment;
	}

	@Override
	public void run(ApplicationArguments args) {
		if (this.properties.instances() < (isAlone() ? 1 : 2)) {
			return;
		}
		try {
			logger.info(isAlone() ? alone() : tour());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			logger.info("The tour of the cluster was interrupted");
		}
		catch (IOException | ExecutionException | TimeoutException | RuntimeException ex) {
			logger.warn("The tour of the cluster broke off; the application goes on", ex);
		}
	}

	private boolean isAlone() {
		String url = this.environment.getProperty("spring.datasource.url", "");
		return url.isEmpty() || url.startsWith("jdbc:h2:");
	}

	private String alone() throws InterruptedException, ExecutionException, TimeoutException {
		signs().put(ClusterHandler.GO, true);
		ClusterRun run = this.pool.send(1, ClusterRun.class)
			.get(this.properties.patience().toSeconds(), TimeUnit.SECONDS);
		return """
				This instance is alone: H2 in memory is a cluster of one JVM. Process %s has run a task that waited in it.
				Give all instances one PostgreSQL, and this command starts %s of them and kills one:
				  --spring.datasource.url=jdbc:postgresql://localhost/postgres --spring.datasource.username=... --spring.datasource.password=..."""
			.formatted(run.pid(), Math.max(this.properties.instances(), 3));
	}

	private String tour() throws IOException, InterruptedException, ExecutionException, TimeoutException {
		logger.info("The tour of the cluster begins: %s instances share the pool '%s'"
			.formatted(this.properties.instances(), this.pool.name()));
		SharedMap<ClusterRun> runs = this.parallel.map(ClusterHandler.RUNS);
		runs.clear();
		signs().clear();
		Process victim = this.instances.start(2);
		for (int number = 3; number <= this.properties.instances(); number++) {
			this.instances.start(number);
		}
		List<TaskFuture<ClusterRun>> tasks = new ArrayList<>();
		try {
			int count = this.properties.instances() * this.pool.settings().size().max();
			for (int task = 1; task <= count; task++) {
				tasks.add(this.pool.send(task, ClusterRun.class));
			}
			await("all instances run tasks", () -> runs.size() == count
					&& runs.values().stream().map(ClusterRun::pid).distinct().count() == this.properties.instances());
			List<ClusterRun> before = runs.values().stream().filter((run) -> run.pid() == victim.pid()).toList();
			victim.destroyForcibly();
			logger
				.info("Killed instance 2, process %s, which ran the tasks %s".formatted(victim.pid(), numbers(before)));
			signs().put(ClusterHandler.GO, true);
			return report(tasks, victim.pid(), before);
		}
		catch (RuntimeException | TimeoutException ex) {
			signs().put(ClusterHandler.GO, true);
			throw ex;
		}
	}

	private String report(List<TaskFuture<ClusterRun>> tasks, long victim, List<ClusterRun> before)
			throws InterruptedException, ExecutionException, TimeoutException {
		StringBuilder table = new StringBuilder("The tour of the cluster is over%n%n".formatted());
		Set<Integer> lost = before.stream().map(ClusterRun::task).collect(Collectors.toCollection(TreeSet::new));
		Set<Long> heirs = new TreeSet<>();
		for (TaskFuture<ClusterRun> task : tasks) {
			ClusterRun run = task.get(this.properties.patience().toSeconds(), TimeUnit.SECONDS);
			boolean moved = lost.contains(run.task());
			table.append("Task %2s  attempt %s  process %8s%s%n".formatted(run.task(), run.attempt(), run.pid(),
					moved ? "  (begun in process " + victim + ", which was killed)" : ""));
			if (moved) {
				heirs.add(run.pid());
			}
		}
		return table
			.append("%nProcess %s was killed. Its tasks %s went on in %s. All %s tasks were done.%n".formatted(victim,
					numbers(before), heirs, tasks.size()))
			.toString();
	}

	private static String numbers(List<ClusterRun> runs) {
		return runs.stream().map((run) -> String.valueOf(run.task())).sorted().collect(Collectors.joining(" and "));
	}

	private SharedMap<Boolean> signs() {
		return this.parallel.map(ClusterHandler.SIGNS);
	}

	private void await(String what, BooleanSupplier condition) throws InterruptedException, TimeoutException {
		Duration patience = this.properties.patience();
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (!this.instances.areAlive()) {
				throw new IllegalStateException("An instance has ended. What it has printed above says why.");
			}
			if (System.nanoTime() - start > patience.toNanos()) {
				throw new TimeoutException("It did not happen within %s s that %s. Raise 'sample.cluster.patience'."
					.formatted(patience.toSeconds(), what));
			}
			Thread.sleep(LOOK_EVERY_MILLIS);
		}
	}

}
