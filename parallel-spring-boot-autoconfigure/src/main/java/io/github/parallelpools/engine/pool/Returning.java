package io.github.parallelpools.engine.pool;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.run.WorkerLoop;

/**
 * The workers that have ended their task and only tell of it: whoever submits the next
 * task when he has the result of the last one comes before the worker is back, and needs
 * no other worker. But telling runs foreign code, which may take its time or even wait
 * for that next task, so a worker is expected for a short time only, and not at all if
 * its thread waits already. The supervisor looks again when that time is over. Not
 * thread-safe: the pool's lock guards it.
 */
final class Returning {

	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	private final PoolCore core;

	private final Crew<WorkerLoop> crew;

	Returning(PoolCore core, Crew<WorkerLoop> crew) {
		this.core = core;
		this.crew = crew;
	}

	/** Whether so many tasks are left to workers that are about to come back. */
	boolean takeOver(int tasks) {
		long now = this.core.nanos();
		List<WorkerLoop> expected = this.crew.workers()
			.stream()
			.filter((loop) -> isExpected(loop, now))
			.limit(tasks)
			.toList();
		if (expected.size() < tasks) {
			return false;
		}
		expected.forEach((loop) -> await(loop, now));
		return true;
	}

	private boolean isExpected(WorkerLoop loop, long now) {
		return loop.member().isReturning(now) && loop.isWorkerAlive() && !this.core.isHeldUp(loop.thread());
	}

	private void await(WorkerLoop loop, long now) {
		this.core.deadlines.watchUntil(loop.member().expect(now + PATIENCE));
	}

}
