package io.github.parallelpools.sample.cluster;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/**
 * Notes in a map of all instances which of them runs the task, and works until the tour
 * has it end.
 */
@Component
@Profile("cluster")
final class ClusterHandler implements TaskHandler<Integer, ClusterRun> {

	/** The map of the runs, by the number of the task. */
	static final String RUNS = "cluster-tour-runs";

	/** The map that has tasks end when it holds the {@link #GO}. */
	static final String SIGNS = "cluster-tour-signs";

	/** The key of the sign. */
	static final String GO = "go";

	private static final long LOOK_EVERY_MILLIS = 50;

	@Override
	public ClusterRun handle(Integer task, TaskContext context) throws InterruptedException {
		ClusterRun run = new ClusterRun(task, ProcessHandle.current().pid(), context.attempt());
		context.<ClusterRun>map(RUNS).put(task.toString(), run);
		SharedMap<Boolean> signs = context.map(SIGNS);
		while (!signs.containsKey(GO)) {
			Thread.sleep(LOOK_EVERY_MILLIS);
		}
		return run;
	}

}
