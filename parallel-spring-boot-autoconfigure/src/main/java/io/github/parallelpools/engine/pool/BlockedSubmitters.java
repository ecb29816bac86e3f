package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;

/**
 * The callers that wait for room in a full queue, in their order. Whoever makes room has
 * the first one's task put into the queue at once, so that nobody who comes later is
 * faster, and a queue with callers before it is always full. Not thread-safe: the pool's
 * lock guards it.
 */
final class BlockedSubmitters {

	private final PoolCore core;

	private final Set<Caller> callers = new LinkedHashSet<>();

	/** One who waits. */
	private static final class Caller {

		private final Execution<?> task;

		private final Condition wakeup;

		private boolean waiting = true;

		private @Nullable String refusal;

		Caller(Execution<?> task, Condition wakeup) {
			this.task = task;
			this.wakeup = wakeup;
		}

		void end(@Nullable String why) {
			this.waiting = false;
			this.refusal = why;
			this.wakeup.signal();
		}

	}

	BlockedSubmitters(PoolCore core) {
		this.core = core;
	}

	/**
	 * Waits until a task was put into the queue.
	 * @param timeout how long at most, zero for as long as it takes
	 * @return why it was not, {@code null} if it was
	 */
	@Nullable String await(Execution<?> task, Duration timeout, long now) {
		boolean hurried = task.hasDeadline() && (timeout.isZero() || task.startsBy() - now < timeout.toNanos());
		// Less than a nanosecond would be for ever.
		Duration limit = hurried ? Duration.ofNanos(Math.max(1, task.startsBy() - now)) : timeout;
		Caller caller = new Caller(task, this.core.newCondition());
		this.callers.add(caller);
		try {
			awaitEnd(caller, limit);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			if (caller.waiting) {
				return "the caller was interrupted while it waited for room in the queue";
			}
		}
		finally {
			this.callers.remove(caller);
		}
		return caller.waiting ? "its queue was full for %s ms (%s). ".formatted(limit.toMillis(),
				hurried ? "the task's deadline" : "'queue.block-timeout'")
				+ "Raise 'queue.capacity' or 'max-size', or send less" : caller.refusal;
	}

	private static void awaitEnd(Caller caller, Duration limit) throws InterruptedException {
		long left = limit.toNanos();
		while (caller.waiting && (left > 0 || limit.isZero())) {
			if (limit.isZero()) {
				caller.wakeup.await();
			}
			else {
				left = caller.wakeup.awaitNanos(left);
			}
		}
	}

	/**
	 * A task has left the queue, so that there is room for one more, unless others were
	 * put back.
	 */
	void freed() {
		while (!this.callers.isEmpty() && !this.core.queue.isFull()) {
			Caller first = this.callers.iterator().next();
			this.callers.remove(first);
			this.core.tasks.enqueue(first.task);
			first.end(null);
		}
	}

	/** Nobody who waits gets in any more. */
	void refuseAll(String why) {
		this.callers.forEach((caller) -> caller.end(why));
		this.callers.clear();
	}

}
