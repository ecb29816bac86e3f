package io.github.parallelpools.engine.run;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.spi.StackDigest;
import io.github.parallelpools.spi.WorkerTraits;

/**
 * Learns from a worker what it hangs on, so that whoever is told that a task was over
 * time is told where. A process is asked and has little time to answer. Called by helper
 * threads, as it may wait.
 */
public final class StackProbe {

	/** How much of a stack a message has. */
	private static final int LONGEST = 500;

	private final Duration patience;

	public StackProbe(WorkerTraits traits) {
		this.patience = traits.stackPatience();
	}

	/** For how long a worker is waited for. */
	public Duration patience() {
		return this.patience;
	}

	/**
	 * Asks, and notes the answer for the task's result, unless the worker has come back
	 * from the task.
	 * @return the answer, {@code null} if there was none in time
	 */
	public @Nullable String of(Runner runner, Execution<?> task) {
		try {
			String words = peek(runner, task);
			return (words != null) ? told(task, words) : null;
		}
		catch (Throwable ex) {
			// Threads or memory may be short, or the worker broken: it is ended without.
			return null;
		}
	}

	/** Notes an answer for the task's result, and returns it. */
	public String told(Execution<?> task, String words) {
		task.control().stack(words);
		return words;
	}

	/**
	 * Asks, and notes nothing.
	 * @return the answer, {@code null} if there was none in time, or the worker has come
	 * back from the task
	 */
	public @Nullable String peek(Runner runner, Execution<?> task) {
		try {
			String words = runner.lastWords(this.patience);
			return (runner.orders().current() == task) ? words : null;
		}
		catch (Throwable ex) {
			// As above.
			return null;
		}
	}

	/** What matters of an answer, for a message; empty if there is nothing to tell. */
	public static String excerpt(@Nullable String words) {
		String line = (words != null) ? StackDigest.of(words).line(LONGEST) : "";
		return line.isEmpty() ? "" : " It was at " + line;
	}

}
