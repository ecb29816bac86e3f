package io.github.parallelpools.engine;

import java.util.List;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.SizeSettings;

/**
 * Who works for a pool: hires as many workers as are wanted, and takes note of those who
 * leave, are given up, or are to leave. The rules for how many are the crew's.
 */
final class Staffing {

	/** When a start that found no memory is repeated. */
	private static final long REPEAT_NANOS = 1_000_000_000;

	private final PoolMonitor monitor;

	private final LongFunction<WorkerLoop> hiring;

	/** Guarded by the monitor. */
	private long hired;

	Staffing(PoolMonitor monitor, LongFunction<WorkerLoop> hiring) {
		this.monitor = monitor;
		this.hiring = hiring;
	}

	/**
	 * Starts the workers that are wanted. What memory is too short for is looked at again
	 * in a while, as perhaps nothing else leads here before the tasks that wait are run.
	 */
	void recruit() {
		for (WorkerLoop loop; (loop = enlistOne()) != null;) {
			loop.start();
		}
	}

	private @Nullable WorkerLoop enlistOne() {
		this.monitor.lock();
		try {
			return enlist();
		}
		finally {
			this.monitor.unlock();
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
		this.monitor.watchUntil(this.monitor.ticker.nanos() + REPEAT_NANOS);
	}

	private @Nullable WorkerLoop hireWanted() {
		long now = this.monitor.ticker.nanos();
		boolean wanted = this.monitor.wantsWorker();
		boolean successor = !wanted && isWorking() && this.monitor.crew.wantsSuccessor();
		if (!wanted) {
			this.monitor.memory.withdraw();
		}
		if (!wanted && !successor && !isProofWanted()) {
			return null;
		}
		if (this.monitor.backoff.isWaiting(now)) {
			this.monitor.memory.withdraw();
			this.monitor.watchUntil(this.monitor.backoff.retryAt(now));
			return null;
		}
		return isPaid(wanted, now) ? hire(successor) : null;
	}

	private boolean isPaid(boolean wanted, long now) {
		if (wanted ? this.monitor.memory.reserve() : this.monitor.memory.tryReserve()) {
			return true;
		}
		if (this.monitor.crew.wantsSuccessor()) {
			this.monitor.crew.leaveFirst();
		}
		else if (!wanted) {
			// Who only wants to see whether it can start one does not stand in line.
			this.monitor.watchUntil(now + StartBackoff.LONGEST);
		}
		return false;
	}

	private WorkerLoop hire(boolean successor) {
		boolean hired = false;
		try {
			WorkerLoop loop = this.hiring.apply(++this.hired);
			this.monitor.crew.add(loop.member());
			if (successor) {
				this.monitor.crew.hiredSuccessor(loop.member());
			}
			hired = true;
			return loop;
		}
		finally {
			if (!hired) {
				this.monitor.memory.release();
			}
		}
	}

	/** Whether a worker is wanted only to see whether the trouble is over. */
	private boolean isProofWanted() {
		return isWorking() && this.monitor.backoff.wantsProof() && this.monitor.crew.hasRoomForProof();
	}

	private boolean isWorking() {
		return switch (this.monitor.state()) {
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
		this.monitor.lock();
		try {
			retireLocked(loop, failure);
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
		finally {
			this.monitor.unlock();
		}
	}

	/** Each step for itself: memory may be short. */
	private void retireLocked(WorkerLoop loop, StartBackoff.@Nullable Failure failure) {
		if (!this.monitor.crew.remove(loop.member())) {
			this.monitor.crew.abandonedEnded();
		}
		try {
			// What fails while the pool stops is no trouble of one that has stopped.
			if (failure != null && isWorking()) {
				this.monitor.backoff.failed(failure, this.monitor.ticker.nanos());
			}
			this.monitor.crew.wakeResting();
		}
		finally {
			releaseMemory();
		}
	}

	private void releaseMemory() {
		try {
			this.monitor.memory.release();
		}
		finally {
			this.monitor.left();
		}
	}

	/** A caller is done with the task that it ran. */
	void depart(CallerRunner guest) {
		this.monitor.lock();
		try {
			guest.letGo();
			if (!this.monitor.guests.remove(guest)) {
				this.monitor.crew.abandonedEnded();
			}
			this.monitor.left();
		}
		finally {
			this.monitor.unlock();
		}
	}

	/**
	 * Gives up on a runner that does not obey, unless it has come back from the task
	 * meanwhile.
	 */
	boolean abandon(Runner runner, @Nullable Execution<?> task) {
		this.monitor.lock();
		try {
			if (runner.taken() != task || !remove(runner)) {
				return false;
			}
			this.monitor.crew.abandoned();
			this.monitor.totals.count(Totals.Total.ABANDONED);
			this.monitor.left();
			return true;
		}
		finally {
			this.monitor.unlock();
		}
	}

	private boolean remove(Runner runner) {
		return (runner instanceof WorkerLoop loop) ? this.monitor.crew.remove(loop.member())
				: this.monitor.guests.remove(runner);
	}

	/**
	 * Allows a substitute for a worker whose task is over time; a caller takes no
	 * worker's place.
	 */
	void replace(Runner runner, Execution<?> task) {
		this.monitor.lock();
		try {
			if (runner instanceof WorkerLoop loop && loop.orders().current() == task
					&& this.monitor.crew.replace(loop.member(), this.monitor.settings.overtime().maxReplacements())) {
				this.monitor.totals.count(Totals.Total.OVERTIME_REPLACED);
			}
		}
		finally {
			this.monitor.unlock();
		}
		recruit();
	}

	/**
	 * Has somebody else take the place of a worker whose process is about to be killed
	 * because of a task.
	 */
	void relieve(Runner runner, Execution<?> task) {
		this.monitor.lock();
		try {
			if (runner instanceof WorkerLoop loop && loop.taken() == task) {
				this.monitor.crew.doom(loop.member());
			}
		}
		finally {
			this.monitor.unlock();
		}
		recruit();
	}

	/** Dismisses one worker, or finds the caller of that id. */
	@Nullable Runner dismiss(String workerId) {
		this.monitor.lock();
		try {
			for (Runner runner : this.monitor.runners()) {
				if (runner.id().equals(workerId)) {
					if (runner instanceof WorkerLoop loop) {
						loop.member().dismiss();
						this.monitor.crew.endWait(loop.member());
						loop.member().wake();
					}
					return runner;
				}
			}
			return null;
		}
		finally {
			this.monitor.unlock();
		}
	}

	/** Stops and dismisses everybody, also those who are busy. */
	List<Runner> dismissAll() {
		this.monitor.lock();
		try {
			this.monitor.beginStop();
			this.monitor.crew.members().forEach(Member::dismiss);
			return this.monitor.runners();
		}
		finally {
			this.monitor.unlock();
		}
	}

	void resize(SizeSettings size) {
		this.monitor.lock();
		try {
			this.monitor.crew.resize(size);
			this.monitor.releaseNanos = size.releaseTime().toNanos();
			this.monitor.memory.resized();
			this.monitor.crew.wakeAll();
			this.monitor.settle();
		}
		finally {
			this.monitor.unlock();
		}
		recruit();
	}

	List<Runner> runners() {
		this.monitor.lock();
		try {
			return this.monitor.runners();
		}
		finally {
			this.monitor.unlock();
		}
	}

}
