package io.github.parallelpools.engine;

import java.util.concurrent.Executor;

import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;

/**
 * Looks after the age of workers that may be idle, and after the weight of those that
 * became idle before they could be weighed. Those who come back from a task look
 * themselves.
 */
final class RecycleWatch implements Supervisor.Watched {

	private final PoolMonitor monitor;

	private final Staffing staffing;

	private final Executor helpers;

	RecycleWatch(PoolMonitor monitor, Staffing staffing, Executor helpers) {
		this.monitor = monitor;
		this.staffing = staffing;
		this.helpers = helpers;
	}

	@Override
	public long check(long now) {
		boolean news = false;
		long next = Ticker.never(now);
		this.monitor.lock();
		try {
			for (WorkerLoop loop : this.monitor.crew.loops()) {
				if (loop.phase == WorkerLoop.Phase.IDLE || loop.phase == WorkerLoop.Phase.BUSY) {
					next = Ticker.earlier(next, weighing(loop, now));
					if (loop.isOver(now)) {
						news |= this.monitor.crew.recycling.add(loop);
					}
					else {
						next = Ticker.earlier(next, loop.lifespan.expiresAt());
					}
				}
			}
		}
		finally {
			this.monitor.unlockSilently();
		}
		if (news) {
			this.staffing.recruit();
		}
		return next;
	}

	private long weighing(WorkerLoop loop, long now) {
		if (loop.phase == WorkerLoop.Phase.BUSY || !loop.isToBeWeighed()) {
			return Ticker.never(now);
		}
		long due = loop.lifespan.nextWeighing();
		if (due - now <= 0) {
			// Reading a file takes its time.
			this.helpers.execute(() -> weigh(loop));
		}
		return (due - now > 0) ? due : Ticker.never(now);
	}

	private void weigh(WorkerLoop loop) {
		loop.weigh();
		this.monitor.watchUntil(this.monitor.ticker.nanos());
	}

	@Override
	public String toString() {
		return "the age of the workers of pool '" + this.monitor.settings.name() + "'";
	}

}
