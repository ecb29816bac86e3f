package io.github.parallelpools.autoconfigure;

import java.util.Objects;
import java.util.stream.Collectors;

import org.springframework.core.env.Environment;

import io.github.parallelpools.spi.WorkerStartException;

/**
 * The workers of a pool do not start, which {@code process.verify} has found. Analyzed by
 * {@link WorkerVerificationFailureAnalyzer}, which adds where the property is written.
 */
final class WorkerVerificationException extends RuntimeException {

	private static final String PROPERTY = "process.verify";

	private static final String REMEDY = "Mend what the worker says. If it needs more time, raise "
			+ "'process.start-timeout' and 'start-failure-timeout' of the pool. With 'process.verify: false' the "
			+ "application starts all the same, and tries again to start a worker when there is a task.";

	private final PoolName pool;

	private final String words;

	/**
	 * Refuses to start the application.
	 * @param pool the pool
	 * @param cause what its worker failed with
	 */
	WorkerVerificationException(PoolName pool, WorkerStartException cause) {
		super("No worker of pool '%s' could be started: %s. %s".formatted(pool.name(), oneLine(words(cause)), REMEDY),
				cause);
		this.pool = pool;
		this.words = words(cause);
	}

	private static String words(WorkerStartException cause) {
		return Objects.requireNonNullElse(cause.getMessage(), cause.toString()).strip();
	}

	private static String oneLine(String text) {
		return text.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining(" | "));
	}

	/** What the worker said, line by line, and who wanted to know it. */
	String describe(Environment environment) {
		WrittenProperty written = WrittenProperty.find(environment, this.pool.property(PROPERTY),
				PoolName.DEFAULTS.append(PROPERTY));
		return "No worker of pool '%s' could be started, and the application is not to start without one:%n%n%s%n    Reason: %s"
			.formatted(this.pool.name(), written.describe(null), this.words);
	}

	String remedy() {
		return REMEDY;
	}

}
