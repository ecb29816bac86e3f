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
 * @param startFailures why workers do not start, or die as soon as they have started, at
 * present; {@code null} if they work
 * @param memoryShortage why no more workers are started at present although there is work
 * for them; {@code null} if that is not so
 */
public record PoolSnapshot(String name, WorkerKind kind, PoolState state, Size size, Queue queue, Totals totals,
		@Nullable StartFailures startFailures, @Nullable MemoryShortage memoryShortage) {

	/**
	 * The workers of a pool. Callers that run a task themselves are not among them.
	 *
	 * @param current how many there are: busy, idle and starting ones
	 * @param busy how many run a task
	 * @param idle how many wait for one
	 * @param starting how many are on their way
	 * @param min how many are always kept
	 * @param max how many there may be
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
	 * @param overtime tasks that ran for longer than {@code worker-overtime}
	 * @param overtimeKilled workers ended because of that
	 * @param overtimeReplaced substitutes allowed because of that
	 * @param killed workers ended by hand
	 * @param crashed workers that died by themselves
	 * @param abandoned threads that ignored an interrupt and were replaced
	 * @param idleReleased workers released because they were idle
	 * @param workersStarted workers that have started
	 * @param startFailures workers that could not start
	 * @param recycled workers replaced because of their age or use
	 * @param retried how many times a task was put back to be run again, as its worker
	 * died
	 * @param deadLettered tasks that were put among the dead letters
	 * @param deadLettersDropped dead letters that had to make room for later ones
	 * @param softOvertime tasks that were asked to end by themselves, as they ran for
	 * longer than {@code soft-overtime}
	 */
	public record Totals(long submitted, long completed, long failed, long cancelled, long rejected, long overtime,
			long overtimeKilled, long overtimeReplaced, long killed, long crashed, long abandoned, long idleReleased,
			long workersStarted, long startFailures, long recycled, long retried, long deadLettered,
			long deadLettersDropped, long softOvertime) {
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
