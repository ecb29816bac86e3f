package io.github.parallelpools.shadow;

import io.github.parallelpools.spi.ForwardingWorker;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A worker in the application that notes how long those tasks run which have a copy.
 */
final class ShadowingWorker extends ForwardingWorker {

	ShadowingWorker(Worker worker) {
		super(worker);
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		if (!(payload instanceof ShadowedWork shadowed)) {
			return super.execute(payload, run);
		}
		long begin = System.nanoTime();
		TaskOutcome outcome = super.execute(shadowed.payload(), run);
		shadowed.copy().ran(run.taskId(), System.nanoTime() - begin);
		return outcome;
	}

}
