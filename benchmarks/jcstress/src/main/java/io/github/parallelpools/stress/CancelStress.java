package io.github.parallelpools.stress;

import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskFuture;

/**
 * Tasks that are cancelled while others come, wait, run and end. A cancellation closes
 * the fast lane, and the next task opens it again.
 */
public final class CancelStress {

	private CancelStress() {
	}

	@JCStressTest
	@Description("Two tasks are submitted while another one is cancelled, which closes the lane.")
	@Outcome(id = { "12, once, true", "12, cancelled, true" }, expect = Expect.ACCEPTABLE,
			desc = "each is run once, in their order")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task is lost, run twice or overtaken")
	@State
	public static class SubmitAgainstCancel {

		private static final ParallelPool POOL = Pools.started("tasks", 1);

		private final StringBuffer ran = new StringBuffer();

		private final AtomicInteger victimRan = new AtomicInteger();

		private @Nullable Future<?> first;

		private @Nullable Future<?> second;

		private @Nullable Future<?> victim;

		@Actor
		public void submitter() {
			this.first = POOL.submit(() -> this.ran.append(1));
			this.second = POOL.submit(() -> this.ran.append(2));
		}

		@Actor
		public void canceller(LLL_Result r) {
			TaskFuture<?> task = POOL.submit(this.victimRan::incrementAndGet);
			this.victim = task;
			r.r3 = task.cancel(false) == task.isCancelled();
		}

		@Arbiter
		public void after(LLL_Result r) {
			String last = Pools.end(Objects.requireNonNull(this.second));
			String end = Pools.end(Objects.requireNonNull(this.first));
			r.r1 = (last + end).contains("lost") ? "lost" : this.ran.toString();
			String victimEnd = Pools.end(Objects.requireNonNull(this.victim));
			// A task that was cancelled while it ran has begun.
			r.r2 = victimEnd.equals("1") && this.victimRan.get() == 1 ? "once" : victimEnd;
		}

	}

	@JCStressTest
	@Description("A task is cancelled, by force if it runs, while the worker goes on to the next one.")
	@Outcome(id = { "cancelled, cancelled, undisturbed, 1", "ran, refused, undisturbed, 1" },
			expect = Expect.ACCEPTABLE, desc = "one end, told once, and the next task is not interrupted")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two ends, or the next task is interrupted or lost")
	@State
	public static class CancelAgainstNext {

		private static final ParallelPool POOL = Pools.started("tasks", 1);

		private final AtomicInteger told = new AtomicInteger();

		private volatile @Nullable TaskFuture<?> task;

		private @Nullable Future<?> callback;

		private @Nullable Future<?> next;

		@Actor
		public void submitter() {
			TaskFuture<String> submitted = POOL.submit(() -> {
				Pools.pause();
				return "ran";
			});
			this.task = submitted;
			this.callback = submitted.whenComplete((value, error) -> this.told.incrementAndGet());
			this.next = POOL.submit(() -> {
				boolean before = Thread.currentThread().isInterrupted();
				Pools.pause();
				return (before || Thread.currentThread().isInterrupted()) ? "interrupted" : "undisturbed";
			});
		}

		@Actor
		public void canceller(LLLL_Result r) {
			TaskFuture<?> submitted;
			while ((submitted = this.task) == null) {
				Thread.onSpinWait();
			}
			Pools.pause();
			r.r2 = submitted.cancel(true) ? "cancelled" : "refused";
		}

		@Arbiter
		public void after(LLLL_Result r) {
			r.r1 = Pools.end(Objects.requireNonNull(this.task));
			r.r3 = Pools.end(Objects.requireNonNull(this.next));
			boolean called = !Pools.end(Objects.requireNonNull(this.callback)).equals("lost");
			r.r4 = called ? this.told.get() : 0;
		}

	}

}
