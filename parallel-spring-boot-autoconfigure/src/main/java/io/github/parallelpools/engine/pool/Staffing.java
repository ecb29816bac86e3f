package io.github.parallelpools.engine.pool;

import java.util.List;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.memory.MemoryShare;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Who works for a pool: hires as many workers as are wanted, and takes note of those who
 * leave, are given up, or are to leave. The rules for how many are the crew's.
 */
final class Staffing {

	/** When a start that found no memory is repeated. */
	private static final long REPEAT_NANOS = 1_000_000_000;

	private final PoolCore core;

	private final Crew<WorkerLoop> crew;

	private final MemoryShare memory;

	private final StartBackoff backoff;

	private final LongFunction<WorkerLoop> hiring;

	/** Guarded by the pool's lock. */
	private long hired;

	Staffing(PoolCore core, LongFunction<WorkerLoop> hiring) {
		this.core = core;
		this.crew = core.crew;
		this.memory = core.memory;
		this.backoff = core.backoff;
		this.hiring = hiring;
	}

	/**
	 * Starts the workers that are wanted. What memory is too short for is looked at again
	 * in a while, as perhaps nothing else leads here before the tasks that wait are run.
	 */
	void recruit() {
		if (this.core.lane.isOpen()) {
			// The pool is as large as it may be.
			return;
		}
		for (WorkerLoop loop; (loop = enlistOne()) != null;) {
			loop.start();
		}
	}

	private @Nullable WorkerLoop enlistOne() {
		try (Held held = this.core.hold()) {
			return enlist();
		}
	}

	/** A worker that is wanted and is to be started; called under the pool's lock. */
	@Nullable WorkerLoop enlist() {
		try {
			return hireWanted();
		}
		catch (OutOfMemoryError ex) {
			recruitLater();
			return null;
		}
	}

	private void recruitLater() {
		this.core.watchUntil(this.core.nanos() + REPEAT_NANOS);
	}

	private @Nullable WorkerLoop hireWanted() {
		long now = this.core.nanos();
		boolean wanted = this.core.wantsWorker();
		boolean successor = !wanted && isWorking() && this.crew.wantsSuccessor();
		if (!wanted) {
			this.memory.withdraw();
		}
		if (!wanted && !successor && !isProofWanted()) {
			return null;
		}
		if (this.backoff.isWaiting(now)) {
			this.memory.withdraw();
			this.core.watchUntil(this.backoff.retryAt(now));
			return null;
		}
		return isPaid(wanted, now) ? hire(successor) : null;
	}

	private boolean isPaid(boolean wanted, long now) {
		if (wanted ? this.memory.reserve() : this.memory.tryReserve()) {
			return true;
		}
		if (this.crew.wantsSuccessor()) {
			this.crew.leaveFirst();
		}
		else if (!wanted) {
			// Who only wants to see whether it can start one does not stand in line.
			this.core.watchUntil(now + StartBackoff.LONGEST);
		}
		return false;
	}

	private WorkerLoop hire(boolean successor) {
		boolean hired = false;
		try {
			WorkerLoop loop = this.hiring.apply(++this.hired);
			this.crew.add(loop.member());
			if (successor) {
				this.crew.hiredSuccessor(loop.member());
			}
			hired = true;
			return loop;
		}
		finally {
			if (!hired) {
				this.memory.release();
			}
		}
	}

	/** Whether a worker is wanted only to see whether the trouble is over. */
	private boolean isProofWanted() {
		return isWorking() && this.backoff.wantsProof() && this.crew.hasRoomForProof();
	}

	private boolean isWorking() {
		return switch (this.core.state()) {
			case STARTING, RUNNING, PAUSING, PAUSED -> true;
			case NEW, STOPPING, STOPPED -> false;
		};
	}

	/** A worker has left; with what it failed with, if it did. */
	void retire(WorkerLoop loop, StartBackoff.@Nullable Failure failure) {
		if (hasRetired(loop, failure)) {
			recruit();
		}
		else {
			// What has failed is not counted, so that nothing delays the next start.
			recruitLater();
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
			if (failure != null && isWorking()) {
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
			this.core.left();
		}
	}

	/** A caller is done with the task that it ran. */
	void depart(CallerRunner guest) {
		try (Held held = this.core.hold()) {
			guest.letGo();
			if (!this.core.dismissed(guest)) {
				this.crew.abandonedEnded();
			}
			this.core.left();
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
			this.core.left();
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
	 */
	void replace(Runner runner, Execution<?> task) {
		try (Held held = this.core.hold()) {
			if (runner instanceof WorkerLoop loop && loop.orders().current() == task
					&& this.crew.replace(loop.member(), this.core.settings.overtime().maxReplacements())) {
				this.core.count(Totals.Total.OVERTIME_REPLACED);
			}
		}
		recruit();
	}

	/**
	 * Has somebody else take the place of a worker whose process is about to be killed
	 * because of a task.
	 */
	void relieve(Runner runner, Execution<?> task) {
		try (Held held = this.core.hold()) {
			if (runner instanceof WorkerLoop loop && loop.taken() == task) {
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
	 * Decides the end of what a runner has taken: from here on, it is not put back into
	 * the queue.
	 * @return the task, {@code null} if the runner has none
	 */
	@Nullable Execution<?> end(Runner runner, TaskOutcome outcome) {
		try (Held held = this.core.hold()) {
			Execution<?> taken = runner.taken();
			if (taken != null) {
				taken.decide(outcome);
			}
			return taken;
		}
	}

	/** Stops and dismisses everybody, also those who are busy. */
	List<Runner> dismissAll() {
		try (Held held = this.core.hold()) {
			this.core.beginStop();
			this.crew.members().forEach(Member::dismiss);
			return this.core.runners();
		}
	}

	void resize(int minSize, int maxSize) {
		try (Held held = this.core.hold()) {
			this.core.settings.change(
					(settings) -> settings.withSize(new SizeSettings(minSize, maxSize, settings.size().releaseTime())));
			this.memory.resized();
			this.crew.wakeAll();
			this.core.settle();
		}
		recruit();
	}

	List<Runner> runners() {
		try (Held held = this.core.holdBeside()) {
			return this.core.runners();
		}
	}

}
