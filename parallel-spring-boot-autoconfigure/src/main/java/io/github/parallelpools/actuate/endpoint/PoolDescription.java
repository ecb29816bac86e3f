package io.github.parallelpools.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.DeadLetter;

/**
 * A pool as the endpoint shows it. The names are a promise; more may be added.
 *
 * @param summary what all pools have in common with one; its names stand beside the
 * others
 * @param workers the workers, where one pool is shown
 * @param settings what the pool was made from, where one pool is shown
 * @param deadLetters the tasks that killed their workers and are not run again, where one
 * pool is shown; absent while the store of the cluster does not answer
 * @param deadLettersUnknown why they are absent then
 * @param events the last things that happened in the pool, the oldest first, where one
 * pool is shown
 * @param radar where tasks hang, where one pool is shown and its tasks do
 * @param configuration what is written of the pool and where, and how its processes and
 * their logs are, by names of properties, where one pool is shown
 * @param shadow what copies of its tasks have shown, where one pool is shown that has a
 * shadow
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PoolDescription(@JsonUnwrapped Summary summary, @Nullable List<Worker> workers,
		@Nullable SettingsDescription settings, @Nullable List<Letter> deadLetters, @Nullable String deadLettersUnknown,
		@Nullable List<EventDescription> events, @Nullable RadarDescription radar,
		@Nullable Map<String, ConfiguredProperty> configuration, @Nullable ShadowDescription shadow) {

	/** What all pools have in common with one. */
	static PoolDescription summary(ParallelPool pool) {
		return new PoolDescription(Summary.of(pool.snapshot()), null, null, null, null, null, null, null, null);
	}

	/**
	 * The dead letters; what a store tells that does not answer must not hide everything
	 * else.
	 */
	private record Letters(@Nullable List<Letter> known, @Nullable String unknown) {

		static Letters of(ParallelPool pool, DeadLetterFiles files) {
			try {
				return new Letters(
						pool.deadLetters().stream().map((one) -> new Letter(one, files.name(pool, one.id()))).toList(),
						null);
			}
			catch (PoolStateException ex) {
				return new Letters(null, ex.getMessage());
			}
		}

	}

	/** Everything about one pool. */
	static PoolDescription details(ParallelPool pool, Map<String, ConfiguredProperty> configuration,
			DeadLetterFiles files, @Nullable ShadowReport shadow) {
		Letters letters = Letters.of(pool, files);
		return new PoolDescription(Summary.of(pool.snapshot()), pool.workers().stream().map(Worker::of).toList(),
				SettingsDescription.of(pool.settings(), pool.configured()), letters.known(), letters.unknown(),
				pool.events().stream().map(EventDescription::of).toList(), RadarDescription.of(pool.hangs()),
				configuration, (shadow != null) ? ShadowDescription.of(shadow) : null);
	}

	/**
	 * What is shown of every pool.
	 *
	 * @param kind what the workers are
	 * @param state the pool's state
	 * @param size how many workers there are
	 * @param queue the tasks that wait
	 * @param totals what has happened since the pool was made
	 * @param startFailures why workers do not start at present, absent if they do
	 * @param trouble why tasks may have to wait for workers, and since when; absent if
	 * there is no reason
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Summary(String kind, String state, PoolSnapshot.Size size, Queue queue, TotalsDescription totals,
			@Nullable StartFailures startFailures, @Nullable Trouble trouble) {

		static Summary of(PoolSnapshot snapshot) {
			return new Summary(snapshot.kind().name().toLowerCase(Locale.ROOT), snapshot.state().name(),
					snapshot.size(), Queue.of(snapshot.queue()), TotalsDescription.of(snapshot.totals()),
					StartFailures.of(snapshot.startFailures()), Trouble.of(snapshot));
		}

	}

	/** The tasks that wait. */
	record Queue(int size, int capacity, long oldestWaitMs) {

		static Queue of(PoolSnapshot.Queue queue) {
			return new Queue(queue.size(), queue.capacity(), queue.oldestWait().toMillis());
		}

	}

	/** Why workers do not start. */
	record StartFailures(int consecutive, String message, long retryInMs) {

		static @Nullable StartFailures of(PoolSnapshot.@Nullable StartFailures failures) {
			return (failures != null)
					? new StartFailures(failures.consecutive(), failures.message(), failures.retryIn().toMillis())
					: null;
		}

	}

	/**
	 * What keeps workers from working, and since when. Without a next attempt they start
	 * as soon as others have left, or work when the pool is resumed.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Trouble(Instant since, int failures, @Nullable Long nextAttemptInMs, String message) {

		static @Nullable Trouble of(PoolSnapshot snapshot) {
			PoolSnapshot.KillStop stop = snapshot.killStop();
			if (stop != null) {
				Duration left = stop.endsIn();
				return new Trouble(stop.since(), 0, (left != null) ? left.toMillis() : null, stop.message());
			}
			PoolSnapshot.StartFailures failures = snapshot.startFailures();
			if (failures != null) {
				return new Trouble(failures.since(), failures.consecutive(), failures.retryIn().toMillis(),
						failures.message());
			}
			PoolSnapshot.MemoryShortage shortage = snapshot.memoryShortage();
			return (shortage != null) ? new Trouble(shortage.since(), 0, null, shortage.message()) : null;
		}

	}

	/** A dead letter, and the name of the file that it was written to, if it was. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Letter(@JsonUnwrapped DeadLetter letter, @Nullable String replayFile) {
	}

	/** A worker, and how many bytes of its process are resident, if it has one. */
	record Worker(String id, String state, @Nullable Long pid, Instant startedAt, long tasks, @Nullable Task task,
			@Nullable Long residentMemory) {

		static Worker of(WorkerSnapshot worker) {
			return new Worker(worker.id(), worker.state().name(), worker.pid(), worker.startedAt(), worker.tasks(),
					Task.of(worker.task()), worker.residentMemory());
		}

	}

	/** The task that a worker runs. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Task(String id, @Nullable String tag, long runningMs, TaskDescription.@Nullable Progress progress) {

		static @Nullable Task of(WorkerSnapshot.@Nullable RunningTask task) {
			return (task != null) ? new Task(task.id(), task.tag(), task.running().toMillis(),
					TaskDescription.Progress.of(task.progress())) : null;
		}

	}

}
