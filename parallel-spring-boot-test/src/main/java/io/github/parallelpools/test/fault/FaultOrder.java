package io.github.parallelpools.test.fault;

import java.util.function.BiPredicate;

/**
 * A fault of a pool for which it is to be said where and when it happens. Nothing happens
 * before {@code at} was called. Not thread-safe.
 */
public final class FaultOrder {

	private final String pool;

	private final FaultOrders orders;

	private final Fault fault;

	private final long millis;

	FaultOrder(String pool, FaultOrders orders, Fault fault, long millis) {
		this.pool = pool;
		this.orders = orders;
		this.fault = fault;
		this.millis = millis;
	}

	/**
	 * Has it happen to the worker that runs a task.
	 * @param number which of the tasks that are submitted or sent from now on, 1 for the
	 * next one
	 * @return where to say when
	 * @throws IllegalArgumentException if the number is less than 1
	 */
	public InTask whenTask(int number) {
		return new InTask(requirePositive("task", number), false);
	}

	/**
	 * Has it happen to a worker that starts.
	 * @param number which of the workers that are started from now on, 1 for the next one
	 * @return where to say when
	 * @throws IllegalArgumentException if the number is less than 1
	 */
	public InWorker whenWorker(int number) {
		return new InWorker(requirePositive("worker", number));
	}

	private int requirePositive(String what, int number) {
		if (number < 1) {
			throw new IllegalArgumentException("Pool '%s' has no %s %s from now on. The next one has the number 1."
				.formatted(this.pool, what, number));
		}
		return number;
	}

	private void order(BiPredicate<Integer, Trap> to, String what, int number, Enum<?> moment, boolean each) {
		if (!to.test(number, new Trap(this.fault, this.millis, moment, each))) {
			throw new IllegalArgumentException(
					"The %s with the number %s of pool '%s' meets a fault already, and only one. Order this one for another."
						.formatted(what, number, this.pool));
		}
	}

	/**
	 * A fault of the worker that runs a task.
	 */
	public final class InTask {

		private final int number;

		private final boolean each;

		private InTask(int number, boolean each) {
			this.number = number;
			this.each = each;
		}

		/**
		 * Has it happen whenever the task is run, rather than the first time only: a task
		 * that kills whoever runs it.
		 * @return where to say when
		 */
		public InTask atEachAttempt() {
			return new InTask(this.number, true);
		}

		/**
		 * Says when it happens, and has it happen.
		 * @param moment when
		 * @throws IllegalArgumentException if it can't happen then, or that task meets
		 * another fault already
		 */
		public void at(TaskMoment moment) {
			if (moment == TaskMoment.RESULT_SENT && !FaultOrder.this.fault.isSignal()) {
				throw new IllegalArgumentException(
						"'%s' can't happen to a worker of pool '%s' that has sent its result, as it runs nothing then. Order a crash, a kill or a freeze, or another moment."
							.formatted(FaultOrder.this.fault, FaultOrder.this.pool));
			}
			order(FaultOrder.this.orders::inTask, "task", this.number, moment, this.each);
		}

	}

	/**
	 * A fault of a worker that starts.
	 */
	public final class InWorker {

		private final int number;

		private InWorker(int number) {
			this.number = number;
		}

		/**
		 * Says when it happens, and has it happen.
		 * @param moment when
		 * @throws IllegalArgumentException if that worker meets another fault already
		 */
		public void at(WorkerMoment moment) {
			order(FaultOrder.this.orders::inWorker, "worker", this.number, moment, true);
		}

	}

}
