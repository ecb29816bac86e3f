package io.github.parallelpools.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.SizeSettings;

/**
 * The workers of a pool, counted by phase, and the rules for how many there are. Knows
 * nothing of tasks. Not thread-safe: the pool's lock guards it.
 */
final class Crew {

	private final Set<WorkerLoop> loops = new LinkedHashSet<>();

	/** Those who wait for a task, the one that worked last on top. */
	private final Deque<WorkerLoop> waiting = new ArrayDeque<>();

	private final int[] phases = new int[WorkerLoop.Phase.values().length];

	/** Who of them is to be replaced. */
	final Recycling recycling = new Recycling();

	private int min;

	private int max;

	private int replacements;

	private int abandoned;

	/** Those who are about to be killed: busy, but counted no more. */
	private int doomed;

	private int peak;

	Crew(SizeSettings size) {
		this.min = size.min();
		this.max = size.max();
	}

	void resize(SizeSettings size) {
		this.min = size.min();
		this.max = size.max();
	}

	void add(WorkerLoop loop) {
		boolean added = false;
		try {
			added = this.loops.add(loop);
		}
		finally {
			if (!added) {
				// A table that found no memory to grow has it all the same.
				this.loops.remove(loop);
			}
		}
		this.phases[loop.phase.ordinal()]++;
		this.peak = Math.max(this.peak, present());
	}

	void move(WorkerLoop loop, WorkerLoop.Phase to) {
		if (loop.phase != WorkerLoop.Phase.GONE) {
			this.phases[loop.phase.ordinal()]--;
			this.phases[to.ordinal()]++;
			loop.phase = to;
			if (to == WorkerLoop.Phase.LEAVING || to == WorkerLoop.Phase.GONE) {
				this.recycling.gone(loop);
			}
		}
	}

	boolean remove(WorkerLoop loop) {
		if (!this.loops.remove(loop)) {
			return false;
		}
		move(loop, WorkerLoop.Phase.GONE);
		endReplacement(loop);
		endDoom(loop);
		return true;
	}

	void abandoned() {
		this.abandoned++;
	}

	void abandonedEnded() {
		this.abandoned--;
	}

	/** Allows a substitute for a worker whose task is over time. */
	boolean replace(WorkerLoop loop, int maxReplacements) {
		if (loop.replaced || loop.phase != WorkerLoop.Phase.BUSY || this.replacements >= maxReplacements) {
			return false;
		}
		loop.replaced = true;
		this.replacements++;
		return true;
	}

	void endReplacement(WorkerLoop loop) {
		if (loop.replaced) {
			loop.replaced = false;
			this.replacements--;
		}
	}

	/** Lets another worker take the place of one that is about to be killed. */
	void doom(WorkerLoop loop) {
		if (!loop.doomed && loop.phase == WorkerLoop.Phase.BUSY) {
			loop.doomed = true;
			this.doomed++;
		}
	}

	void endDoom(WorkerLoop loop) {
		if (loop.doomed) {
			loop.doomed = false;
			this.doomed--;
		}
	}

	private int present() {
		return this.loops.size() - this.doomed;
	}

	int min() {
		return this.min;
	}

	boolean isEmpty() {
		return this.loops.isEmpty();
	}

	int size() {
		return this.loops.size();
	}

	int count(WorkerLoop.Phase phase) {
		return this.phases[phase.ordinal()];
	}

	List<WorkerLoop> loops() {
		return new ArrayList<>(this.loops);
	}

	/** Whether the first workers that a pool is to have are there. */
	boolean isReady() {
		return count(WorkerLoop.Phase.IDLE) + count(WorkerLoop.Phase.BUSY) >= this.min;
	}

	/** Whether a worker is there for tasks. */
	boolean isServing() {
		return count(WorkerLoop.Phase.IDLE) + count(WorkerLoop.Phase.BUSY) > this.doomed;
	}

	/**
	 * Whether a worker can be started only to see whether it starts.
	 */
	boolean hasRoomForProof() {
		return count(WorkerLoop.Phase.STARTING) == 0 && hasRoom();
	}

	/** Whether one more worker is to be started for the tasks that wait. */
	boolean wantsMore(int queued) {
		if (staying() < this.min) {
			return hasRoom();
		}
		return missing(queued) > 0 && hasRoom();
	}

	/** For how many of the tasks that wait nobody is there, or about to be. */
	int missing(int queued) {
		return queued - (count(WorkerLoop.Phase.IDLE) + count(WorkerLoop.Phase.STARTING) - this.recycling.resting());
	}

	private boolean hasRoom() {
		return present() - this.recycling.extra() < limit();
	}

	/** Whether somebody is to be hired who is to replace a worker. */
	boolean wantsSuccessor() {
		return this.recycling.wantsSuccessor() && present() <= limit();
	}

	/** Nobody can be hired before one of those has left who are to be replaced. */
	void leaveFirst() {
		this.recycling.leaveFirst();
		this.recycling.wake(this);
		this.recycling.wakeResting();
	}

	/** Whether those are there that are always kept. */
	boolean isMinimal() {
		return staying() >= this.min;
	}

	/** Whether there are more workers than those that are always kept. */
	boolean isBeyondMin() {
		return staying() > this.min;
	}

	/** Whether a worker may take a task without there being more at work than allowed. */
	boolean mayWork(WorkerLoop loop) {
		return !this.recycling.isSuccessor(loop) || count(WorkerLoop.Phase.BUSY) - this.doomed < limit();
	}

	/** Whether there are more workers than allowed, so that one must leave. */
	boolean isSurplus() {
		return staying() > limit();
	}

	/**
	 * Whether a worker may leave because it is idle.
	 * @param demand how many idle workers are wanted, as there is work elsewhere
	 */
	boolean mayRelease(long demand) {
		return staying() > this.min && demand < count(WorkerLoop.Phase.IDLE) + count(WorkerLoop.Phase.STARTING);
	}

	private int staying() {
		return present() - count(WorkerLoop.Phase.LEAVING) - this.recycling.extra();
	}

	private int limit() {
		return (int) Math.min((long) this.max + this.replacements, Integer.MAX_VALUE);
	}

	void wait(WorkerLoop loop) {
		loop.waiting = true;
		this.waiting.push(loop);
	}

	void endWait(WorkerLoop loop) {
		if (loop.waiting) {
			this.waiting.remove(loop);
			loop.waiting = false;
		}
	}

	/** Wakes the waiting worker that worked last. */
	boolean wakeOne() {
		WorkerLoop loop = this.waiting.poll();
		if (loop == null) {
			this.recycling.wakeResting();
			return false;
		}
		loop.waiting = false;
		loop.wakeup.signal();
		return true;
	}

	void wakeAll() {
		while (wakeOne()) {
			continue;
		}
	}

	/** Wakes those who wait for the lock that tasks need: they may need it no more. */
	void wakeWishful() {
		for (WorkerLoop loop : List.copyOf(this.waiting)) {
			if (loop.wish != null) {
				endWait(loop);
				loop.wakeup.signal();
			}
		}
	}

	/** Ends the rest of as many workers, which found nothing when they last looked. */
	void call(long workers, long now) {
		long left = workers;
		for (WorkerLoop loop : List.copyOf(this.waiting)) {
			if (left > 0 && loop.idleness.call(now)) {
				endWait(loop);
				loop.wakeup.signal();
				left--;
			}
		}
	}

	/** How many are looking for work, of which nobody knows yet whether there is any. */
	int looking() {
		int looking = 0;
		for (WorkerLoop loop : this.loops) {
			Execution<?> taken = loop.taken;
			if (taken != null && taken.isLook() && (!taken.isDecided() || taken.foundNothing())) {
				looking++;
			}
		}
		return looking;
	}

	PoolSnapshot.Size snapshot() {
		int busy = count(WorkerLoop.Phase.BUSY) - this.doomed;
		int starting = count(WorkerLoop.Phase.STARTING);
		int current = present();
		return new PoolSnapshot.Size(current, busy, current - busy - starting, starting, this.min, this.max, this.peak,
				this.abandoned);
	}

}
