package io.github.parallelpools.engine.run;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

import io.github.parallelpools.engine.task.Execution;

/**
 * Orders to end that are given while a task ends: one reaches the worker before it goes
 * on, or it is known to have come too late.
 */
public final class EndOrdersStress {

	private EndOrdersStress() {
	}

	@JCStressTest
	@Description("A task is to be ended by force while it ends by itself and the worker goes on to the next one.")
	@Outcome(id = "ordered 1 next 1, given, 1", expect = Expect.ACCEPTABLE, desc = "the order has reached the task")
	@Outcome(id = "unordered 0 next 0, too late, 0", expect = Expect.ACCEPTABLE, desc = "no order was given")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an order has hit the next task, or nobody knows of it")
	@State
	public static class AbortAgainstEnd {

		private final LoneWorker worker = new LoneWorker();

		private final Execution<?> task = LoneWorker.task();

		private final Execution<?> next = LoneWorker.task();

		@Actor
		public void worker(LLL_Result r) {
			EndOrders orders = this.worker.orders();
			orders.begin(this.task);
			boolean ordered = orders.end(this.task);
			int hits = this.worker.hits();
			orders.begin(this.next);
			boolean nextOrdered = orders.end(this.next);
			r.r1 = (ordered ? "ordered " : "unordered ") + hits + (nextOrdered ? " next ordered " : " next ")
					+ this.worker.hits();
		}

		@Actor
		public void boss(LLL_Result r) {
			r.r2 = this.worker.orders().abort(this.task) ? "given" : "too late";
		}

		@Arbiter
		public void after(LLL_Result r) {
			r.r3 = this.worker.hits();
		}

	}

	@JCStressTest
	@Description("A task is asked to end by itself while it does: it sees that before its execution ends, or never.")
	@Outcome(id = { "true, true, false", "false, false, false" }, expect = Expect.ACCEPTABLE)
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task was asked that had ended, or the next one")
	@State
	public static class AskAgainstEnd {

		private final LoneWorker worker = new LoneWorker();

		private final Execution<?> task = LoneWorker.task();

		private final Execution<?> next = LoneWorker.task();

		@Actor
		public void worker(ZZZ_Result r) {
			EndOrders orders = this.worker.orders();
			orders.begin(this.task);
			orders.end(this.task);
			r.r1 = this.task.isStopRequested();
			orders.begin(this.next);
			orders.end(this.next);
		}

		@Actor
		public void boss() {
			this.worker.orders().ask(this.task);
		}

		@Arbiter
		public void after(ZZZ_Result r) {
			r.r2 = this.task.isStopRequested();
			r.r3 = this.next.isStopRequested();
		}

	}

	@JCStressTest
	@Description("A worker is to end as a whole while it goes from one task to the next: from then on it knows.")
	@Outcome(id = { "false, false, true", "false, true, true", "true, true, true" }, expect = Expect.ACCEPTABLE)
	@Outcome(expect = Expect.FORBIDDEN, desc = "the worker has forgotten the order, or never had it")
	@State
	public static class DestroyAgainstEnd {

		private final LoneWorker worker = new LoneWorker();

		private final Execution<?> task = LoneWorker.task();

		private final Execution<?> next = LoneWorker.task();

		@Actor
		public void worker(ZZZ_Result r) {
			EndOrders orders = this.worker.orders();
			orders.begin(this.task);
			r.r1 = orders.end(this.task);
			orders.begin(this.next);
			r.r2 = orders.end(this.next);
		}

		@Actor
		public void boss() {
			this.worker.orders().destroy();
		}

		@Arbiter
		public void after(ZZZ_Result r) {
			r.r3 = this.worker.orders().isDestroyed() && this.worker.hits() == 1;
		}

	}

}
