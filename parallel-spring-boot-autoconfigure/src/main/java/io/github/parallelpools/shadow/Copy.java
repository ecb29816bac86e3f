package io.github.parallelpools.shadow;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The copy of one task, from its encoding to its verdict. It is pending until it is
 * settled, which happens once.
 *
 * <pre>
 *   beside its task --ended--> offered --accepted--> waits or runs --told--> settled
 *         |  '-----------------refused, or did not return--------------------^
 *         '--------------------the pool was stopped--------------------------'
 * </pre>
 */
final class Copy implements TaskFollower {

	private static final long NEVER = -1;

	private final Shadow shadow;

	private final String work;

	private final Object payload;

	private final AtomicBoolean settled = new AtomicBoolean();

	// Written by the thread that runs the task before it decides how the task ends.

	private volatile long nanos = NEVER;

	private volatile @Nullable String task;

	/** Set before the copy is offered. */
	private volatile @Nullable RealEnd end;

	private volatile @Nullable Future<?> future;

	Copy(Shadow shadow, String work, Object payload) {
		this.shadow = shadow;
		this.work = work;
		this.payload = payload;
	}

	/** What the copy is a copy of. */
	String work() {
		return this.work;
	}

	/** What its worker is given. */
	Object payload() {
		return this.payload;
	}

	/** The id of the task, {@code null} if it was not run. */
	@Nullable String task() {
		return this.task;
	}

	/** How long the task has run. */
	long nanos() {
		return this.nanos;
	}

	/** How the task has ended, {@code null} if it has not. */
	@Nullable RealEnd end() {
		return this.end;
	}

	/** The task has run. */
	void ran(String id, long elapsed) {
		this.task = id;
		this.nanos = elapsed;
	}

	@Override
	public void ended(TaskOutcome outcome) {
		if (this.nanos == NEVER) {
			drop("the task itself was not run to its end");
		}
		else if (outcome instanceof TaskOutcome.Succeeded succeeded) {
			offer(() -> this.shadow.returned(succeeded.value()));
		}
		else if (outcome instanceof TaskOutcome.Failed failed) {
			offer(() -> RealEnd.threw(failed.error()));
		}
		else {
			drop("the task itself was cancelled or over time");
		}
	}

	private void offer(Supplier<RealEnd> ending) {
		try {
			this.end = ending.get();
			this.shadow.offer(this);
		}
		catch (Throwable ex) {
			this.shadow.failed(this, ex);
		}
	}

	@Override
	public void refused(Throwable reason) {
		drop("the task itself was refused");
	}

	/** There is nothing to compare. */
	void drop(String why) {
		this.shadow.dropped(this, why);
	}

	/** The copy was accepted by its pool. */
	void accepted(Future<?> running) {
		this.future = running;
	}

	/** Ends the copy if it waits or runs. */
	void cancel() {
		Future<?> running = this.future;
		if (running != null) {
			running.cancel(true);
		}
	}

	/** Whether the calling thread is the one that settles it. */
	boolean settle() {
		return this.settled.compareAndSet(false, true);
	}

}
