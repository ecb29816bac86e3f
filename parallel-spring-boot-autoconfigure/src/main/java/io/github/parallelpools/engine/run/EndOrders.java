package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The orders to end that one worker is given, for a task or as a whole, and until when it
 * may take to obey. An order for a task reaches the worker only while it executes that
 * task, so that it never hits the next one. Knows nothing of how a worker is made to
 * obey.
 */
public final class EndOrders {

	private final LoopServices services;

	private final Runner subordinate;

	/** The task that is executed now; written by the worker's loop under this monitor. */
	private volatile @Nullable Execution<?> current;

	/** Guarded by this monitor. */
	private boolean looking;

	/** The task that was asked to end by itself. */
	private volatile @Nullable Execution<?> asked;

	private final AtomicReference<@Nullable Order> taskOrder = new AtomicReference<>();

	private volatile @Nullable Order workerOrder;

	/**
	 * An order to end.
	 *
	 * @param task the task, {@code null} for whatever the worker does
	 * @param abandonAt when the worker is abandoned if it has not obeyed
	 */
	private record Order(@Nullable Execution<?> task, long abandonAt) {
	}

	EndOrders(LoopServices services, Runner subordinate) {
		this.services = services;
		this.subordinate = subordinate;
	}

	public @Nullable Execution<?> current() {
		return this.current;
	}

	/**
	 * The execution of a task begins, and with it the time in which it can be aborted.
	 */
	synchronized void begin(Execution<?> task) {
		// What listeners may have left behind.
		this.subordinate.clearInterrupt();
		this.current = task;
	}

	/** The execution has ended. Returns whether that was ordered. */
	synchronized boolean end(Execution<?> task) {
		Order order = this.taskOrder.get();
		boolean ordered = this.workerOrder != null || (order != null && order.task() == task);
		this.current = null;
		this.asked = null;
		this.taskOrder.set(null);
		this.subordinate.clearInterrupt();
		return ordered;
	}

	/** The worker looks for work outside of the pool, where it can be interrupted. */
	public synchronized void beginLook() {
		// What listeners may have left behind.
		Thread.interrupted();
		this.looking = true;
	}

	/** The look has ended, and with it the meaning of any interrupt. */
	public synchronized void endLook() {
		this.looking = false;
		Thread.interrupted();
	}

	/** Whether the worker was ordered to end as a whole. */
	public boolean isDestroyed() {
		return this.workerOrder != null;
	}

	/** Asked by those who enforce an order. */
	boolean isLooking() {
		return this.looking;
	}

	/** Whether a task was asked to end by itself. */
	public boolean isAsked(Execution<?> task) {
		return this.asked == task;
	}

	/** A task is asked to end by itself; called by the supervisor only. */
	public void markAsked(Execution<?> task) {
		this.asked = task;
	}

	/** Asks a task to end by itself, unless its execution has ended. */
	public synchronized void ask(Execution<?> task) {
		if (this.current == task) {
			task.control().stop();
			this.subordinate.interrupt();
		}
	}

	/**
	 * Gives the worker time to end a task, before it is abandoned.
	 * @param before how long it takes until the worker is ordered to, counted from now
	 */
	public void condemn(Execution<?> task, Duration before) {
		Order given = this.taskOrder.get();
		if (given == null || given.task() != task) {
			Order order = order(task, before);
			// The supervisor may come late with an order for a task before the current
			// one.
			this.taskOrder.compareAndSet(given, order);
			this.services.host().watchUntil(order.abandonAt());
		}
	}

	/**
	 * Ends the execution of a task by force, unless it has ended. Returns without
	 * waiting.
	 */
	public synchronized boolean abort(Execution<?> task) {
		if (this.current != task) {
			return false;
		}
		condemn(task, Duration.ZERO);
		this.subordinate.abort();
		return true;
	}

	/**
	 * Ends a dismissed worker by force, whatever it does. Returns without waiting, and
	 * whether this is the first such order.
	 * @param taken the task that the worker has not come back from
	 * @param outcome what that task ends with
	 */
	public synchronized boolean destroy(@Nullable Execution<?> taken, TaskOutcome outcome) {
		boolean first = this.workerOrder == null;
		if (first) {
			Order order = order(null, Duration.ZERO);
			this.workerOrder = order;
			this.services.host().watchUntil(order.abandonAt());
		}
		if (taken != null) {
			taken.decide(outcome);
		}
		this.subordinate.abort();
		return first;
	}

	private Order order(@Nullable Execution<?> task, Duration before) {
		return new Order(task, this.services.ticker().nanos() + before.toNanos() + this.services.killGrace().toNanos());
	}

	/** When the worker is to be abandoned; takes no lock, as the supervisor asks. */
	public @Nullable Long abandonAt() {
		Order order = this.workerOrder;
		if (order == null) {
			order = this.taskOrder.get();
			if (order == null || order.task() != this.current) {
				return null;
			}
		}
		return order.abandonAt();
	}

}
