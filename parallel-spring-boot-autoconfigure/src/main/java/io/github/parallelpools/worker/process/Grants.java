package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.parallelpools.worker.process.wire.Connection;

/**
 * Brings a worker process the locks that it has waited for, in their order. One thread
 * does so, however many there are, and only while there are some: a process that does not
 * read holds up that one. Does not know what is sent, nor how many may wait. Safe for use
 * by several threads.
 */
final class Grants {

	private final Executor courier;

	private final Queue<Grant> grants = new ConcurrentLinkedQueue<>();

	/** How many are to be brought. Whoever counts the first one has a thread started. */
	private final AtomicInteger left = new AtomicInteger();

	/** Sends one answer and waits until the socket has taken it. */
	@FunctionalInterface
	interface Sending {

		void send() throws IOException;

	}

	/** An answer, and where it goes. */
	private record Grant(Connection connection, Sending sending) {

		void bring() {
			try {
				this.sending.send();
			}
			catch (IOException | RuntimeException | Error ex) {
				// The worker is gone, or would wait for ever; what it had goes with its
				// session.
				this.connection.close();
			}
		}

	}

	Grants(Executor courier) {
		this.courier = courier;
	}

	/** Has an answer sent soon; waits for nobody. */
	void add(Connection connection, Sending sending) {
		this.grants.add(new Grant(connection, sending));
		if (this.left.getAndIncrement() == 0) {
			try {
				this.courier.execute(this::bringAll);
			}
			catch (Error ex) {
				// No thread can be started: the thread that unlocks sends the answers.
				bringAll();
			}
		}
	}

	/** How many answers are not sent yet. */
	int left() {
		return this.left.get();
	}

	private void bringAll() {
		do {
			Grant next = this.grants.poll();
			if (next != null) {
				next.bring();
			}
		}
		while (this.left.decrementAndGet() > 0);
	}

}
