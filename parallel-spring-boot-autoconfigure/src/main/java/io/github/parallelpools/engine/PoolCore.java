package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.WorkerLoop.Phase;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerSnapshot;

/**
 * Where tasks wait and workers come for them: the queue, the crew and the state of one
 * pool under one lock. Decides when a worker starts, waits and leaves; knows nothing of
 * how tasks are executed or end. Runs no foreign code.
 */
final class PoolCore {

	private final PoolSettings settings;

	private final Ticker ticker;

	private final Totals totals;

	private final Supervisor supervisor;

	private final ReentrantLock lock = new ReentrantLock();

	/** Submitters wait here for room in the queue. */
	private final Condition room = this.lock.newCondition();

	/** Those who wait for a state wait here. */
	private final Condition moved = this.lock.newCondition();

	private final Lifecycle lifecycle;

	// All below is guarded by the lock.

	private final TaskQueue queue;

	private final Crew crew;

	private final StartBackoff backoff = new StartBackoff();

	private LongFunction<WorkerLoop> hiring = (number) -> {
		throw new IllegalStateException("The pool hires nobody yet");
	};

	private long releaseNanos;

	private long accepted;

	private long hired;

	/**
	 * Whether tasks were accepted since the start, so that the pool may stop by itself.
	 */
	private boolean worked;

	private boolean closed;

	PoolCore(PoolSettings settings, Ticker ticker, Totals totals, Supervisor supervisor) {
		this.settings = settings;
		this.ticker = ticker;
		this.totals = totals;
		this.supervisor = supervisor;
		this.lifecycle = new Lifecycle(settings.name());
		this.queue = new TaskQueue(settings.queue().capacity());
		this.crew = new Crew(settings.size());
		this.releaseNanos = settings.size().releaseTime().toNanos();
	}

	void hireWith(LongFunction<WorkerLoop> hiring) {
		this.hiring = hiring;
	}

	Condition newCondition() {
		return this.lock.newCondition();
	}

	PoolState state() {
		return this.lifecycle.state();
	}

	// Tasks

	/** Accepts a task, once there is room, and starts a worker if one more is wanted. */
	void put(Execution<?> task) {
		WorkerLoop recruit;
		this.lock.lock();
		try {
			awaitRoom();
			task.accepted(++this.accepted);
			this.queue.add(task);
			this.worked = true;
			if (state().runsTasks()) {
				this.crew.wakeOne();
			}
			recruit = enlist();
		}
		finally {
			this.lock.unlock();
		}
		if (recruit != null) {
			recruit.start();
		}
	}

	private void awaitRoom() {
		requireAccepting();
		if (!this.queue.isFull()) {
			return;
		}
		if (this.settings.queue().whenFull() == WhenFull.REJECT) {
			throw rejection("its queue is full. Raise 'queue.capacity' or 'max-size', or send less");
		}
		if (WorkerLoop.isServing(this)) {
			throw rejection("its queue is full, and one of its own workers would wait for room for ever. "
					+ "Raise 'queue.capacity', or send from elsewhere");
		}
		while (this.queue.isFull()) {
			try {
				this.room.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw rejection("the caller was interrupted while it waited for room in the queue");
			}
			requireAccepting();
		}
	}

	private void requireAccepting() {
		if (this.closed) {
			throw rejection("it is closed, as the application is closing");
		}
		if (!state().acceptsTasks()) {
			throw rejection("it is " + state() + ". Start it again first");
		}
	}

	private TaskRejectedException rejection(String why) {
		PoolSnapshot.Size size = this.crew.snapshot();
		return new TaskRejectedException(
				"Pool '%s' rejected a task: %s (queue %d/%d, %d of %d workers busy).".formatted(this.settings.name(),
						why, this.queue.size(), this.settings.queue().capacity(), size.busy(), size.max()));
	}

	/** Takes a task whose end is decided out of the queue, or tells who is running it. */
	@Nullable WorkerLoop withdraw(Execution<?> task) {
		this.lock.lock();
		try {
			if (this.queue.remove(task)) {
				task.forget();
				this.room.signal();
			}
			// A worker that came for the task just now may have thrown it away instead.
			settle();
			return task.runner;
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
	}

	/** Empties the queue of a closed pool. */
	@Nullable Execution<?> drainOne() {
		this.lock.lock();
		try {
			Execution<?> task = this.queue.poll();
			if (task != null) {
				task.forget();
			}
			return task;
		}
		finally {
			this.lock.unlock();
		}
	}

	// Workers

	/**
	 * The next task for a worker that has none; waits for one.
	 * @return the task, or {@code null} if the worker is to leave
	 */
	@Nullable Execution<?> take(WorkerLoop loop) {
		Execution<?> task = takeOrLeave(loop);
		if (task == null) {
			// It may take a while until the worker is closed, and somebody may be wanted
			// in its place before.
			recruit();
		}
		return task;
	}

	private @Nullable Execution<?> takeOrLeave(WorkerLoop loop) {
		this.lock.lock();
		try {
			arrive(loop);
			long idleSince = 0;
			while (!mustLeave(loop)) {
				Execution<?> task = state().runsTasks() ? nextTask() : null;
				if (task != null) {
					task.runner = loop;
					loop.taken = task;
					this.crew.move(loop, Phase.BUSY);
					return task;
				}
				idleSince = (idleSince != 0) ? idleSince : this.ticker.nanos();
				if (!awaitWork(loop, idleSince)) {
					this.totals.idleReleased.increment();
					break;
				}
			}
			this.crew.move(loop, Phase.LEAVING);
			if (!this.queue.isEmpty()) {
				// The call for a task may have gone to this worker.
				this.crew.wakeOne();
			}
			return null;
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
	}

	private void arrive(WorkerLoop loop) {
		Execution<?> done = loop.taken;
		if (done != null) {
			done.runner = null;
			loop.taken = null;
		}
		if (loop.phase == Phase.STARTING) {
			this.totals.workersStarted.increment();
			this.backoff.ready();
			Thread.interrupted();
		}
		else if (loop.isWorkerAlive()) {
			this.backoff.worked();
		}
		this.crew.endReplacement(loop);
		this.crew.move(loop, Phase.IDLE);
		settle();
	}

	private boolean mustLeave(WorkerLoop loop) {
		return loop.dismissed || loop.phase == Phase.GONE || !loop.isWorkerAlive() || state() == PoolState.STOPPING
				|| this.crew.isSurplus();
	}

	private @Nullable Execution<?> nextTask() {
		for (Execution<?> task; (task = this.queue.poll()) != null;) {
			this.room.signal();
			if (!task.isDecided()) {
				return task;
			}
			task.forget();
		}
		return null;
	}

	/**
	 * Waits for a call. Returns {@code false} if the worker was idle for too long and may
	 * leave.
	 */
	private boolean awaitWork(WorkerLoop loop, long idleSince) {
		long left = this.releaseNanos - (this.ticker.nanos() - idleSince);
		boolean releasable = this.releaseNanos > 0 && this.crew.mayRelease();
		if (releasable && left <= 0) {
			return false;
		}
		this.crew.wait(loop);
		try {
			if (releasable) {
				loop.wakeup.awaitNanos(left);
			}
			else {
				loop.wakeup.await();
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts an idle worker: what a task left behind has no meaning
			// here.
			Thread.interrupted();
		}
		finally {
			this.crew.endWait(loop);
		}
		return true;
	}

	/** Has a waiting worker look again: its process may have died. */
	void wake(WorkerLoop loop) {
		this.lock.lock();
		try {
			this.crew.endWait(loop);
			loop.wakeup.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A worker has left; with the reason if it could not start or died before it worked.
	 */
	void retire(WorkerLoop loop, @Nullable String failure) {
		this.lock.lock();
		try {
			if (!this.crew.remove(loop)) {
				this.crew.abandonedEnded();
			}
			if (failure != null) {
				this.backoff.failed(failure, this.ticker.nanos());
			}
			left();
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
		recruit();
	}

	/**
	 * Gives up on a worker that does not obey, unless it has come back from the task
	 * meanwhile.
	 */
	boolean abandon(WorkerLoop loop, @Nullable Execution<?> task) {
		this.lock.lock();
		try {
			if (loop.taken != task || !this.crew.remove(loop)) {
				return false;
			}
			this.crew.abandoned();
			this.totals.abandoned.increment();
			left();
			return true;
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
	}

	private void left() {
		settle();
		if (this.lifecycle.is(PoolState.STOPPING) && this.crew.isEmpty()) {
			move(PoolState.STOPPED);
		}
	}

	/** Allows a substitute for a worker whose task is over time. */
	void replace(WorkerLoop loop, Execution<?> task) {
		this.lock.lock();
		try {
			if (loop.current() == task && this.crew.replace(loop, this.settings.overtime().maxReplacements())) {
				this.totals.overtimeReplaced.increment();
			}
		}
		finally {
			this.lock.unlock();
		}
		recruit();
	}

	/** Starts the workers that are wanted. */
	void recruit() {
		for (WorkerLoop loop; (loop = enlistOne()) != null;) {
			loop.start();
		}
	}

	private @Nullable WorkerLoop enlistOne() {
		this.lock.lock();
		try {
			return enlist();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable WorkerLoop enlist() {
		boolean wanted = switch (state()) {
			case STARTING, RUNNING -> this.crew.wantsMore(this.queue.size());
			case PAUSING, PAUSED -> this.crew.wantsMore(0);
			case NEW, STOPPING, STOPPED -> false;
		};
		if (!wanted) {
			return null;
		}
		long now = this.ticker.nanos();
		if (this.backoff.isWaiting(now)) {
			this.supervisor.wakeBy(this.backoff.retryAt(now));
			return null;
		}
		WorkerLoop loop = this.hiring.apply(++this.hired);
		this.crew.add(loop);
		return loop;
	}

	// States

	void start() {
		this.lock.lock();
		try {
			if (state().runsTasks()) {
				return;
			}
			if (this.closed) {
				throw new PoolStateException(
						"Pool '%s' is closed and can't start again.".formatted(this.settings.name()));
			}
			move(PoolState.STARTING);
			this.worked = !this.queue.isEmpty();
			settle();
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
		recruit();
	}

	void pause() {
		this.lock.lock();
		try {
			if (state() != PoolState.PAUSING && state() != PoolState.PAUSED) {
				move(PoolState.PAUSING);
				settle();
			}
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
	}

	void resume() {
		this.lock.lock();
		try {
			if (state().runsTasks()) {
				return;
			}
			if (state() != PoolState.PAUSING && state() != PoolState.PAUSED) {
				throw this.lifecycle.refusal("resume");
			}
			move(PoolState.RUNNING);
			this.crew.wakeAll();
			settle();
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
		recruit();
	}

	void stop() {
		this.lock.lock();
		try {
			beginStop();
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
	}

	/** Stops and dismisses everybody, also those who are busy. */
	List<WorkerLoop> dismissAll() {
		this.lock.lock();
		try {
			beginStop();
			List<WorkerLoop> loops = this.crew.loops();
			loops.forEach((loop) -> loop.dismissed = true);
			return loops;
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
	}

	/** Refuses tasks and starts from now on, for ever. */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			beginStop();
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
	}

	private void beginStop() {
		switch (state()) {
			case STOPPING, STOPPED -> {
				return;
			}
			case NEW -> move(PoolState.STOPPED);
			default -> {
				move(PoolState.STOPPING);
				for (WorkerLoop loop : this.crew.loops()) {
					if (loop.phase == Phase.STARTING) {
						loop.dismissed = true;
						loop.interruptStart();
					}
				}
				this.crew.wakeAll();
				left();
			}
		}
		this.room.signalAll();
	}

	/** Makes the moves that follow from who is there and what is to do. */
	private void settle() {
		if (this.lifecycle.is(PoolState.STARTING) && this.crew.isReady()) {
			move(PoolState.RUNNING);
		}
		if (this.crew.count(Phase.BUSY) > 0) {
			return;
		}
		if (this.lifecycle.is(PoolState.PAUSING)) {
			move(PoolState.PAUSED);
		}
		if (this.lifecycle.is(PoolState.RUNNING) && this.settings.autoStop() && this.worked && this.queue.isEmpty()) {
			beginStop();
		}
	}

	private void move(PoolState to) {
		this.lifecycle.move(to);
		this.moved.signalAll();
	}

	void resize(SizeSettings size) {
		this.lock.lock();
		try {
			this.crew.resize(size);
			this.releaseNanos = size.releaseTime().toNanos();
			this.crew.wakeAll();
			settle();
		}
		finally {
			this.lock.unlock();
			this.lifecycle.announce();
		}
		recruit();
	}

	/** Dismisses one worker. */
	@Nullable WorkerLoop dismiss(String workerId) {
		this.lock.lock();
		try {
			for (WorkerLoop loop : this.crew.loops()) {
				if (loop.id().equals(workerId)) {
					loop.dismissed = true;
					this.crew.endWait(loop);
					loop.wakeup.signal();
					return loop;
				}
			}
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits while the pool is in a state. Returns the state that it is in then. */
	PoolState awaitWhile(PoolState one, Duration timeout) throws InterruptedException {
		// Unlike Duration.toNanos, this knows no overflow.
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lockInterruptibly();
		try {
			while (this.lifecycle.is(one) && left > 0) {
				left = this.moved.awaitNanos(left);
			}
			return state();
		}
		finally {
			this.lock.unlock();
		}
	}

	// Supervision

	/** Makes sure that a task which starts now is looked after when it is over time. */
	void watchFrom(long startedNanos) {
		if (this.settings.overtime().isLimited()) {
			watchUntil(startedNanos + this.settings.overtime().limit().toNanos());
		}
	}

	void watchUntil(long deadline) {
		this.supervisor.wakeBy(deadline);
	}

	List<WorkerLoop> loops() {
		this.lock.lock();
		try {
			return this.crew.loops();
		}
		finally {
			this.lock.unlock();
		}
	}

	List<WorkerSnapshot> workers() {
		this.lock.lock();
		try {
			return this.crew.loops().stream().map(WorkerLoop::snapshot).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	PoolSnapshot snapshot() {
		this.lock.lock();
		try {
			long now = this.ticker.nanos();
			Execution<?> oldest = this.queue.peek();
			Duration wait = (oldest != null) ? Duration.ofNanos(oldest.waitedNanos(now)) : Duration.ZERO;
			return new PoolSnapshot(this.settings.name(), this.settings.kind(), state(), this.crew.snapshot(),
					new PoolSnapshot.Queue(this.queue.size(), this.settings.queue().capacity(), wait),
					this.totals.snapshot(this.accepted), this.backoff.snapshot(now));
		}
		finally {
			this.lock.unlock();
		}
	}

}
