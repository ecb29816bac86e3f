package io.github.parallelpools.engine.pool;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.task.FastLane;
import io.github.parallelpools.engine.task.TaskQueue;
import io.github.parallelpools.engine.time.Patience;

/**
 * The lock of one pool. It is held in a scope, which takes no memory:
 *
 * <pre>
 * try (Held held = core.hold()) {
 *     ...
 * }
 * </pre>
 *
 * A holder that changes who may take the next task closes the {@link FastLane}, so that
 * all tasks that wait are in the queue. A holder that changes nothing of that holds the
 * lock <em>beside</em> the lane. A thread that may run foreign code has everything told
 * that has happened under the lock when it releases it. A thread that must not run
 * foreign code releases it <em>silently</em>.
 */
final class PoolLock {

	private final ReentrantLock lock = new ReentrantLock();

	private final FastLane lane;

	private final TaskQueue queue;

	private final PoolEvents events;

	private final Held held = this::leave;

	private final Held silentlyHeld = this::leaveSilently;

	/** The lock is held until this is closed. */
	interface Held extends AutoCloseable {

		@Override
		void close();

	}

	PoolLock(FastLane lane, TaskQueue queue, PoolEvents events) {
		this.lane = lane;
		this.queue = queue;
		this.events = events;
	}

	/** For whoever changes something. */
	Held hold() {
		take();
		return this.held;
	}

	/** For whoever changes something and must not run foreign code. */
	Held holdSilently() {
		take();
		return this.silentlyHeld;
	}

	/** For whoever changes nothing that concerns who takes the next task. */
	Held holdBeside() {
		takeBeside();
		return this.held;
	}

	/** For whoever changes nothing of that and must not run foreign code. */
	Held holdSilentlyBeside() {
		takeBeside();
		return this.silentlyHeld;
	}

	/**
	 * For whoever waits under the lock, which concerns no task, and may be interrupted.
	 */
	Held holdInterruptibly() throws InterruptedException {
		this.lock.lockInterruptibly();
		return this.held;
	}

	void take() {
		takeBeside();
		this.lane.close(this.queue);
	}

	void takeBeside() {
		while (true) {
			try {
				this.lock.lock();
				return;
			}
			catch (OutOfMemoryError ex) {
				// To wait for a lock takes memory. The caller can't do without the lock.
				Patience.pause();
			}
		}
	}

	void leave() {
		this.lock.unlock();
		if (this.events.hasNews()) {
			this.events.announce();
		}
	}

	void leaveSilently() {
		this.lock.unlock();
	}

	Condition newCondition() {
		return this.lock.newCondition();
	}

	/** Whether a thread waits for anything but this lock. */
	boolean isHeldUp(Thread thread) {
		return switch (thread.getState()) {
			case BLOCKED, WAITING, TIMED_WAITING -> !this.lock.hasQueuedThread(thread);
			case NEW, RUNNABLE, TERMINATED -> false;
		};
	}

}
