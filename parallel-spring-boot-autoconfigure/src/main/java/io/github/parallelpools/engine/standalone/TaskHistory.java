package io.github.parallelpools.engine.standalone;

import java.util.List;

import io.github.parallelpools.engine.event.EventHistory;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.RecordedEvent.Type;
import io.github.parallelpools.task.TaskResult;

/**
 * Keeps the last events of all standalone tasks for people to read: what becomes of their
 * workers, and how they end. Leaves out what is of the pool that a run is. Safe for use
 * by several threads.
 */
final class TaskHistory implements PoolSubscriber {

	private final EventHistory history = new EventHistory();

	/** The last events, the oldest first. */
	List<RecordedEvent> events() {
		return this.history.events();
	}

	@Override
	public boolean hearsTasks() {
		return true;
	}

	@Override
	public void workerStarted(PoolEvent.WorkerStarted event) {
		this.history.workerStarted(event);
	}

	@Override
	public void workerDied(PoolEvent.WorkerDied event) {
		this.history.workerDied(event);
	}

	@Override
	public void workerAbandoned(PoolEvent.WorkerAbandoned event) {
		this.history.keep(Type.WORKER_ABANDONED, event.worker(), null,
				"It ignored the order to end and was abandoned. " + event.remains());
	}

	@Override
	public void taskOvertime(PoolEvent.TaskOvertime event) {
		this.history.taskOvertime(event);
	}

	@Override
	public void hangFound(PoolEvent.HangFound event) {
		this.history.hangFound(event);
	}

	@Override
	public void deadlockFound(PoolEvent.DeadlockFound event) {
		this.history.deadlockFound(event);
	}

	@Override
	public void taskEnded(PoolEvent.TaskEnded event) {
		TaskResult result = event.result();
		this.history.keep(Type.TASK_ENDED, null, event.task(), "The task has ended with %s after %s ms%s".formatted(
				result.code(), result.elapsed().toMillis(), (result.message() != null) ? ": " + result.message() : ""));
	}

	@Override
	public void missed(PoolEvent.Missed event) {
		this.history.missed(event);
	}

}
