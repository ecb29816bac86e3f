package io.github.parallelpools.engine.pool;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.Assignment;
import io.github.parallelpools.engine.run.Window;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.FastLane;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Where workers come for tasks that they are to have before they are through with the
 * first, and where those go back that have not begun. Knows nothing of how a worker is
 * given them.
 */
final class ClaimsAhead {

	private final PoolCore core;

	private final Executor helpers;

	private final Consumer<Execution<?>> telling;

	/**
	 * Makes the claims of one pool.
	 * @param helpers run foreign code
	 * @param telling tells of the end of a task, which is foreign code
	 */
	ClaimsAhead(PoolCore core, Executor helpers, Consumer<Execution<?>> telling) {
		this.core = core;
		this.helpers = helpers;
		this.telling = telling;
	}

	/**
	 * The next task of a worker that has taken some ahead; takes more behind them.
	 * @return {@code null} if there is none, as they went back
	 */
	@Nullable Execution<?> next(WorkerLoop loop) {
		int word = this.core.lane.word();
		if (!loop.isWorkerAlive()) {
			loop.window().surrender();
		}
		else if (FastLane.isOpen(word) && !loop.member().isCalled()) {
			takeMore(loop);
			if (this.core.lane.word() != word) {
				putBackTaken(loop);
			}
		}
		else {
			refill(loop);
		}
		Execution<?> next = loop.comeToNext();
		if (next != null) {
			loop.member().tellsNoMore();
		}
		return next;
	}

	/**
	 * Takes more from the fast lane, which was open: who calls this sees afterwards
	 * whether it still is.
	 */
	void takeMore(WorkerLoop loop) {
		Window window = loop.window();
		int room = window.room();
		if (room <= 0) {
			return;
		}
		int share = this.core.share(this.core.lane.size(this.core.accepted.get()));
		boolean taken = false;
		for (int i = Math.min(room, share); i > 0; i--) {
			Assignment next = new Assignment();
			Execution<?> task = this.core.lane.poll();
			if (task == null) {
				break;
			}
			window.add(next.put(task));
			taken = true;
		}
		if (taken) {
			// A worker that began to wait meanwhile found neither the lane nor this
			// window
			// filled.
			this.core.idle.callOne();
		}
	}

	/** The lane was closed meanwhile. */
	private void putBackTaken(WorkerLoop loop) {
		try (Held held = this.core.hold()) {
			putBackFresh(loop);
		}
	}

	/** Queues again what the worker was not given; called under the pool's lock. */
	void putBackFresh(WorkerLoop loop) {
		for (Execution<?> task; (task = loop.window().pollFresh()) != null;) {
			putBackLocked(task);
		}
	}

	/** As the lane is closed, takes more from the queue, or has back what was taken. */
	private void refill(WorkerLoop loop) {
		boolean unwanted;
		this.core.lockBeside();
		try {
			unwanted = loop.member().isDismissed() || !this.core.mayTakeAhead();
			if (!unwanted) {
				takeMoreQueued(loop);
				this.core.openLane();
			}
		}
		finally {
			this.core.unlock();
		}
		if (unwanted) {
			loop.takeBack();
		}
	}

	/** Takes more from the queue; called under the pool's lock. */
	void takeMoreQueued(WorkerLoop loop) {
		Window window = loop.window();
		int room = this.core.queue.isEmpty() ? 0 : window.room();
		if (room <= 0 || !this.core.mayTakeAhead()) {
			return;
		}
		for (int i = Math.min(room, this.core.share(this.core.queue.size())); i > 0; i--) {
			Assignment next = new Assignment();
			Execution<?> task = this.core.queue.next();
			if (task == null || task.hasDeadline()) {
				// It may be too late for it when the worker would come to it.
				return;
			}
			this.core.queue.remove(task);
			window.add(next.put(task));
			this.core.blocked.freed();
		}
	}

	/**
	 * Has tasks come back that another worker has not begun, for one that has nothing to
	 * do; called under the pool's lock, which is released meanwhile.
	 * @return whether there were any
	 */
	boolean calledBack() {
		WorkerLoop other = this.core.idle.askable();
		if (other == null) {
			return false;
		}
		this.core.unlock();
		try {
			other.takeBack();
		}
		finally {
			this.core.lockBeside();
		}
		return true;
	}

	/** A worker gives back a task that it has not begun; runs no foreign code. */
	void putBack(Execution<?> task) {
		try (Held held = this.core.holdSilently()) {
			putBackLocked(task);
		}
	}

	private void putBackLocked(Execution<?> task) {
		task.takenBack();
		if (this.core.moves.isClosedLocked()) {
			// The queue may have been emptied for the last time.
			task.decide(new TaskOutcome.Cancelled("the application closed before it was run"));
		}
		if (!task.isDecided()) {
			this.core.tasks.requeue(task);
		}
		else {
			task.forget();
			this.helpers.execute(() -> this.telling.accept(task));
		}
	}

}
