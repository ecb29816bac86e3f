package io.github.parallelpools.test.fault;

import java.io.IOException;

import io.github.parallelpools.spi.ForwardingWorker;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A process that may meet a fault when it has sent a result.
 */
final class FaultyWorker extends ForwardingWorker {

	FaultyWorker(Worker process) {
		super(process);
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		TaskOutcome outcome = super.execute(TrappedPayload.plain(payload), run);
		if (payload instanceof TrappedPayload trapped && outcome instanceof TaskOutcome.Succeeded
				&& (trapped.trap().each() || run.attempt() == 1)) {
			try {
				trapped.trap().fault().happenTo(pid().orElseThrow());
			}
			catch (IOException ex) {
				return new TaskOutcome.Failed(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return outcome;
	}

}
