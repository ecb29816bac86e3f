package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.RequestMessage;

/**
 * Sends a worker process what is asked of the task that it runs, so that the last message
 * is the latest. Safe for use by several threads.
 */
final class RunRequests {

	private final WorkerSession session;

	private final SentTasks tasks;

	private final Dispatch dispatch;

	RunRequests(WorkerSession session) {
		this.session = session;
		this.tasks = session.tasks();
		this.dispatch = session.dispatch(this::send);
	}

	/** Has them sent by another thread. */
	void soon() {
		if (this.tasks.running() != null) {
			this.dispatch.soon();
		}
	}

	/** Sends them. */
	void now() throws IOException {
		this.dispatch.now();
	}

	private void send() throws IOException {
		SentTask to = this.tasks.running();
		if (to != null) {
			TaskRun run = to.run();
			// The round comes first: what is asked later is sent later.
			int round = run.requestRound();
			RequestMessage message = new RequestMessage(run.isPauseRequested(), run.isStopRequested(),
					run.isInterruptRequested(), round);
			this.session.send(FrameType.REQUEST, to.id(), ByteBuffer.wrap(message.encode()));
		}
	}

}
