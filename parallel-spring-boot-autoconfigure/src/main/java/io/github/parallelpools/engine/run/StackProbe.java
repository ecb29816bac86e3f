package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.spi.WorkerTraits;

/**
 * Learns from a worker what it hangs on, so that whoever is told that a task was over
 * time is told where. A process is asked and has little time to answer. Called by helper
 * threads, as it may wait.
 */
public final class StackProbe {

	private static final int LINES = 20;

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
			String words = runner.lastWords(this.patience);
			if (words == null || runner.orders().current() != task) {
				return null;
			}
			task.control().stack(words);
			return words;
		}
		catch (Throwable ex) {
			// Threads or memory may be short, or the worker broken: it is ended without.
			return null;
		}
	}

	/** The first lines for a message. */
	public static String excerpt(@Nullable String words) {
		return (words == null) ? "" : "\nIt was at:\n" + words.lines().limit(LINES).collect(Collectors.joining("\n"));
	}

}
