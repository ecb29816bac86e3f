package io.github.parallelpools.engine.pool;

import java.util.concurrent.Executor;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;

/**
 * Looks after the age of workers that may be idle, and after the weight of those that
 * became idle before they could be weighed. Those who come back from a task look
 * themselves.
 */
final class RecycleWatch implements Supervisor.Watched {

	private final PoolCore core;

	private final Crew<WorkerLoop> crew;

	private final Staffing staffing;

	private final Executor helpers;

	RecycleWatch(PoolCore core, Staffing staffing, Executor helpers) {
		this.core = core;
		this.crew = core.crew;
		this.staffing = staffing;
		this.helpers = helpers;
	}

	@Override
	public long check(long now) {
		long next = Ticker.never(now);
		if (!this.core.settings.recycles()) {
			return next;
		}
		boolean news = false;
		try (Held held = this.core.holdSilently()) {
			for (Member<WorkerLoop> member : this.crew.members()) {
				if (member.is(Member.Phase.IDLE) || member.is(Member.Phase.BUSY)) {
					next = Ticker.earlier(next, weighing(member, now));
					if (member.isOver(now)) {
						news |= this.crew.recycle(member);
					}
					else {
						next = Ticker.earlier(next, member.lifespan().expiresAt());
					}
				}
			}
		}
		if (news) {
			this.staffing.recruit();
		}
		return next;
	}

	private long weighing(Member<WorkerLoop> member, long now) {
		if (member.is(Member.Phase.BUSY) || !member.isToBeWeighed()) {
			return Ticker.never(now);
		}
		long due = member.lifespan().nextWeighing();
		if (due - now <= 0) {
			// Reading a file takes its time.
			this.helpers.execute(() -> weigh(member.worker()));
		}
		return (due - now > 0) ? due : Ticker.never(now);
	}

	private void weigh(WorkerLoop loop) {
		loop.weigh();
		this.core.deadlines.watchUntil(this.core.nanos());
	}

	@Override
	public String toString() {
		return "the age of the workers of pool '" + this.core.name() + "'";
	}

}
