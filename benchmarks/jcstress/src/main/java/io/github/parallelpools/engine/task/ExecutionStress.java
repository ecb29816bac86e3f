package io.github.parallelpools.engine.task;

import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import io.github.parallelpools.spi.RunControl;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Threads that end the same {@link Execution}, or ask something of it while it ends.
 */
public final class ExecutionStress {

	private static final TaskOutcome DONE = new TaskOutcome.Succeeded("done");

	private static final TaskOutcome CANCELLED = new TaskOutcome.Cancelled("its future was cancelled");

	private ExecutionStress() {
	}

	private static String told(Execution<?> task) {
		return (task.outcome() == DONE) ? "tells: done" : (task.outcome() == CANCELLED) ? "tells: cancelled" : "?";
	}

	@JCStressTest
	@Description("A worker ends a task while a thread cancels it: one decides how it ends, and one tells of that.")
	@Outcome(id = "decides tells: done, -", expect = Expect.ACCEPTABLE, desc = "the worker was first")
	@Outcome(id = "decides -, tells: done", expect = Expect.ACCEPTABLE,
			desc = "who cancels tells of what the worker did")
	@Outcome(id = "-, decides tells: cancelled", expect = Expect.ACCEPTABLE, desc = "who cancels was first")
	@Outcome(expect = Expect.FORBIDDEN, desc = "the task has two ends or none, or is told of twice or never")
	@State
	public static class EndAgainstCancel {

		private final Execution<?> task = Lane.task(1);

		/** As a worker's loop does. */
		@Actor
		public void worker(LL_Result r) {
			boolean decided = this.task.decide(DONE);
			String told = this.task.claimDelivery() ? told(this.task) : "-";
			r.r1 = decided ? "decides " + told : told;
		}

		/** As a cancellation does: it claims to tell first. */
		@Actor
		public void canceller(LL_Result r) {
			if (!this.task.claimDelivery()) {
				r.r2 = "-";
				return;
			}
			boolean decided = this.task.decide(CANCELLED);
			r.r2 = decided ? "decides " + told(this.task) : told(this.task);
		}

	}

	@JCStressTest
	@Description("Somebody wants to ask something of a task that ends: the control that it gets knows of the end.")
	@Outcome(id = "ended", expect = Expect.ACCEPTABLE, desc = "nobody waits at a checkpoint of a task that has ended")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a control that nobody ends")
	@State
	public static class ControlAgainstEnd {

		private final Execution<?> task = Lane.task(1);

		private @Nullable RunControl control;

		@Actor
		public void worker() {
			this.task.decide(DONE);
		}

		@Actor
		public void asker() {
			this.control = this.task.control();
		}

		@Arbiter
		public void after(L_Result r) {
			try {
				if (this.control != null) {
					this.control.checkpoint();
				}
				r.r1 = "goes on";
			}
			catch (CancellationException ex) {
				r.r1 = "ended";
			}
		}

	}

	@JCStressTest
	@Description("Two threads want to ask something of a task: it has one control.")
	@Outcome(id = "one", expect = Expect.ACCEPTABLE)
	@Outcome(expect = Expect.FORBIDDEN, desc = "what one of them asks is never seen")
	@State
	public static class ControlAgainstControl {

		private final Execution<?> task = Lane.task(1);

		private @Nullable RunControl one;

		private @Nullable RunControl other;

		@Actor
		public void asker() {
			this.one = this.task.control();
		}

		@Actor
		public void progress() {
			this.other = this.task.control();
		}

		@Arbiter
		public void after(L_Result r) {
			r.r1 = (this.one == this.other && this.one == this.task.control()) ? "one" : "two";
		}

	}

	@JCStressTest
	@Description("A task is found to be over time while its result is told: the result says so if it counts as over time.")
	@Outcome(id = { "true, true", "false, false" }, expect = Expect.ACCEPTABLE)
	@Outcome(expect = Expect.FORBIDDEN, desc = "the result says something else than the counts")
	@State
	public static class OvertimeAgainstResult {

		private final Execution<?> task = Lane.task(1);

		@Actor
		public void supervisor(ZZ_Result r) {
			r.r1 = this.task.flagOvertime();
		}

		@Actor
		public void teller(ZZ_Result r) {
			r.r2 = this.task.tellOvertime();
		}

	}

}
