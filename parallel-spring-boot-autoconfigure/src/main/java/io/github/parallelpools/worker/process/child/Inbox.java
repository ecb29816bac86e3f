package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.FrameType;

/**
 * What the main thread is to do, in order. The tasks at the end can be given back: each
 * is either taken by the main thread or given back, and those given back are the last
 * ones. While the main thread is between two tasks, it keeps the next one: as soon as the
 * application has the result of one task, it takes the next for begun. So that it learns
 * of what is given back before that, the main thread waits while that is told. Safe for
 * use by several threads.
 */
final class Inbox {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition filled = this.lock.newCondition();

	// Guarded by the lock.

	private final ArrayDeque<Message> messages = new ArrayDeque<>();

	/** Whether the main thread runs a task whose result it has not begun to send. */
	private boolean running;

	/** Tells the application what is given back. */
	@FunctionalInterface
	interface Telling {

		void tell(byte[] numbers) throws IOException;

	}

	/**
	 * What the application says.
	 *
	 * @param type what it is about
	 * @param id what it belongs to
	 * @param payload the rest
	 */
	record Message(FrameType type, long id, byte[] payload) {
	}

	void add(Message message) {
		this.lock.lock();
		try {
			this.messages.add(message);
			this.filled.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The next message; waits for it for a time, {@code null} if none has come. */
	@Nullable Message take(long nanos) throws InterruptedException {
		long left = nanos;
		this.lock.lockInterruptibly();
		try {
			while (this.messages.isEmpty()) {
				if (left <= 0) {
					return null;
				}
				left = this.filled.awaitNanos(left);
			}
			Message next = this.messages.remove();
			this.running = next.type() == FrameType.TASK;
			return next;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The task has ended, and its result is sent next. */
	void ends() {
		this.lock.lock();
		try {
			this.running = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes the tasks out that nobody has taken, and tells their numbers. */
	void giveBack(Telling telling) throws IOException {
		this.lock.lock();
		try {
			telling.tell(takeBack());
		}
		finally {
			this.lock.unlock();
		}
	}

	private byte[] takeBack() {
		int tasks = this.running ? 0 : -1;
		for (Message message : this.messages) {
			tasks += (message.type() == FrameType.TASK) ? 1 : 0;
		}
		tasks = Math.max(0, tasks);
		ByteBuffer numbers = ByteBuffer.allocate(tasks * Long.BYTES);
		for (int i = tasks - 1; i >= 0; i--) {
			numbers.putLong(i * Long.BYTES, this.messages.removeLast().id());
		}
		return numbers.array();
	}

}
