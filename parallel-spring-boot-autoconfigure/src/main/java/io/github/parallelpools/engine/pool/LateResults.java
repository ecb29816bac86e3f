package io.github.parallelpools.engine.pool;

import java.util.concurrent.Executor;

import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;

/**
 * Has a helper thread tell of results for which the loop of their worker does not come,
 * as a listener or a dependent of a future holds it up: it might wait for one of them.
 * What that worker has not begun is called back, as is what waits behind a slow task.
 * Runs on the supervisor.
 */
final class LateResults implements Supervisor.Watched {

	private final Staffing staffing;

	private final Executor helpers;

	private final String pool;

	LateResults(String pool, Staffing staffing, Executor helpers) {
		this.pool = pool;
		this.staffing = staffing;
		this.helpers = helpers;
	}

	@Override
	public long check(long now) {
		long never = Ticker.never(now);
		long next = never;
		for (Runner runner : this.staffing.runners()) {
			if (runner instanceof WorkerLoop loop) {
				next = Ticker.earlier(next, check(loop, now, never));
			}
		}
		return next;
	}

	private long check(WorkerLoop loop, long now, long never) {
		long late = loop.window().lateAt(never);
		if (late == never || late - now > 0) {
			return late;
		}
		this.helpers.execute(() -> tell(loop));
		// The helper may be held up by a callback, too: then another one goes on.
		return now + loop.window().patience();
	}

	private static void tell(WorkerLoop loop) {
		if (loop.isWorkerAlive()) {
			loop.takeBack();
		}
		else {
			loop.window().surrender();
		}
		while (loop.window().tellLate()) {
			continue;
		}
	}

	@Override
	public String toString() {
		return "the results of pool '" + this.pool + "'";
	}

}
