package io.github.parallelpools.engine.task;

import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.DeadLetter;

/**
 * The tasks of one pool that are not run again as their worker died, with what is needed
 * to send them again. Bounded in number and in memory: the oldest are dropped and
 * counted. Knows nothing of attempts or of how tasks are accepted. Thread-safe; runs no
 * foreign code.
 */
public final class DeadLetters {

	/** More than this is not kept, apart from the latest one. */
	public static final long MOST_BYTES = 64L * 1024 * 1024;

	private static final int LONGEST_CAUSE = 1000;

	private final IntSupplier capacity;

	private final WorkerFactory factory;

	private final Totals totals;

	// Guarded by this.

	private final Map<String, Kept> letters = new LinkedHashMap<>();

	/** Those that somebody sends again at this moment. */
	private final Set<String> claimed = new HashSet<>();

	private long bytes;

	/**
	 * A letter and what is needed to send it again.
	 *
	 * @param letter what everybody may know
	 * @param payload the encoded work
	 * @param resultType the class of the result, {@code null} for any
	 * @param options what it was given beside its work
	 * @param end what is known of its end beside that
	 * @param bytes what the payload and the end take
	 */
	public record Kept(DeadLetter letter, Object payload, @Nullable Class<?> resultType, TaskOptions options, End end,
			long bytes) {
	}

	/**
	 * What is known of the end of a task.
	 *
	 * @param reason all that is known of the worker's death, with its last output
	 * @param stack where the task was when it had run for too long, {@code null} if
	 * nobody knows
	 */
	public record End(String reason, @Nullable String stack) {

		long bytes() {
			return this.reason.length() + ((this.stack != null) ? this.stack.length() : 0);
		}

	}

	public DeadLetters(IntSupplier capacity, WorkerFactory factory, Totals totals) {
		this.capacity = capacity;
		this.factory = factory;
		this.totals = totals;
	}

	/** Whether tasks that can't be run again are kept. */
	public boolean isOpen() {
		return this.capacity.getAsInt() > 0;
	}

	/**
	 * Keeps a task; called once by whoever tells of its end.
	 * @return the letter, {@code null} if there is nothing that could be sent again
	 */
	public @Nullable DeadLetter add(Execution<?> task, String reason) {
		Object payload = task.takePayload();
		if (payload == null || !isOpen()) {
			return null;
		}
		DeadLetter letter = new DeadLetter(task.id(), task.attempt(), task.kills(), firstLine(reason), Instant.now());
		End end = new End(reason, task.hungAt());
		add(new Kept(letter, payload, task.resultType(), task.options(), end,
				this.factory.weight(payload) + end.bytes()));
		this.totals.count(Totals.Total.DEAD_LETTERED);
		return letter;
	}

	private synchronized void add(Kept kept) {
		this.letters.put(kept.letter().id(), kept);
		this.bytes += kept.bytes();
		dropOldest();
	}

	/** Drops those for which there is no room, as fewer may be kept than before. */
	public synchronized void dropOldest() {
		Iterator<Kept> oldest = this.letters.values().iterator();
		while (this.letters.size() > this.capacity.getAsInt() || (this.bytes > MOST_BYTES && this.letters.size() > 1)) {
			this.bytes -= oldest.next().bytes();
			oldest.remove();
			this.totals.count(Totals.Total.DEAD_LETTERS_DROPPED);
		}
	}

	/** The lines after the first are what the worker has printed. */
	private static String firstLine(String reason) {
		String line = reason.lines().findFirst().orElse("");
		String text = line.endsWith(":") ? line.substring(0, Math.max(line.lastIndexOf(';'), 0)) : line;
		return (text.length() <= LONGEST_CAUSE) ? text : text.substring(0, LONGEST_CAUSE) + "...";
	}

	public synchronized List<DeadLetter> list() {
		return this.letters.values().stream().map(Kept::letter).toList();
	}

	/** A letter and what belongs to it, {@code null} if it is not there. */
	public synchronized @Nullable Kept find(String id) {
		return this.letters.get(id);
	}

	/** Reserves a letter for one who sends it again. */
	public synchronized @Nullable Kept claim(String id) {
		Kept kept = this.letters.get(id);
		return (kept != null && this.claimed.add(id)) ? kept : null;
	}

	/** The letter was sent, or not. */
	public synchronized void unclaim(String id, boolean sent) {
		this.claimed.remove(id);
		if (sent) {
			drop(id);
		}
	}

	/** Returns whether it was there and nobody is about to send it again. */
	public synchronized boolean remove(String id) {
		return !this.claimed.contains(id) && drop(id);
	}

	private boolean drop(String id) {
		Kept kept = this.letters.remove(id);
		if (kept != null) {
			this.bytes -= kept.bytes();
		}
		return kept != null;
	}

}
