package io.github.parallelpools.engine.task;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Threads that meet on the {@link FastLane}: no task is lost, none is there twice, and
 * those of one thread stay in their order.
 */
public final class FastLaneStress {

	private FastLaneStress() {
	}

	private static String name(@Nullable Execution<?> task) {
		return (task != null) ? String.valueOf(task.number()) : "-";
	}

	@JCStressTest
	@Description("Two tasks are submitted while the lane is closed: both end up in the queue.")
	@Outcome(id = "looked after, 12", expect = Expect.ACCEPTABLE, desc = "both wait, in their order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task is lost, doubled or overtaken")
	@State
	public static class SubmitAgainstClose {

		private final Lane lane = new Lane();

		private final Execution<?> first = Lane.task(1);

		private final Execution<?> second = Lane.task(2);

		@Actor
		public void submitter() {
			this.lane.submit(this.first);
			this.lane.submit(this.second);
		}

		@Actor
		public void changer() {
			this.lane.change();
		}

		@Arbiter
		public void after(LL_Result r) {
			r.r1 = this.lane.isLost() ? "left" : "looked after";
			r.r2 = this.lane.waiting();
		}

	}

	@JCStressTest
	@Description("Two tasks are submitted while the lane is closed and perhaps opened again.")
	@Outcome(id = "looked after, 12", expect = Expect.ACCEPTABLE, desc = "both wait, in their order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task is lost, doubled or overtaken")
	@State
	public static class SubmitAgainstReopen {

		private final Lane lane = new Lane();

		private final Execution<?> first = Lane.task(1);

		private final Execution<?> second = Lane.task(2);

		@Actor
		public void submitter() {
			this.lane.submit(this.first);
			this.lane.submit(this.second);
		}

		@Actor
		public void changer() {
			this.lane.changeAndOpen();
		}

		@Arbiter
		public void after(LL_Result r) {
			r.r1 = this.lane.isLost() ? "left" : "looked after";
			r.r2 = this.lane.waiting();
		}

	}

	@JCStressTest
	@Description("A worker takes a task while the lane is closed: that is seen, or the worker gives it back.")
	@Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "the worker has it, and who closes the lane sees that")
	@Outcome(id = { "-, 1, 12", "-, 2, 12" }, expect = Expect.ACCEPTABLE,
			desc = "it was seen with one, and gave it back")
	@Outcome(id = "-, -, 12", expect = Expect.ACCEPTABLE, desc = "it came too late, or gave it back unseen")
	@Outcome(expect = Expect.FORBIDDEN, desc = "it runs a task unseen, or a task is lost, doubled or overtaken")
	@State
	public static class TakeAgainstClose {

		private final Lane lane = new Lane();

		public TakeAgainstClose() {
			this.lane.submit(Lane.task(1));
			this.lane.submit(Lane.task(2));
		}

		@Actor
		public void worker(LLL_Result r) {
			r.r1 = name(this.lane.take());
		}

		@Actor
		public void changer(LLL_Result r) {
			r.r2 = name(this.lane.change());
		}

		@Arbiter
		public void after(LLL_Result r) {
			r.r3 = this.lane.waiting();
		}

	}

	@JCStressTest
	@Description("A worker takes the only task while the lane is closed.")
	@Outcome(id = "1, 1, none", expect = Expect.ACCEPTABLE,
			desc = "the worker has it, and who closes the lane sees that")
	@Outcome(id = "-, 1, 1", expect = Expect.ACCEPTABLE, desc = "it was seen with it, and gave it back")
	@Outcome(id = "-, -, 1", expect = Expect.ACCEPTABLE, desc = "it came too late, or gave it back unseen")
	@Outcome(expect = Expect.FORBIDDEN, desc = "it runs a task unseen, or a task is lost or doubled")
	@State
	public static class TakeLastAgainstClose {

		private final Lane lane = new Lane();

		public TakeLastAgainstClose() {
			this.lane.submit(Lane.task(1));
		}

		@Actor
		public void worker(LLL_Result r) {
			r.r1 = name(this.lane.take());
		}

		@Actor
		public void changer(LLL_Result r) {
			r.r2 = name(this.lane.change());
		}

		@Arbiter
		public void after(LLL_Result r) {
			String waiting = this.lane.waiting();
			r.r3 = waiting.isEmpty() ? "none" : waiting;
		}

	}

	@JCStressTest
	@Description("Two workers come for the tasks of a lane.")
	@Outcome(id = { "1, 2, 3", "2, 1, 3" }, expect = Expect.ACCEPTABLE, desc = "each takes one")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task is lost, doubled or overtaken")
	@State
	public static class TakeAgainstTake {

		private final FastLane lane = new FastLane();

		public TakeAgainstTake() {
			this.lane.open();
			this.lane.add(Lane.task(1));
			this.lane.add(Lane.task(2));
			this.lane.add(Lane.task(3));
		}

		@Actor
		public void worker(LLL_Result r) {
			r.r1 = name(this.lane.poll());
		}

		@Actor
		public void other(LLL_Result r) {
			r.r2 = name(this.lane.poll());
		}

		@Arbiter
		public void after(LLL_Result r) {
			r.r3 = name(this.lane.poll()) + (this.lane.isEmpty() ? "" : " and more");
		}

	}

	@JCStressTest
	@Description("A worker comes while tasks are submitted: it takes the first ones, or finds none yet.")
	@Outcome(id = { "-, 123", "1, 23", "12, 3" }, expect = Expect.ACCEPTABLE, desc = "in their order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task is lost, doubled or overtaken")
	@State
	public static class SubmitAgainstTake {

		private final FastLane lane = new FastLane();

		private final Execution<?> first = Lane.task(1);

		private final Execution<?> second = Lane.task(2);

		private final Execution<?> third = Lane.task(3);

		public SubmitAgainstTake() {
			this.lane.open();
		}

		@Actor
		public void submitter() {
			this.lane.add(this.first);
			this.lane.add(this.second);
			this.lane.add(this.third);
		}

		@Actor
		public void worker(LL_Result r) {
			Execution<?> one = this.lane.poll();
			Execution<?> other = this.lane.poll();
			r.r1 = (one == null && other == null) ? "-"
					: ((one != null) ? name(one) : "") + ((other != null) ? name(other) : "");
		}

		@Arbiter
		public void after(LL_Result r) {
			StringBuilder left = new StringBuilder();
			for (Execution<?> task; (task = this.lane.poll()) != null;) {
				left.append(task.number());
			}
			r.r2 = left.toString();
		}

	}

}
