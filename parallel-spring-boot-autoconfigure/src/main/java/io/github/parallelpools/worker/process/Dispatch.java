package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has the latest of something sent to a worker process by a helper thread, as a process
 * that was halted may hold up whoever sends. However often it is asked to, one thread
 * sends and at most one more waits to. Does not know what is sent. Safe for use by
 * several threads.
 */
final class Dispatch {

	private final Executor senders;

	private final Sending sending;

	private final AtomicBoolean wanted = new AtomicBoolean();

	private final ReentrantLock oneAtATime = new ReentrantLock();

	/** Looks up what is the latest, and sends it. */
	@FunctionalInterface
	interface Sending {

		void send() throws IOException;

	}

	Dispatch(Executor senders, Sending sending) {
		this.senders = senders;
		this.sending = sending;
	}

	/** Has it sent; returns at once. */
	void soon() {
		if (!this.wanted.compareAndSet(false, true)) {
			return;
		}
		boolean accepted = false;
		try {
			this.senders.execute(this::sendQuietly);
			accepted = true;
		}
		finally {
			if (!accepted) {
				this.wanted.set(false);
			}
		}
	}

	private void sendQuietly() {
		try {
			now();
		}
		catch (IOException ex) {
			// The process has ended, as its worker notices.
			return;
		}
	}

	/** Sends it and waits until that is done. */
	void now() throws IOException {
		this.oneAtATime.lock();
		try {
			// Who asks from here on may have something later to be sent.
			this.wanted.set(false);
			this.sending.send();
		}
		finally {
			this.oneAtATime.unlock();
		}
	}

}
