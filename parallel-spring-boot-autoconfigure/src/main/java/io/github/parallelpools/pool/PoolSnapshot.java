package io.github.parallelpools.pool;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A pool's figures at one moment. {@code size} and {@code queue} are read under one lock
 * and fit each other; {@code totals} are exact whenever the pool is quiet.
 *
 * @param name the pool's name
 * @param kind what its workers are
 * @param state the pool's state
 * @param size the workers
 * @param queue the tasks that wait
 * @param totals what has happened since the pool was made
 * @param troubles what keeps the pool from working at present
 */
public record PoolSnapshot(String name, WorkerKind kind, PoolState state, Size size, Queue queue, Totals totals,
		Troubles troubles) {

	/**
	 * Why workers do not start, or die as soon as they have started, at present.
	 * @return the reason, {@code null} if they work
	 */
	public @Nullable StartFailures startFailures() {
		return this.troubles.startFailures();
	}

	/**
	 * Why no more workers are started at present although there is work for them.
	 * @return the reason, {@code null} if that is not so
	 */
	public @Nullable MemoryShortage memoryShortage() {
		return this.troubles.memoryShortage();
	}

	/**
	 * Why the pool rejects tasks or has paused by itself at present.
	 * @return the reason, {@code null} if that is not so
	 */
	public @Nullable KillStop killStop() {
		return this.troubles.killStop();
	}

	/**
	 * What keeps the pool from working at present.
	 *
	 * @param startFailures why workers do not start, or die as soon as they have started,
	 * {@code null} if they work
	 * @param memoryShortage why no more workers are started although there is work for
	 * them, {@code null} if that is not so
	 * @param killStop why the pool rejects tasks or has paused by itself, {@code null} if
	 * that is not so
	 */
	public record Troubles(@Nullable StartFailures startFailures, @Nullable MemoryShortage memoryShortage,
			@Nullable KillStop killStop) {
	}

	/**
	 * More tasks were killed than the pool's {@code kill-budget} allows.
	 *
	 * @param since since when the pool rejects tasks, or was paused
	 * @param endsIn how long until it goes on by itself, {@code null} if it does not
	 * @param message how many were killed, and the remedy
	 */
	public record KillStop(Instant since, @Nullable Duration endsIn, String message) {
	}

	/**
	 * The workers of a pool. Callers that run a task themselves are not among them.
	 *
	 * @param current how many there are: busy, idle and starting ones, spares among them
	 * @param busy how many run a task
	 * @param idle how many wait for one
	 * @param starting how many are on their way
	 * @param min how many are always kept
	 * @param max how many there may be at work
	 * @param peak the most there have been
	 * @param abandoned threads that ignored an interrupt and still run, though the pool
	 * has replaced them; no part of {@code current}
	 */
	public record Size(int current, int busy, int idle, int starting, int min, int max, int peak, int abandoned) {
	}

	/**
	 * The tasks that wait.
	 *
	 * @param size how many wait
	 * @param capacity how many may
	 * @param oldestWait how long the one that was put first has waited, zero if none
	 * waits
	 */
	public record Queue(int size, int capacity, Duration oldestWait) {
	}

	/**
	 * What has happened since the pool was made. When the pool is quiet,
	 * {@code submitted = completed + failed + cancelled + running + queued}.
	 *
	 * @param submitted tasks that were accepted
	 * @param completed tasks that ended with {@code 00000}
	 * @param failed tasks that ended with {@code 21399}, {@code 21005} or {@code 31399}
	 * @param cancelled tasks that ended with {@code 21004}
	 * @param rejected tasks that were not accepted
	 * @param overtime what became of tasks that ran for too long
	 * @param workers what became of workers
	 * @param retries what became of tasks whose worker died
	 */
	public record Totals(long submitted, long completed, long failed, long cancelled, long rejected, Overtime overtime,
			Workers workers, Retries retries) {

		/**
		 * The same with more tasks that were not accepted.
		 * @param more how many more
		 * @return the totals
		 */
		public Totals withRejected(long more) {
			return new Totals(this.submitted, this.completed, this.failed, this.cancelled, this.rejected + more,
					this.overtime, this.workers, this.retries);
		}

	}

	/**
	 * What became of tasks that ran for too long.
	 *
	 * @param tasks tasks that ran for longer than {@code worker-overtime}
	 * @param asked tasks that were asked to end by themselves, as they ran for longer
	 * than {@code soft-overtime}
	 * @param killed workers ended because of overtime
	 * @param replaced substitutes allowed because of overtime
	 * @param killStops how many times the pool has rejected tasks or paused by itself, as
	 * too many were killed
	 */
	public record Overtime(long tasks, long asked, long killed, long replaced, long killStops) {
	}

	/**
	 * What became of workers.
	 *
	 * @param started workers that have started
	 * @param startFailures workers that could not start
	 * @param killed workers ended by hand
	 * @param crashed workers that died by themselves
	 * @param abandoned threads that ignored an interrupt and were replaced
	 * @param idleReleased workers released because they were idle
	 * @param recycled workers replaced because of their age or use
	 * @param times how long workers were missing
	 */
	public record Workers(long started, long startFailures, long killed, long crashed, long abandoned,
			long idleReleased, long recycled, Times times) {
	}

	/**
	 * How long workers were missing, since the pool was made.
	 *
	 * @param starting how long all starts together took that did not fail
	 * @param recoveries how many tasks had to wait for a worker in the place of one that
	 * was killed
	 * @param recovering how long it took from the kill until a worker that had had no
	 * task began with the next one, all together
	 */
	public record Times(Duration starting, long recoveries, Duration recovering) {
	}

	/**
	 * What became of tasks whose worker died.
	 *
	 * @param retried how many times a task was put back to be run again
	 * @param deadLettered tasks that were put among the dead letters
	 * @param deadLettersDropped dead letters that had to make room for later ones
	 */
	public record Retries(long retried, long deadLettered, long deadLettersDropped) {
	}

	/**
	 * The memory for one more worker is taken by others.
	 *
	 * @param since since when the pool has waited for it
	 * @param needed how many bytes the worker may take
	 * @param message who has it, and the remedy
	 */
	public record MemoryShortage(Instant since, long needed, String message) {
	}

	/**
	 * Why workers do not start.
	 *
	 * @param consecutive how many starts in a row have failed, at least 1
	 * @param message what the last one failed with: for a process its exit code and the
	 * last lines that it printed
	 * @param retryIn how long until the next attempt, zero if it is due
	 * @param since since when that has been so
	 */
	public record StartFailures(int consecutive, String message, Duration retryIn, Instant since) {
	}

}
