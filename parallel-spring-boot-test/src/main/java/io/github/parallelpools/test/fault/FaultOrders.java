package io.github.parallelpools.test.fault;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The faults that were ordered for one pool. Safe for use by several threads. */
final class FaultOrders {

	/** Guarded by this. */
	private final List<Order> tasks = new ArrayList<>();

	/** Guarded by this. */
	private final List<Order> workers = new ArrayList<>();

	/** A fault for one that is still to come. */
	private static final class Order {

		private final Trap trap;

		private int left;

		Order(Trap trap, int left) {
			this.trap = trap;
			this.left = left;
		}

	}

	/** Has the task after so many others meet a fault. */
	synchronized void inTask(int number, Trap trap) {
		this.tasks.add(new Order(trap, number));
	}

	/** Has the worker after so many others meet a fault. */
	synchronized void inWorker(int number, Trap trap) {
		this.workers.add(new Order(trap, number));
	}

	/** What the next task meets, {@code null} for nothing. */
	synchronized @Nullable Trap nextTask() {
		return next(this.tasks);
	}

	/** What the next worker meets, {@code null} for nothing. */
	synchronized @Nullable Trap nextWorker() {
		return next(this.workers);
	}

	private static @Nullable Trap next(List<Order> orders) {
		Trap next = null;
		for (Iterator<Order> each = orders.iterator(); each.hasNext();) {
			Order order = each.next();
			order.left--;
			if (order.left <= 0 && next == null) {
				next = order.trap;
				each.remove();
			}
		}
		return next;
	}

}
