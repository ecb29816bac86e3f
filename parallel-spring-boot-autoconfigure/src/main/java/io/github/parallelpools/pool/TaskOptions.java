package io.github.parallelpools.pool;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What one task is given beside its work. Immutable.
 *
 * @param tag what tasks that belong together share, to cancel them together with
 * {@link ParallelPool#cancelTagged}; one line of 1 to 200 characters, {@code null} for
 * none
 * @param priority any number; where the queue is of type {@link QueueType#PRIORITY},
 * tasks with a higher one are taken to run earlier, otherwise only 0 is possible
 * @param deadline for how long it may wait for a worker, from its submission on; if it
 * has not begun by then, it never does, and ends as cancelled with {@code 21004}. More
 * than zero and at most 36500 days, {@code null} for no limit. Tasks that can wait for a
 * limited time are not given to a worker ahead, and cost a little more.
 * @param inTransaction whether it belongs to the transaction of the thread that submits
 * it: it appears when that commits, and never if that is rolled back, when its future
 * ends as cancelled with {@code 21004}. Without a transaction it is submitted at once.
 * Only pools of a cluster whose store is a database can do that; others refuse it
 * @param onEnd the name of a bean of type
 * {@link io.github.parallelpools.task.TaskListener} or
 * {@link io.github.parallelpools.task.TaskCallback} that is told of its end beside the
 * pool's listeners, {@code null} for none; one line of 1 to 200 characters. It is told
 * once; of a task of a pool of the cluster at least once, by another instance whose
 * application has such a bean if the submitter is gone. One that is told of all tasks of
 * the pool anyway is not told twice
 */
public record TaskOptions(@Nullable String tag, int priority, @Nullable Duration deadline, boolean inTransaction,
		@Nullable String onEnd) {

	/**
	 * Neither tag nor deadline, the priority 0, no part in a transaction, and nobody who
	 * is told of its end beside those who are told of all.
	 */
	public static final TaskOptions DEFAULTS = new TaskOptions(null, 0, null);

	private static final int LONGEST_TAG = 200;

	private static final Duration LONGEST_DEADLINE = Duration.ofDays(36500);

	/**
	 * Checks the options.
	 * @throws IllegalArgumentException if the tag, the deadline or the name is impossible
	 */
	public TaskOptions {
		requireLine("A tag", tag);
		requireLine("The name of a bean that is told of an end", onEnd);
		if (deadline != null
				&& (deadline.isZero() || deadline.isNegative() || deadline.compareTo(LONGEST_DEADLINE) > 0)) {
			throw new IllegalArgumentException(
					"A task can't have %s to begin. Give it more than zero and at most 36500 days, or leave the deadline out."
						.formatted(deadline));
		}
	}

	/**
	 * Options of a task of whose end only those are told who are told of all.
	 * @param tag what tasks that belong together share, {@code null} for none
	 * @param priority the priority
	 * @param deadline for how long it may wait for a worker, {@code null} for no limit
	 * @param inTransaction whether it belongs to the caller's transaction
	 * @throws IllegalArgumentException if the tag or the deadline is impossible
	 */
	public TaskOptions(@Nullable String tag, int priority, @Nullable Duration deadline, boolean inTransaction) {
		this(tag, priority, deadline, inTransaction, null);
	}

	/**
	 * Options of a task that has no part in a transaction.
	 * @param tag what tasks that belong together share, {@code null} for none
	 * @param priority the priority
	 * @param deadline for how long it may wait for a worker, {@code null} for no limit
	 * @throws IllegalArgumentException if the tag or the deadline is impossible
	 */
	public TaskOptions(@Nullable String tag, int priority, @Nullable Duration deadline) {
		this(tag, priority, deadline, false, null);
	}

	private static void requireLine(String what, @Nullable String text) {
		if (text != null
				&& (text.isBlank() || text.length() > LONGEST_TAG || text.chars().anyMatch(Character::isISOControl))) {
			throw new IllegalArgumentException("%s can't be '%s'. Use one line of 1 to %s characters, or leave it out."
				.formatted(what, shown(text), LONGEST_TAG));
		}
	}

	private static String shown(String tag) {
		String line = tag.chars()
			.limit(LONGEST_TAG)
			.map((letter) -> Character.isISOControl(letter) ? '?' : letter)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		return (tag.length() > LONGEST_TAG) ? line + "..." : line;
	}

	/**
	 * Options with nothing but a priority.
	 * @param priority the priority
	 * @return the options
	 */
	public static TaskOptions ofPriority(int priority) {
		return (priority == 0) ? DEFAULTS : new TaskOptions(null, priority, null);
	}

	/**
	 * Options with nothing but a tag.
	 * @param tag the tag
	 * @return the options
	 * @throws IllegalArgumentException if the tag is impossible
	 */
	public static TaskOptions ofTag(String tag) {
		return DEFAULTS.withTag(tag);
	}

	/**
	 * Options with nothing but a deadline.
	 * @param deadline for how long the task may wait for a worker
	 * @return the options
	 * @throws IllegalArgumentException if the deadline is impossible
	 */
	public static TaskOptions ofDeadline(Duration deadline) {
		return DEFAULTS.withDeadline(deadline);
	}

	/**
	 * Options with nothing but a part in the caller's transaction.
	 * @return the options
	 */
	public static TaskOptions ofTransaction() {
		return DEFAULTS.withTransaction();
	}

	/**
	 * Options with nothing but somebody who is told of the task's end.
	 * @param bean the name of a bean of type
	 * {@link io.github.parallelpools.task.TaskListener} or
	 * {@link io.github.parallelpools.task.TaskCallback}
	 * @return the options
	 * @throws IllegalArgumentException if the name is impossible
	 */
	public static TaskOptions onEnd(String bean) {
		return DEFAULTS.withOnEnd(bean);
	}

	/**
	 * The same with another tag.
	 * @param changed the tag
	 * @return the options
	 * @throws IllegalArgumentException if the tag is impossible
	 */
	public TaskOptions withTag(String changed) {
		return new TaskOptions(Objects.requireNonNull(changed, "A tag can't be null"), this.priority, this.deadline,
				this.inTransaction, this.onEnd);
	}

	/**
	 * The same with another priority.
	 * @param changed the priority
	 * @return the options
	 */
	public TaskOptions withPriority(int changed) {
		return new TaskOptions(this.tag, changed, this.deadline, this.inTransaction, this.onEnd);
	}

	/**
	 * The same with another deadline.
	 * @param changed for how long the task may wait for a worker
	 * @return the options
	 * @throws IllegalArgumentException if the deadline is impossible
	 */
	public TaskOptions withDeadline(Duration changed) {
		return new TaskOptions(this.tag, this.priority, Objects.requireNonNull(changed, "A deadline can't be null"),
				this.inTransaction, this.onEnd);
	}

	/**
	 * The same with a part in the caller's transaction.
	 * @return the options
	 */
	public TaskOptions withTransaction() {
		return new TaskOptions(this.tag, this.priority, this.deadline, true, this.onEnd);
	}

	/**
	 * The same with somebody else who is told of the task's end.
	 * @param bean the name of a bean of type
	 * {@link io.github.parallelpools.task.TaskListener} or
	 * {@link io.github.parallelpools.task.TaskCallback}
	 * @return the options
	 * @throws IllegalArgumentException if the name is impossible
	 */
	public TaskOptions withOnEnd(String bean) {
		return new TaskOptions(this.tag, this.priority, this.deadline, this.inTransaction,
				Objects.requireNonNull(bean, "The name of a bean can't be null"));
	}

}
