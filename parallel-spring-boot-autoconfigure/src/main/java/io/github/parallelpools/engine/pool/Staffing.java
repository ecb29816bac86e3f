package io.github.parallelpools.engine.pool;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.memory.MemoryShare;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Who works for a pool: takes note of those who leave, are given up, or are to leave, and
 * has others hired in their place. The rules for how many are the crew's.
 */
final class Staffing {

	// Made at once: to link them when they are needed takes memory.

	private static final Function<String, PoolEvent> RELEASED = PoolEvent.WorkerReleased::new;

	private static final Function<String, PoolEvent> RECYCLED = PoolEvent.WorkerRecycled::new;

	private final PoolCore core;

	private final Crew<WorkerLoop> crew;

	private final MemoryShare memory;

	private final StartBackoff backoff;

	private final Hiring hiring;

	Staffing(PoolCore core, Hiring hiring) {
		this.core = core;
		this.crew = core.crew;
		this.memory = core.memory;
		this.backoff = core.backoff;
		this.hiring = hiring;
	}

	/** Starts the workers that are wanted. */
	void recruit() {
		this.hiring.recruit();
	}

	/** A worker that is wanted and is to be started; called under the pool's lock. */
	@Nullable WorkerLoop enlist() {
		return this.hiring.enlist();
	}

	/** A worker has left; with what it failed with, if it did. */
	void retire(WorkerLoop loop, StartBackoff.@Nullable Failure failure) {
		if (hasRetired(loop, failure)) {
			recruit();
		}
		else {
			// What has failed is not counted, so that nothing delays the next start.
			this.hiring.recruitLater();
		}
	}

	/** Whether all that follows from it was done: memory may be short. */
	private boolean hasRetired(WorkerLoop loop, StartBackoff.@Nullable Failure failure) {
		try (Held held = this.core.hold()) {
			retireLocked(loop, failure);
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
	}

	/** Each step for itself: memory may be short. */
	private void retireLocked(WorkerLoop loop, StartBackoff.@Nullable Failure failure) {
		if (!this.crew.remove(loop.member())) {
			this.crew.abandonedEnded();
		}
		try {
			// What fails while the pool stops is no trouble of one that has stopped.
			if (failure != null && this.hiring.isOpen()) {
				this.backoff.failed(failure, this.core.nanos());
			}
			this.crew.wakeResting();
		}
		finally {
			releaseMemory();
		}
	}

	private void releaseMemory() {
		try {
			this.memory.release();
		}
		finally {
			this.core.moves.left();
		}
	}

	/** A caller is done with the task that it ran. */
	void depart(CallerRunner guest) {
		try (Held held = this.core.hold()) {
			guest.letGo();
			if (!this.core.dismissed(guest)) {
				this.crew.abandonedEnded();
			}
			this.core.moves.left();
		}
	}

	/** A worker leaves as it was idle; called under the pool's lock. */
	void released(WorkerLoop loop) {
		this.core.count(Totals.Total.IDLE_RELEASED);
		note(RELEASED, loop);
	}

	/**
	 * Has all workers replaced that are there, also those that are starting, as they do
	 * so with what was true before; each by one that is ready before. Returns how many.
	 */
	int renew(String by) {
		int workers = 0;
		try (Held held = this.core.hold()) {
			for (Member<WorkerLoop> member : this.crew.members()) {
				if (!member.is(Member.Phase.LEAVING) && this.crew.recycle(member)) {
					member.due();
					workers++;
				}
			}
			if (workers > 0) {
				this.core.events.note(new PoolEvent.RenewalBegun(by, workers));
			}
		}
		recruit();
		return workers;
	}

	/** A worker leaves as another one replaces it; called under the pool's lock. */
	void recycled(WorkerLoop loop) {
		this.core.count(Totals.Total.RECYCLED);
		note(RECYCLED, loop);
	}

	/** Whatever memory there is to tell of it, it has happened. */
	private void note(Function<String, PoolEvent> event, WorkerLoop loop) {
		try {
			this.core.events.note(event.apply(loop.id()));
		}
		catch (OutOfMemoryError ex) {
			this.core.events.noteMissed();
		}
	}

	/**
	 * Gives up on a runner that does not obey, unless it has come back from the task
	 * meanwhile.
	 */
	boolean abandon(Runner runner, @Nullable Execution<?> task) {
		try (Held held = this.core.hold()) {
			if (runner.taken() != task || !remove(runner)) {
				return false;
			}
			this.crew.abandoned();
			this.core.count(Totals.Total.ABANDONED);
			this.core.moves.left();
			return true;
		}
	}

	private boolean remove(Runner runner) {
		if (runner instanceof WorkerLoop loop) {
			return this.crew.remove(loop.member());
		}
		return runner instanceof CallerRunner guest && this.core.dismissed(guest);
	}

	/**
	 * Allows a substitute for a worker whose task is over time; a caller takes no
	 * worker's place.
	 * @return whether there is one more substitute
	 */
	boolean replace(Runner runner, Execution<?> task) {
		boolean replaced = false;
		try (Held held = this.core.hold()) {
			if (runner instanceof WorkerLoop loop && loop.orders().current() == task
					&& this.crew.replace(loop.member(), this.core.settings.overtime().maxReplacements())) {
				this.core.count(Totals.Total.OVERTIME_REPLACED);
				replaced = true;
			}
		}
		recruit();
		return replaced;
	}

	/**
	 * Has somebody else take the place of a worker whose process is about to be killed
	 * because of a task.
	 */
	void relieve(Runner runner, Execution<?> task) {
		try (Held held = this.core.hold()) {
			if (runner instanceof WorkerLoop loop && loop.present() == task) {
				this.crew.doom(loop.member());
			}
		}
		recruit();
	}

	/** Dismisses one worker, or finds the caller of that id. */
	@Nullable Runner dismiss(String workerId) {
		try (Held held = this.core.hold()) {
			for (Runner runner : this.core.runners()) {
				if (runner.id().equals(workerId)) {
					if (runner instanceof WorkerLoop loop) {
						loop.member().dismiss();
						this.crew.endWait(loop.member());
						loop.member().wake();
					}
					return runner;
				}
			}
			return null;
		}
	}

	/**
	 * Decides the end of what a runner executes or has taken: from here on, it is not put
	 * back into the queue.
	 * @return the task, {@code null} if the runner has none
	 */
	@Nullable Execution<?> end(Runner runner, TaskOutcome outcome) {
		try (Held held = this.core.hold()) {
			Execution<?> present = runner.present();
			if (present != null) {
				present.decide(outcome);
			}
			return present;
		}
	}

	/** Stops and dismisses everybody, also those who are busy. */
	List<Runner> dismissAll() {
		try (Held held = this.core.hold()) {
			this.core.moves.beginStop();
			this.crew.members().forEach(Member::dismiss);
			return this.core.runners();
		}
	}

	List<Runner> runners() {
		try (Held held = this.core.holdBeside()) {
			return this.core.runners();
		}
	}

}
