package io.github.parallelpools.engine.pool;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Tells of the ends of tasks in threads that have not run them: such a thread is on duty
 * for the pool meanwhile, so that what it calls is not waited for by itself. Runs foreign
 * code: not called under a lock.
 */
final class Telling {

	private final PoolCore core;

	private final Completion completion;

	private final Executor helpers;

	Telling(PoolCore core, Completion completion, Executor helpers) {
		this.core = core;
		this.completion = completion;
		this.helpers = helpers;
	}

	/** Tells of the end of a task, unless another thread does. */
	void tell(Execution<?> task) {
		CallingThread duty = CallingThread.telling(this.core);
		try {
			this.completion.deliver(task);
		}
		finally {
			duty.end();
		}
	}

	/** Tells of the end of a task in a thread that has claimed to do so. */
	void tellClaimed(Execution<?> task) {
		CallingThread duty = CallingThread.telling(this.core);
		try {
			this.completion.deliverClaimed(task);
		}
		finally {
			duty.end();
		}
	}

	/** Has a helper tell of what an abandoned worker has not come back from. */
	void abandoned(@Nullable Execution<?> task) {
		if (task != null) {
			this.helpers.execute(() -> {
				task.decide(new TaskOutcome.Died("its worker did not end when it was ordered to, and was abandoned"));
				tell(task);
			});
		}
	}

}
