package io.github.parallelpools.engine.event;

/**
 * Is told of what happens in one pool, by whatever thread it happens in, but never under
 * the pool's lock or on the supervisor. What it throws harms nobody; but the thread that
 * tells waits for it, a worker's among them. Methods are called by several threads at a
 * time.
 */
public interface PoolSubscriber {

	/**
	 * Whether it is told of each end of a task, which costs each task something. Asked
	 * once.
	 */
	default boolean hearsTasks() {
		return false;
	}

	/**
	 * Whether it runs foreign code that may hang. It is told last then, and what happens
	 * at about the same time in either order. Asked once.
	 */
	default boolean mayHang() {
		return false;
	}

	/** See {@link PoolEvent.Moved}. */
	default void moved(PoolEvent.Moved event) {
	}

	/** See {@link PoolEvent.WorkerStarted}. */
	default void workerStarted(PoolEvent.WorkerStarted event) {
	}

	/** See {@link PoolEvent.StartFailed}. */
	default void startFailed(PoolEvent.StartFailed event) {
	}

	/** See {@link PoolEvent.WorkerEnded}. */
	default void workerEnded(PoolEvent.WorkerEnded event) {
	}

	/** See {@link PoolEvent.WorkerDied}. */
	default void workerDied(PoolEvent.WorkerDied event) {
	}

	/** See {@link PoolEvent.WorkerKilled}. */
	default void workerKilled(PoolEvent.WorkerKilled event) {
	}

	/** See {@link PoolEvent.WorkerAbandoned}. */
	default void workerAbandoned(PoolEvent.WorkerAbandoned event) {
	}

	/** See {@link PoolEvent.WorkerReplaced}. */
	default void workerReplaced(PoolEvent.WorkerReplaced event) {
	}

	/** See {@link PoolEvent.WorkerReleased}. */
	default void workerReleased(PoolEvent.WorkerReleased event) {
	}

	/** See {@link PoolEvent.WorkerRecycled}. */
	default void workerRecycled(PoolEvent.WorkerRecycled event) {
	}

	/** See {@link PoolEvent.MemoryShort}. */
	default void memoryShort(PoolEvent.MemoryShort event) {
	}

	/** See {@link PoolEvent.TaskAsked}. */
	default void taskAsked(PoolEvent.TaskAsked event) {
	}

	/** See {@link PoolEvent.TaskOvertime}. */
	default void taskOvertime(PoolEvent.TaskOvertime event) {
	}

	/** See {@link PoolEvent.HangFound}. */
	default void hangFound(PoolEvent.HangFound event) {
	}

	/** See {@link PoolEvent.DeadlockFound}. */
	default void deadlockFound(PoolEvent.DeadlockFound event) {
	}

	/** See {@link PoolEvent.KillBudgetExceeded}. */
	default void killBudgetExceeded(PoolEvent.KillBudgetExceeded event) {
	}

	/** See {@link PoolEvent.KillBudgetRestored}. */
	default void killBudgetRestored(PoolEvent.KillBudgetRestored event) {
	}

	/** See {@link PoolEvent.SettingsChanged}. */
	default void settingsChanged(PoolEvent.SettingsChanged event) {
	}

	/** See {@link PoolEvent.RenewalBegun}. */
	default void renewalBegun(PoolEvent.RenewalBegun event) {
	}

	/** See {@link PoolEvent.TaskRetried}. */
	default void taskRetried(PoolEvent.TaskRetried event) {
	}

	/** See {@link PoolEvent.TaskReturned}. */
	default void taskReturned(PoolEvent.TaskReturned event) {
	}

	/** See {@link PoolEvent.TaskEnded}. */
	default void taskEnded(PoolEvent.TaskEnded event) {
	}

	/** See {@link PoolEvent.TaskTold}. */
	default void taskTold(PoolEvent.TaskTold event) {
	}

	/** See {@link PoolEvent.DeadLettered}. */
	default void deadLettered(PoolEvent.DeadLettered event) {
	}

	/** See {@link PoolEvent.Missed}. */
	default void missed(PoolEvent.Missed event) {
	}

}
