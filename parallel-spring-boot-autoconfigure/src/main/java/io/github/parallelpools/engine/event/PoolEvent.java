package io.github.parallelpools.engine.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskResult;

/**
 * What has happened in one pool. Each event knows which method of a subscriber it is for.
 * Immutable. The set is closed, and the file as long as the set.
 */
public sealed interface PoolEvent {

	/** Calls the method of a subscriber that this event is for. */
	void tell(PoolSubscriber subscriber);

	/**
	 * The pool has moved to another state.
	 *
	 * @param from the state before
	 * @param to the state since
	 */
	record Moved(PoolState from, PoolState to) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.moved(this);
		}

	}

	/**
	 * A worker is ready.
	 *
	 * @param worker its id
	 * @param pid its process, {@code null} if it has none of its own
	 */
	record WorkerStarted(String worker, @Nullable Long pid) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerStarted(this);
		}

	}

	/**
	 * A worker could not start.
	 *
	 * @param worker its id
	 * @param why what it failed with
	 */
	record StartFailed(String worker, String why) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.startFailed(this);
		}

	}

	/**
	 * A worker has ended, as it was to.
	 *
	 * @param worker its id
	 * @param tasks how many tasks it has run
	 */
	record WorkerEnded(String worker, long tasks) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerEnded(this);
		}

	}

	/**
	 * A worker has died by itself.
	 *
	 * @param worker its id
	 * @param tasks how many tasks it has run
	 * @param cause what is known of its end
	 */
	record WorkerDied(String worker, long tasks, String cause) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerDied(this);
		}

	}

	/**
	 * A worker, or a caller that runs a task, was ended by hand.
	 *
	 * @param worker its id
	 */
	record WorkerKilled(String worker) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerKilled(this);
		}

	}

	/**
	 * A worker has ignored the order to end and was given up.
	 *
	 * @param worker its id
	 * @param remains what is left of it
	 */
	record WorkerAbandoned(String worker, String remains) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerAbandoned(this);
		}

	}

	/**
	 * A substitute works beside a worker whose task is over time.
	 *
	 * @param worker the worker's id
	 * @param task the task's id
	 */
	record WorkerReplaced(String worker, String task) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerReplaced(this);
		}

	}

	/**
	 * A worker leaves, as it was idle.
	 *
	 * @param worker its id
	 */
	record WorkerReleased(String worker) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerReleased(this);
		}

	}

	/**
	 * A worker leaves because of its age or use, as another one has taken its place.
	 *
	 * @param worker its id
	 */
	record WorkerRecycled(String worker) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.workerRecycled(this);
		}

	}

	/**
	 * There is no memory for the workers that are wanted.
	 *
	 * @param why who has it, and the remedy
	 */
	record MemoryShort(String why) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.memoryShort(this);
		}

	}

	/**
	 * A task has run for longer than its soft limit and was asked to end.
	 *
	 * @param task its id
	 * @param worker who runs it
	 * @param limit the limit
	 */
	record TaskAsked(String task, String worker, Duration limit) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.taskAsked(this);
		}

	}

	/**
	 * A task has run for longer than its limit. Where it is ended for that, that was done
	 * before.
	 *
	 * @param task its id
	 * @param worker who runs it
	 * @param limit the limit
	 * @param policy what becomes of it
	 * @param stack where it was, {@code null} if nobody knows
	 */
	record TaskOvertime(String task, String worker, Duration limit, OvertimePolicy policy,
			@Nullable String stack) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.taskOvertime(this);
		}

	}

	/**
	 * A task is slow, or was killed because of overtime, at a place where none was seen
	 * before.
	 *
	 * @param place the deepest call of the application's code
	 * @param task its id
	 * @param worker who runs it
	 * @param stack where it is, {@code null} if nobody knows
	 */
	record HangFound(String place, String task, String worker, @Nullable String stack) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.hangFound(this);
		}

	}

	/**
	 * A worker waits for a lock in a circle of threads that wait for each other. The log
	 * and the application are told of the circle itself, which is not of one pool.
	 *
	 * @param worker its id
	 * @param task the id of its task, {@code null} if it runs none
	 * @param text who is in the circle and waits for what
	 */
	record DeadlockFound(String worker, @Nullable String task, String text) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.deadlockFound(this);
		}

	}

	/**
	 * More tasks were killed than the budget allows.
	 *
	 * @param why how many, what follows, and the remedy
	 */
	record KillBudgetExceeded(String why) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.killBudgetExceeded(this);
		}

	}

	/** The pool goes on after more tasks were killed than the budget allows. */
	record KillBudgetRestored() implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.killBudgetRestored(this);
		}

	}

	/**
	 * Somebody has changed settings of the pool.
	 *
	 * @param by who
	 * @param what which, the new values and the old ones
	 * @param before all settings as they were
	 * @param now all settings as they are
	 */
	record SettingsChanged(String by, String what, PoolSettings before, PoolSettings now) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.settingsChanged(this);
		}

	}

	/**
	 * Somebody has all workers of the pool replaced, one after the other.
	 *
	 * @param by who
	 * @param workers how many
	 */
	record RenewalBegun(String by, int workers) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.renewalBegun(this);
		}

	}

	/**
	 * A task is run again, as its worker died.
	 *
	 * @param task its id
	 * @param worker the worker that died
	 * @param attempt which attempt comes next
	 * @param attempts how many there may be
	 */
	record TaskRetried(String task, String worker, int attempt, int attempts) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.taskRetried(this);
		}

	}

	/**
	 * A task goes to another worker, as the one that it was given to had died before it
	 * began.
	 *
	 * @param task its id
	 * @param worker the worker that died
	 */
	record TaskReturned(String task, String worker) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.taskReturned(this);
		}

	}

	/**
	 * A task has ended; its future is completed next. Told only to who
	 * {@linkplain PoolSubscriber#hearsTasks() hears tasks}.
	 *
	 * @param task its id
	 * @param result how
	 */
	record TaskEnded(String task, TaskResult result) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.taskEnded(this);
		}

	}

	/**
	 * All listeners were told of the end of a task. Told only to who
	 * {@linkplain PoolSubscriber#hearsTasks() hears tasks}.
	 *
	 * @param task its id
	 */
	record TaskTold(String task) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.taskTold(this);
		}

	}

	/**
	 * Something has happened that there was no memory to tell of: whoever needs to know
	 * looks at the pool.
	 */
	record Missed() implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.missed(this);
		}

	}

	/**
	 * A task that has killed its workers is among the dead letters.
	 *
	 * @param letter what is known of it
	 */
	record DeadLettered(DeadLetter letter) implements PoolEvent {

		@Override
		public void tell(PoolSubscriber subscriber) {
			subscriber.deadLettered(this);
		}

	}

}
