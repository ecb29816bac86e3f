package io.github.parallelpools.engine.event;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.RecordedEvent.Type;
import io.github.parallelpools.task.DeadLetter;

/**
 * Keeps the last events of one pool, or of all standalone tasks, for people to read. As a
 * subscriber it hears nothing of the ends of tasks, of which there are too many, and so
 * costs a task nothing. Safe for use by several threads.
 */
public final class EventHistory implements PoolSubscriber {

	/** As many as fill a few screens. */
	static final int CAPACITY = 200;

	/** The stack of a task that hangs is longer, but not what matters of it. */
	static final int LONGEST_TEXT = 2000;

	// Guarded by this.

	private final Deque<RecordedEvent> events = new ArrayDeque<>();

	private long count;

	/** The last events, the oldest first. */
	public synchronized List<RecordedEvent> events() {
		return List.copyOf(this.events);
	}

	@Override
	public void moved(PoolEvent.Moved event) {
		keep(Type.MOVED, null, null, "The pool is " + event.to() + ", it was " + event.from());
	}

	@Override
	public void workerStarted(PoolEvent.WorkerStarted event) {
		keep(Type.WORKER_STARTED, event.worker(), null,
				(event.pid() != null) ? "It started as process " + event.pid() : "It started");
	}

	@Override
	public void startFailed(PoolEvent.StartFailed event) {
		keep(Type.START_FAILED, event.worker(), null, "It could not start: " + event.why());
	}

	@Override
	public void workerEnded(PoolEvent.WorkerEnded event) {
		keep(Type.WORKER_ENDED, event.worker(), null, "It ended after " + event.tasks() + " tasks");
	}

	@Override
	public void workerDied(PoolEvent.WorkerDied event) {
		keep(Type.WORKER_DIED, event.worker(), null, "It died after " + event.tasks() + " tasks: " + event.cause());
	}

	@Override
	public void workerKilled(PoolEvent.WorkerKilled event) {
		keep(Type.WORKER_KILLED, event.worker(), null, "It is killed by hand");
	}

	@Override
	public void workerAbandoned(PoolEvent.WorkerAbandoned event) {
		keep(Type.WORKER_ABANDONED, event.worker(), null,
				"It ignored the order to end and was abandoned and replaced. " + event.remains());
	}

	@Override
	public void workerReplaced(PoolEvent.WorkerReplaced event) {
		keep(Type.WORKER_REPLACED, event.worker(), event.task(), "It gets a substitute, as it still runs the task");
	}

	@Override
	public void workerReleased(PoolEvent.WorkerReleased event) {
		keep(Type.WORKER_RELEASED, event.worker(), null, "It leaves, as it was idle");
	}

	@Override
	public void workerRecycled(PoolEvent.WorkerRecycled event) {
		keep(Type.WORKER_RECYCLED, event.worker(), null, "It leaves, as another one has taken its place");
	}

	@Override
	public void memoryShort(PoolEvent.MemoryShort event) {
		keep(Type.MEMORY_SHORT, null, null, "The pool waits: " + event.why());
	}

	@Override
	public void taskAsked(PoolEvent.TaskAsked event) {
		keep(Type.TASK_ASKED, event.worker(), event.task(),
				"The task has run for longer than " + event.limit().toMillis() + " ms and was asked to end");
	}

	@Override
	public void taskOvertime(PoolEvent.TaskOvertime event) {
		keep(Type.TASK_OVERTIME, event.worker(), event.task(),
				"The task has run for longer than " + event.limit().toMillis() + " ms; policy: " + event.policy()
						+ ((event.stack() != null) ? "\n" + event.stack() : ""));
	}

	@Override
	public void hangFound(PoolEvent.HangFound event) {
		keep(Type.HANG_FOUND, event.worker(), event.task(), "Tasks also run for long at " + event.place());
	}

	@Override
	public void deadlockFound(PoolEvent.DeadlockFound event) {
		keep(Type.DEADLOCK_FOUND, event.worker(), event.task(), event.text());
	}

	@Override
	public void killBudgetExceeded(PoolEvent.KillBudgetExceeded event) {
		keep(Type.KILL_BUDGET_EXCEEDED, null, null, event.why());
	}

	@Override
	public void killBudgetRestored(PoolEvent.KillBudgetRestored event) {
		keep(Type.KILL_BUDGET_RESTORED, null, null, "The pool goes on: its kill budget is whole again");
	}

	@Override
	public void settingsChanged(PoolEvent.SettingsChanged event) {
		keep(Type.SETTINGS_CHANGED, null, null, "Changed by " + event.by() + ": " + event.what());
	}

	@Override
	public void renewalBegun(PoolEvent.RenewalBegun event) {
		keep(Type.RENEWAL_BEGUN, null, null, "All " + event.workers()
				+ " workers are to be replaced, one after the other, by order of " + event.by());
	}

	@Override
	public void taskRetried(PoolEvent.TaskRetried event) {
		keep(Type.TASK_RETRIED, event.worker(), event.task(), "The task is run again (attempt " + event.attempt()
				+ " of " + event.attempts() + "), as its worker died");
	}

	@Override
	public void taskReturned(PoolEvent.TaskReturned event) {
		keep(Type.TASK_RETURNED, event.worker(), event.task(),
				"The task goes to another worker, as this one died before it began with it");
	}

	@Override
	public void deadLettered(PoolEvent.DeadLettered event) {
		DeadLetter letter = event.letter();
		keep(Type.DEAD_LETTERED, null, letter.id(), "The task is kept as a dead letter: " + letter.cause());
	}

	@Override
	public void missed(PoolEvent.Missed event) {
		keep(Type.MISSED, null, null, "There was no memory to tell of something");
	}

	/**
	 * Keeps something.
	 * @param type what it is
	 * @param worker the worker that it is about, {@code null} if it is about none
	 * @param task the task that it is about, {@code null} if it is about none
	 * @param text what happened, in words; what is too long is cut
	 */
	public void keep(Type type, @Nullable String worker, @Nullable String task, String text) {
		String shortened = (text.length() <= LONGEST_TEXT) ? text : text.substring(0, LONGEST_TEXT - 3) + "...";
		synchronized (this) {
			if (this.events.size() == CAPACITY) {
				this.events.removeFirst();
			}
			this.events.addLast(new RecordedEvent(++this.count, Instant.now(), type, worker, task, shortened));
		}
	}

}
