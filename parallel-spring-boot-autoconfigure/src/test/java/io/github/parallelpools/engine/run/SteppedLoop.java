package io.github.parallelpools.engine.run;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A worker's loop whose own thread never runs: the thread of the test does one step of it
 * after the other.
 */
public final class SteppedLoop {

	private final WorkerLoop loop;

	public SteppedLoop(WorkerLoop loop) {
		this.loop = loop;
	}

	/** The loop itself, which the pool knows. */
	public WorkerLoop loop() {
		return this.loop;
	}

	/** Its worker starts. */
	public void open() {
		try {
			this.loop.open();
		}
		catch (WorkerStartException | InterruptedException ex) {
			throw new AssertionError(loop().id() + " was to start", ex);
		}
	}

	/**
	 * Comes for its next task.
	 * @return the task, {@code null} if it is to leave
	 */
	public @Nullable Execution<?> take() {
		return host().next(this.loop);
	}

	/** Comes for its next task and executes it; returns whether it was given one. */
	public boolean step() {
		return this.loop.step();
	}

	/** Executes a task that it has taken, and tells of the end. */
	public void execute(Execution<?> task) {
		this.loop.execute(task);
	}

	/** What becomes of a run that has come back; see {@link LoopHost#settle}. */
	public @Nullable TaskOutcome settle(Execution<?> task, TaskOutcome outcome, boolean ordered) {
		return this.loop.settle(task, outcome, ordered);
	}

	/** Gives back what it has taken and not begun, as its loop has failed. */
	public void giveBack() {
		host().giveBack(this.loop);
	}

	/** Closes its worker and leaves. */
	public void leave() {
		this.loop.retire(null);
	}

	/** Leaves without having started. */
	public void fail(String why) {
		this.loop.retire(why);
	}

	private LoopHost host() {
		return this.loop.services.host();
	}

}
