package io.github.parallelpools.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.parallelpools.benchmarks.jmh.ThreadTasks;

/** The table of all that is measured. */
final class Scenarios {

	private static final String THREADS = "Threads";

	private static final String TPE = "ThreadPoolExecutor.submit";

	private Scenarios() {
	}

	/**
	 * All scenarios.
	 * @param work how much a task of 10 us works, as JMH counts it
	 */
	static List<Scenario> all(long work) {
		List<Scenario> all = new ArrayList<>();
		for (int threads : new int[] { 1, 2, 4 }) {
			all.add(many("empty tasks", threads, 0));
		}
		return all;
	}

	private static Scenario many(String what, int threads, long work) {
		Metric metric = Metric.higher("many", "tasks/s").goal(TPE, "≥ 1.0");
		return new Scenario(THREADS, "%s, %d threads".formatted(what, threads), List.of(metric),
				threads("pool", "pool", "many", threads, work, 17),
				List.of(threads(TPE, "tpe", "many", threads, work, 17),
						threads("CompletableFuture.supplyAsync", "cf", "many", threads, work, 17),
						threads("ForkJoinPool.submit", "fjp", "many", threads, work, 17),
						threads("ThreadPoolTaskExecutor.submitCompletable", "spring", "many", threads, work, 17),
						threads("virtual thread per task", "virtual", "many", threads, work, 21)));
	}

	private static Contender threads(String name, String target, String method, int threads, long work, int sinceJava) {
		return new JmhContender(name, ThreadTasks.class.getName() + "." + method, method,
				Map.of("target", target, "threads", "" + threads, "work", "" + work), sinceJava);
	}

}
