package io.github.parallelpools.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the copies of a pool's tasks have shown that were run in processes, too.
 * Immutable. Counts are since the pool was made.
 *
 * @param share how many percent of the tasks are copied at present, from 0 to 100
 * @param sampled how many tasks were chosen to be copied
 * @param pending how many copies wait for their task or for a process, or are run
 * @param verdicts how many copies there are of each verdict, also of those with none
 * @param times how long tasks and their copies have taken
 * @param memory how much memory the copies have used
 * @param findings what is worth to be looked at, one for each cause, in the order in
 * which they were found; the first {@value #MOST_FINDINGS} are kept
 */
public record ShadowReport(double share, long sampled, int pending, Map<Verdict, Long> verdicts, Times times,
		Memory memory, List<Finding> findings) {

	/** How many findings are kept. */
	public static final int MOST_FINDINGS = 50;

	/** What came of one task that was chosen. */
	public enum Verdict {

		/** The copy has returned an equal value, or failed with the same exception. */
		EQUAL,

		/** The copy has returned another value, or failed where the task did not. */
		UNEQUAL,

		/**
		 * The task, its result or its handler can't travel to a process, or it uses what
		 * copies have no part in.
		 */
		NOT_PORTABLE,

		/** Nobody says that the task may be run more than once. It was not copied. */
		NOT_REPEATABLE,

		/** The copy has run for too long and was killed. */
		OVERTIME,

		/** The process of the copy has died. */
		CRASHED,

		/** No process could be started for the copy. */
		NOT_STARTED,

		/**
		 * The task was not copied, or its copy not run or not compared: too many were
		 * pending, the pool was stopped, or the task itself did not return.
		 */
		DROPPED

	}

	/**
	 * How long tasks and their copies have taken, without the time in which they waited.
	 * Only those count whose copy has ended by itself.
	 *
	 * @param compared how many
	 * @param tasks how long the tasks have run together
	 * @param copies how long their copies have run together, the way to the process and
	 * back included
	 */
	public record Times(long compared, Duration tasks, Duration copies) {

		/**
		 * How much longer a copy takes than its task, on the average.
		 * @return the time, negative if copies are faster; zero if there are none
		 */
		public Duration slowerBy() {
			return (this.compared > 0) ? this.copies.minus(this.tasks).dividedBy(this.compared) : Duration.ZERO;
		}

	}

	/**
	 * How much memory copies have used.
	 *
	 * @param allocated how many bytes the copies have allocated together that are in
	 * {@link Times}, without those of other threads
	 * @param mostAllocated how many bytes one of them has allocated at most
	 * @param mostResident how many bytes of a process were resident at most after a copy;
	 * 0 if the system does not tell
	 */
	public record Memory(long allocated, long mostAllocated, long mostResident) {
	}

	/**
	 * Something that was found, as often as it was.
	 *
	 * @param verdict what it means
	 * @param work which work: the class of a task, or the handler
	 * @param text what was found the last time: the class or the field that can't travel,
	 * the error of the copy, how its process died. Never shows values
	 * @param count how many times
	 * @param task the id of the task of which it was found the last time, {@code null} if
	 * that was not run
	 * @param at when that was
	 */
	public record Finding(Verdict verdict, String work, String text, long count, @Nullable String task, Instant at) {
	}

	/** Copies the collections. */
	public ShadowReport {
		verdicts = Map.copyOf(verdicts);
		findings = List.copyOf(findings);
	}

	/**
	 * How many copies have a verdict.
	 * @param verdict the verdict
	 * @return how many
	 */
	public long count(Verdict verdict) {
		return this.verdicts.getOrDefault(verdict, 0L);
	}

}
