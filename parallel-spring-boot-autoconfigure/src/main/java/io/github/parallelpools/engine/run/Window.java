package io.github.parallelpools.engine.run;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Unencoded;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.spi.GivenTask;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;

/**
 * Gives the worker of one loop the next tasks before it is through with the first, and
 * hears from it what it runs. Its loop takes tasks and gives them; the reader of the
 * worker's messages tells ends and starts; any thread takes back what has not begun. Safe
 * for use by several threads.
 */
public final class Window implements WorkerEvents {

	private static final System.Logger logger = System.getLogger(Window.class.getName());

	/** How long a result waits for its loop before somebody else tells of it. */
	private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** How long a worker may take to give back what it has not begun, before a kill. */
	private static final long CLEARING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	/** What is larger is given alone, as much of it would fill a worker's memory. */
	private static final long MOST_BYTES = 16 * 1024;

	private final LoopServices services;

	private final WorkerLoop loop;

	private final Ahead ahead = new Ahead();

	/** The worker, once it is there. */
	private volatile @Nullable Worker worker;

	/** How many tasks the worker may have. */
	private volatile int most = 1;

	private volatile boolean dead;

	/** When it died. */
	private volatile long diedNanos;

	Window(LoopServices services, WorkerLoop loop) {
		this.services = services;
		this.loop = loop;
	}

	void open(Worker opened) {
		int window = opened.window();
		if (window > 1) {
			this.ahead.reserve(window);
		}
		this.most = window;
		this.worker = opened;
	}

	public boolean isEmpty() {
		return this.ahead.isEmpty();
	}

	/** How many tasks the worker has not begun. */
	public int waiting() {
		return this.ahead.waiting();
	}

	/** Whether there is anything to be called back. */
	public boolean isAskable() {
		return this.ahead.waiting() > 0 && this.ahead.isAskable();
	}

	/** How many more tasks the loop may take; asked by the loop. */
	public int room() {
		return (this.most > 1) ? this.ahead.room(this.most) : 0;
	}

	/** The loop has taken one more task. */
	public void add(Assignment taken) {
		this.ahead.add(taken);
	}

	/** Takes back the first one that the worker was not given. */
	public @Nullable Execution<?> pollFresh() {
		return this.ahead.pollFresh();
	}

	/**
	 * The loop comes to its next task, which is its own from now on.
	 * @return {@code null} if there is none
	 */
	@Nullable Assignment next() {
		return this.ahead.next(this.loop);
	}

	/**
	 * Gives the worker the task that the loop is with, if there are more behind it.
	 * @return how to wait for it, {@code null} if it is to be executed alone
	 */
	@Nullable GivenTask giveFirst(Execution<?> task) {
		Worker opened = this.worker;
		if (opened == null || this.ahead.firstFresh() == null) {
			return null;
		}
		Object payload = payload(task);
		if (payload == null) {
			return null;
		}
		if (!this.ahead.sendsFirst(task, this.services.ticker().nanos()) || !begins(task)) {
			return null;
		}
		return opened.give(payload, task);
	}

	/** Gives the worker what the loop has taken. */
	void giveFresh() {
		Worker opened = this.worker;
		while (opened != null) {
			Execution<?> task = this.ahead.firstFresh();
			Object payload = (task != null) ? payload(task) : null;
			if (task == null || payload == null) {
				return;
			}
			Assignment next = this.ahead.sends(task, this.services.ticker().nanos());
			if (next == null) {
				return;
			}
			if (this.ahead.running() == task && !begins(task)) {
				this.services.host().putBack(task);
			}
			else if (this.ahead.given(next, opened.give(payload, task))) {
				ask(opened);
			}
		}
	}

	/** What a task was given that may be given ahead, {@code null} for others. */
	private @Nullable Object payload(Execution<?> task) {
		Object payload = task.payload();
		boolean special = task.isDecided() || task.isLook() || task.requestRound() != 0 || payload instanceof Unencoded;
		return (payload == null || special || this.services.factory().weight(payload) > MOST_BYTES) ? null : payload;
	}

	/** Whether a task begins: who decides its end later sees that it is executed. */
	private boolean begins(Execution<?> task) {
		this.loop.orders().begin(task);
		if (task.isDecided()) {
			this.ahead.unbegin(task);
			this.loop.orders().advance(task, null);
			return false;
		}
		this.services.host().watchFrom(task.startedNanos());
		return true;
	}

	@Override
	public void died() {
		long now = this.services.ticker().nanos();
		this.diedNanos = now;
		this.dead = true;
		this.loop.call();
		if (!this.ahead.isEmpty()) {
			this.services.host().watchUntil(now + PATIENCE_NANOS);
		}
	}

	@Override
	public void ended(TaskRun run) {
		if (run instanceof Execution<?> task) {
			long now = this.services.ticker().nanos();
			if (this.ahead.ended(task, now)) {
				advance(task, now);
			}
		}
	}

	private void advance(Execution<?> ended, long now) {
		Execution<?> next = this.ahead.running();
		this.loop.orders().advance(ended, next);
		if (!this.loop.locks().giveBack(ended)) {
			// What comes late would take the locks of the next one.
			this.most = 1;
		}
		if (next != null) {
			this.services.host().watchFrom(now);
			if (this.ahead.isUnwanted(next)) {
				this.services.helpers().execute(() -> this.loop.end(next));
			}
		}
		if (this.ahead.hasEnded() || this.ahead.waiting() > 0) {
			this.services.host().watchUntil(now + PATIENCE_NANOS);
		}
	}

	@Override
	public void returned(TaskRun run) {
		if (run instanceof Execution<?> task && this.ahead.returned(task)) {
			this.services.host().putBack(task);
		}
	}

	/** Has everything come back that has not begun; returns at once. */
	public void takeBack() {
		putBackFresh();
		Worker opened = this.worker;
		if (opened != null && this.ahead.ask()) {
			ask(opened);
		}
	}

	/**
	 * A thread or memory may be missing, which must keep no cancel or kill from going on.
	 */
	private void ask(Worker opened) {
		boolean asked = false;
		try {
			opened.takeBack();
			asked = true;
		}
		catch (Throwable ex) {
			SafeLog.log(logger, System.Logger.Level.WARNING,
					"Worker " + this.loop.id() + " could not be asked for the tasks that it has not begun", ex);
		}
		finally {
			if (!asked) {
				this.ahead.notAsked();
			}
		}
	}

	/**
	 * Has everything come back that has not begun, so that a kill hits no other task than
	 * the one that is meant, and waits for that for a moment. Nothing is given from now
	 * on, until {@link #unseal}.
	 */
	void clear() {
		this.ahead.seal(true);
		if (this.ahead.waiting() > 0) {
			takeBack();
			awaitBegun(CLEARING_NANOS);
		}
	}

	/** Waits until all has begun or gone back, but not for long. */
	void awaitBegun(long nanos) {
		try {
			boolean unused = this.ahead.awaitBegun(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** There was no kill after all. */
	void unseal() {
		this.ahead.seal(false);
	}

	/** Puts back what the worker was not given. */
	public void putBackFresh() {
		for (Execution<?> task; (task = this.ahead.pollFresh()) != null;) {
			this.services.host().putBack(task);
		}
	}

	/** The worker is not alive: what it has not begun goes back. */
	public void surrender() {
		putBackFresh();
		Worker opened = this.worker;
		if (opened != null) {
			opened.surrender();
		}
	}

	/**
	 * The future of a task was cancelled.
	 * @return whether the task was here and had not begun
	 */
	boolean cancelled(Execution<?> task, boolean mayInterrupt) {
		boolean waiting = this.ahead.isWaiting(task, mayInterrupt);
		if (waiting) {
			takeBack();
		}
		return waiting;
	}

	boolean contains(Execution<?> task) {
		return !this.ahead.isEmpty() && this.ahead.contains(task);
	}

	/**
	 * When somebody else is to tell of results that the loop has not come for, or to have
	 * tasks called back that wait behind a slow one.
	 */
	public long lateAt(long never) {
		if (this.ahead.isEmpty()) {
			return never;
		}
		long since = this.ahead.endedNanos(never);
		if (since == never) {
			since = this.dead ? this.diedNanos : this.ahead.heldUpSince(never);
		}
		return (since == never) ? never : since + PATIENCE_NANOS;
	}

	/** How long a result waits for its loop, in nanoseconds. */
	public long patience() {
		return PATIENCE_NANOS;
	}

	/** Tells of one such result in place of the loop; returns whether there was one. */
	public boolean tellLate() {
		Assignment late = this.ahead.pollEnded(this.dead);
		if (late == null) {
			return false;
		}
		this.loop.tellLate(late.task(), this.loop.await(late.task(), late.given()));
		return true;
	}

	/** The worker is given up: takes out what is left. */
	Iterable<Execution<?>> drain() {
		return this.ahead.drain();
	}

}
