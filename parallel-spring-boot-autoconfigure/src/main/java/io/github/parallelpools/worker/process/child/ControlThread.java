package io.github.parallelpools.worker.process.child;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;

/**
 * Does what the application asks beside the task, one thing after the other: the reader
 * must go on reading, as it would hold up the application if it sent or ran the task's
 * code, and the main thread is the task's. It is there from the start, because it may be
 * needed when no thread is to be had any more.
 */
final class ControlThread implements Executor {

	private final LinkedTransferQueue<Runnable> inbox = new LinkedTransferQueue<>();

	ControlThread() {
		Thread thread = new Thread(null, this::run, "parallel-control", 0, false);
		thread.setDaemon(true);
		thread.setPriority(Thread.MAX_PRIORITY);
		thread.start();
	}

	@Override
	public void execute(Runnable work) {
		this.inbox.add(work);
	}

	private void run() {
		while (true) {
			try {
				this.inbox.take().run();
			}
			catch (Throwable ex) {
				// Whoever asked waits for a short time only. Nobody but a task interrupts
				// this thread, and memory may be short: neither ends it.
				Thread.interrupted();
			}
		}
	}

}
