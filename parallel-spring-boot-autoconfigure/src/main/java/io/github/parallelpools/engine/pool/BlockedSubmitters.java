package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.pool.WhenFull;

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

		private @Nullable End end;

		Caller(Execution<?> task, Condition wakeup) {
			this.task = task;
			this.wakeup = wakeup;
		}

		void end(End what) {
			if (this.end == null) {
				this.end = what;
				this.wakeup.signal();
			}
		}

	}

	/**
	 * What came of a wait.
	 *
	 * @param isPut whether the task was put into the queue
	 * @param refusal why it will not be; {@code null} if it was, or if nobody waits for
	 * room any more and the caller is to come anew
	 */
	record End(boolean isPut, @Nullable String refusal) {

		private static final End PUT = new End(true, null);

		private static final End ANEW = new End(false, null);

		private static End refused(String why) {
			return new End(false, why);
		}

	}

	/**
	 * How long a caller waits.
	 *
	 * @param time the time, zero for as long as it takes
	 * @param name who says so
	 */
	private record Limit(Duration time, String name) {

		boolean isOver(long begun) {
			return !this.time.isZero() && left(begun) <= 0;
		}

		private long left(long begun) {
			return this.time.toNanos() - (System.nanoTime() - begun);
		}

		/** Waits until somebody calls, or it is over. */
		void await(Condition wakeup, long begun) throws InterruptedException {
			if (this.time.isZero()) {
				wakeup.await();
			}
			else {
				long unused = wakeup.awaitNanos(left(begun));
			}
		}

		End over() {
			return End.refused("its queue was full for %s ms (%s). ".formatted(this.time.toMillis(), this.name)
					+ "Raise 'queue.capacity' or 'max-size', or send less");
		}

	}

	BlockedSubmitters(PoolCore core) {
		this.core = core;
	}

	/** Waits until a task was put into the queue, or is not to wait any more. */
	End await(Execution<?> task) {
		Caller caller = new Caller(task, this.core.newCondition());
		this.callers.add(caller);
		try {
			return awaitEnd(caller, this.core.nanos(), System.nanoTime());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			End end = caller.end;
			return (end != null) ? end
					: End.refused("the caller was interrupted while it waited for room in the queue");
		}
		finally {
			this.callers.remove(caller);
		}
	}

	/** The limit is looked up again and again, as it may be changed meanwhile. */
	private End awaitEnd(Caller caller, long now, long begun) throws InterruptedException {
		while (caller.end == null) {
			Limit limit = limit(caller.task, now);
			if (limit.isOver(begun)) {
				return limit.over();
			}
			limit.await(caller.wakeup, begun);
		}
		return caller.end;
	}

	private Limit limit(Execution<?> task, long now) {
		Duration timeout = this.core.settings.queue().blockTimeout();
		if (task.hasDeadline() && (timeout.isZero() || task.startsBy() - now < timeout.toNanos())) {
			// Less than a nanosecond would be for ever.
			return new Limit(Duration.ofNanos(Math.max(1, task.startsBy() - now)), "the task's deadline");
		}
		return new Limit(timeout, "'queue.block-timeout'");
	}

	/** Other settings hold also for those who wait already. */
	void changed() {
		if (this.core.settings.queue().whenFull() == WhenFull.BLOCK) {
			this.callers.forEach((caller) -> caller.wakeup.signal());
		}
		else {
			end(End.ANEW);
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
			first.end(End.PUT);
		}
	}

	/** Nobody who waits gets in any more. */
	void refuseAll(String why) {
		end(End.refused(why));
	}

	private void end(End what) {
		this.callers.forEach((caller) -> caller.end(what));
		this.callers.clear();
	}

}
