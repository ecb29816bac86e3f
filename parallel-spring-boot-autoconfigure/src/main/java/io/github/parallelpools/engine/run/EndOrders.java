package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;

/**
 * The orders to end that one worker is given, for a task or as a whole, and until when it
 * may take to obey. An order for a task reaches the worker only while it executes that
 * task, so that it never hits the next one. Knows nothing of how a worker is made to
 * obey.
 * <p>
 * Where nobody gives an order, a task costs two volatile writes and no lock. Who gives
 * one has this monitor, announces it, and then looks what is executed; the worker first
 * notes that its execution has ended, and then looks whether an order was announced, for
 * which it waits. So either the one who orders sees that it comes too late, or the worker
 * goes on only when the order has reached it (the pattern of Dekker's algorithm).
 */
public final class EndOrders {

	private final LoopServices services;

	private final Runner subordinate;

	/**
	 * The task that is executed now; written by the worker's loop or, while the worker
	 * has several tasks, by the reader of its messages.
	 */
	private volatile @Nullable Execution<?> current;

	/** Whether an order is being given; written under this monitor. */
	private volatile boolean ordering;

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
	 * @param at from when on the worker has time to obey; for how long may be changed
	 * meanwhile
	 */
	private record Order(@Nullable Execution<?> task, long at) {
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
	void begin(Execution<?> task) {
		// What listeners may have left behind.
		this.subordinate.clearInterrupt();
		this.current = task;
	}

	/**
	 * A worker that was given several tasks has ended one and runs the next, {@code null}
	 * for none; told by the reader of its messages.
	 */
	void advance(Execution<?> ended, @Nullable Execution<?> next) {
		if (this.current == ended) {
			this.current = next;
		}
	}

	/** The execution has ended. Returns whether that was ordered. */
	boolean end(Execution<?> task) {
		if (this.current == task) {
			this.current = null;
		}
		if (this.ordering) {
			awaitOrder();
		}
		boolean ordered = this.workerOrder != null;
		Order order = this.taskOrder.get();
		if (order != null && order.task() == task) {
			ordered = true;
			this.taskOrder.compareAndSet(order, null);
		}
		if (this.asked == task) {
			this.asked = null;
		}
		this.subordinate.clearInterrupt();
		return ordered;
	}

	/** Waits until the order that is being given has reached the worker. */
	private synchronized void awaitOrder() {
		// Who gives it has the monitor.
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
		this.ordering = true;
		try {
			if (this.current == task) {
				task.control().stop();
				this.subordinate.interrupt();
			}
		}
		finally {
			this.ordering = false;
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
			this.services.host().watchUntil(abandonAt(order));
		}
	}

	/**
	 * Ends the execution of a task by force, unless it has ended. Returns without
	 * waiting.
	 */
	public synchronized boolean abort(Execution<?> task) {
		this.ordering = true;
		try {
			if (this.current != task) {
				return false;
			}
			condemn(task, Duration.ZERO);
			this.subordinate.abort();
			return true;
		}
		finally {
			this.ordering = false;
		}
	}

	/**
	 * Ends a dismissed worker by force, whatever it does. Returns without waiting, and
	 * whether this is the first such order.
	 */
	public synchronized boolean destroy() {
		boolean first = this.workerOrder == null;
		if (first) {
			Order order = order(null, Duration.ZERO);
			this.workerOrder = order;
			this.services.host().watchUntil(abandonAt(order));
		}
		abort();
		return first;
	}

	private void abort() {
		this.ordering = true;
		try {
			this.subordinate.abort();
		}
		finally {
			this.ordering = false;
		}
	}

	private Order order(@Nullable Execution<?> task, Duration before) {
		return new Order(task, this.services.ticker().nanos() + before.toNanos());
	}

	private long abandonAt(Order order) {
		return order.at() + this.services.killGrace().toNanos();
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
		return abandonAt(order);
	}

}
