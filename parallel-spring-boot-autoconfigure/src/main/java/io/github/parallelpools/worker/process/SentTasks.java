package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.worker.process.wire.FrameType;

/**
 * The tasks that one worker process was sent and has not answered, in the order in which
 * it runs them. The first one is the one that it runs: its result arrives before the
 * process begins with the next. What a process says is believed only as far as it is
 * possible: a result of another task than the first, or tasks given back that it was not
 * sent, or the first, or that nobody asked for, end the connection. Safe for use by
 * several threads.
 */
final class SentTasks {

	private final WorkerEvents events;

	// Guarded by this.

	private ArrayDeque<SentTask> open = new ArrayDeque<>();

	/** The number of the last that was sent. */
	private long last;

	/** The number of the last that has ended. */
	private long ended;

	/** How often tasks were asked back without an answer until now. */
	private int asked;

	/** The task that somebody waits for; written by who waits. */
	private volatile @Nullable SentTask awaited;

	SentTasks(WorkerEvents events) {
		this.events = events;
	}

	/** Makes room in advance, so that no task is lost for want of memory. */
	synchronized void reserve(int most) {
		this.open = new ArrayDeque<>(most);
	}

	/** The calling thread waits for a task, and is woken for that one from now on. */
	void awaits(SentTask task) {
		task.awaits();
		this.awaited = task;
	}

	/** A task is sent next. */
	synchronized void add(SentTask task) {
		this.open.add(task);
		task.sent(++this.last);
	}

	/** The last task could not be sent, and the process will never have it. */
	synchronized void withdraw(SentTask task) {
		if (this.open.peekLast() == task) {
			this.open.removeLast();
		}
	}

	/** The task that the process runs, as far as is known. */
	synchronized @Nullable SentTask running() {
		return this.open.peek();
	}

	/**
	 * A task has ended.
	 * @return the one that the process begins with, if there is one
	 */
	@Nullable SentTask ended(long id, byte[] result) throws IOException {
		SentTask task;
		SentTask next;
		synchronized (this) {
			task = this.open.peek();
			if (task == null || task.id() != id) {
				throw new IOException("The worker said RESULT of %s, which nobody waits for".formatted(id));
			}
			this.open.remove();
			this.ended = id;
			next = this.open.peek();
		}
		try {
			this.events.ended(task.run());
		}
		finally {
			task.ended(result);
		}
		return next;
	}

	/** What a task tells too late is nobody's business. */
	synchronized void status(long id, byte[] message) {
		SentTask task = this.open.peek();
		if (task != null && task.id() == id) {
			task.status(message);
		}
	}

	/** Tasks are asked back. */
	synchronized void asked() {
		this.asked++;
	}

	/** The process has given tasks back. */
	void returned(byte[] message) throws IOException {
		List<SentTask> returned = new ArrayList<>();
		synchronized (this) {
			if (this.asked == 0 || message.length % Long.BYTES != 0) {
				throw new IOException("The worker said %s, which nobody waits for".formatted(FrameType.RETURNED));
			}
			this.asked--;
			ByteBuffer ids = ByteBuffer.wrap(message);
			while (ids.hasRemaining()) {
				returned.add(take(ids.getLong()));
			}
		}
		tell(returned);
	}

	/** Others may have been sent since it was given back. */
	private SentTask take(long id) throws IOException {
		SentTask first = this.open.peek();
		for (SentTask task : this.open) {
			if (task.id() == id && task != first) {
				this.open.remove(task);
				return task;
			}
		}
		throw new IOException("The worker gave back task %s, which it runs or can't have".formatted(id));
	}

	private void tell(List<SentTask> returned) {
		for (SentTask task : returned) {
			this.events.returned(task.run());
		}
	}

	/** Has whoever waits for a task look again. */
	void wake() {
		SentTask task = this.awaited;
		if (task != null) {
			task.wake();
		}
	}

	/**
	 * Whether the process has begun with a task.
	 * @param begun the number of the task that it has begun last, as it says: anything
	 * but the task before or, of a later task, the first one counts as begun
	 */
	synchronized boolean hasBegun(SentTask task, long begun) {
		SentTask first = this.open.peek();
		return begun != this.ended && (task == first || first == null || begun != first.id());
	}

	/**
	 * The process has ended: gives back what it has not begun, but for the first.
	 * @param begun the number of the task that it has begun last
	 */
	void surrender(long begun) {
		List<SentTask> returned = new ArrayList<>();
		synchronized (this) {
			while (this.open.size() > 1 && !hasBegun(this.open.getLast(), begun)) {
				returned.add(this.open.removeLast());
			}
		}
		tell(returned);
	}

}
