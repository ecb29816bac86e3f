package io.github.parallelpools.test.fault;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

		private final String whose;

		private final int number;

		private int left;

		Order(Trap trap, String whose, int number) {
			this.trap = trap;
			this.whose = whose;
			this.number = number;
			this.left = number;
		}

		@Override
		public String toString() {
			return "%s for %s %s (there were %s)".formatted(this.trap.fault(), this.whose, this.number,
					this.number - this.left);
		}

	}

	/** Has the task after so many others meet a fault, if it meets no other one. */
	synchronized boolean inTask(int number, Trap trap) {
		return add(this.tasks, new Order(trap, "task", number));
	}

	/** Has the worker after so many others meet a fault, if it meets no other one. */
	synchronized boolean inWorker(int number, Trap trap) {
		return add(this.workers, new Order(trap, "worker", number));
	}

	private static boolean add(List<Order> orders, Order order) {
		return orders.stream().noneMatch((other) -> other.left == order.left) && orders.add(order);
	}

	/** The orders of which nothing has come. */
	synchronized Set<Object> left() {
		Set<Object> left = new LinkedHashSet<>(this.tasks);
		left.addAll(this.workers);
		return left;
	}

	/** Takes orders back. */
	synchronized void forget(Set<Object> orders) {
		this.tasks.removeAll(orders);
		this.workers.removeAll(orders);
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
			if (order.left == 0) {
				next = order.trap;
				each.remove();
			}
		}
		return next;
	}

}
