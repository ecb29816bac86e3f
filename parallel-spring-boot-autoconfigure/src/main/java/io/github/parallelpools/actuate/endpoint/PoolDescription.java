package io.github.parallelpools.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.DeadLetter;

/**
 * A pool as the endpoint shows it. The names are a promise; more may be added.
 *
 * @param kind what the workers are
 * @param state the pool's state
 * @param size how many workers there are
 * @param queue the tasks that wait
 * @param totals what has happened since the pool was made
 * @param startFailures why workers do not start at present, absent if they do
 * @param trouble why tasks may have to wait for workers, and since when; absent if there
 * is no reason
 * @param workers the workers, where one pool is shown
 * @param settings what the pool was made from, where one pool is shown
 * @param deadLetters the tasks that killed their workers and are not run again, where one
 * pool is shown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PoolDescription(String kind, String state, PoolSnapshot.Size size, Queue queue, PoolSnapshot.Totals totals,
		@Nullable StartFailures startFailures, @Nullable Trouble trouble, @Nullable List<Worker> workers,
		@Nullable Settings settings, @Nullable List<DeadLetter> deadLetters) {

	/** What all pools have in common with one. */
	static PoolDescription summary(ParallelPool pool) {
		return describe(pool.snapshot(), null, null, null);
	}

	/** Everything about one pool. */
	static PoolDescription details(ParallelPool pool) {
		return describe(pool.snapshot(), pool.workers().stream().map(Worker::of).toList(), Settings.of(pool.settings()),
				pool.deadLetters());
	}

	private static PoolDescription describe(PoolSnapshot snapshot, @Nullable List<Worker> workers,
			@Nullable Settings settings, @Nullable List<DeadLetter> deadLetters) {
		return new PoolDescription(text(snapshot.kind()), snapshot.state().name(), snapshot.size(),
				Queue.of(snapshot.queue()), snapshot.totals(), StartFailures.of(snapshot.startFailures()),
				Trouble.of(snapshot), workers, settings, deadLetters);
	}

	private static String text(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
	 * as soon as others have left.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Trouble(Instant since, int failures, @Nullable Long nextAttemptInMs, String message) {

		static @Nullable Trouble of(PoolSnapshot snapshot) {
			PoolSnapshot.StartFailures failures = snapshot.startFailures();
			if (failures != null) {
				return new Trouble(failures.since(), failures.consecutive(), failures.retryIn().toMillis(),
						failures.message());
			}
			PoolSnapshot.MemoryShortage shortage = snapshot.memoryShortage();
			return (shortage != null) ? new Trouble(shortage.since(), 0, null, shortage.message()) : null;
		}

	}

	/** A worker. */
	record Worker(String id, String state, @Nullable Long pid, Instant startedAt, long tasks, @Nullable Task task) {

		static Worker of(WorkerSnapshot worker) {
			return new Worker(worker.id(), worker.state().name(), worker.pid(), worker.startedAt(), worker.tasks(),
					Task.of(worker.task()));
		}

	}

	/** The task that a worker runs. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Task(String id, long runningMs, TaskDescription.@Nullable Progress progress) {

		static @Nullable Task of(WorkerSnapshot.@Nullable RunningTask task) {
			return (task != null)
					? new Task(task.id(), task.running().toMillis(), TaskDescription.Progress.of(task.progress()))
					: null;
		}

	}

	/**
	 * What a pool was made from. Of the arguments for handlers only the names are shown,
	 * as values may be secrets.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Settings(@Nullable String handler, @Nullable String poller, @Nullable String backlog,
			@Nullable String queueSource, @Nullable String lock, boolean autoStop, int minSize, int maxSize,
			long workerReleaseTimeMs, long workerOvertimeMs, long softOvertimeMs, String overtimePolicy,
			int maxReplacements, long killGraceMs, long startFailureTimeoutMs, long recycleMaxTasks,
			long recycleMaxAgeMs, long recycleMaxMemory, String queueType, int queueCapacity, String queueWhenFull,
			long queueBlockTimeoutMs, Collection<String> args, int retryMaxAttempts, int retryQuarantineAfter,
			int retryDeadLetters) {

		static Settings of(PoolSettings settings) {
			SizeSettings size = settings.size();
			OvertimeSettings overtime = settings.overtime();
			WorkSettings work = settings.work();
			Feed.@Nullable Polled polled = (work.feed() instanceof Feed.Polled feed) ? feed : null;
			Feed.@Nullable Taken taken = (work.feed() instanceof Feed.Taken feed) ? feed : null;
			return new Settings(work.handler(), (polled != null) ? polled.poller() : null,
					(polled != null) ? polled.backlog() : null, (taken != null) ? taken.queue() : null, work.lock(),
					settings.autoStop(), size.min(), size.max(), millis(size.releaseTime()), millis(overtime.limit()),
					millis(overtime.softLimit()), text(overtime.policy()), overtime.maxReplacements(),
					millis(overtime.killGrace()), millis(settings.upkeep().startFailureTimeout()),
					settings.upkeep().recycle().maxTasks(), millis(settings.upkeep().recycle().maxAge()),
					settings.upkeep().recycle().maxMemory(), text(settings.queue().type()), settings.queue().capacity(),
					text(settings.queue().whenFull()), millis(settings.queue().blockTimeout()),
					new TreeSet<>(work.args().keySet()), settings.retry().maxAttempts(),
					settings.retry().quarantineAfter(), settings.retry().deadLetters());
		}

		private static long millis(Duration duration) {
			return duration.toMillis();
		}

	}

}
