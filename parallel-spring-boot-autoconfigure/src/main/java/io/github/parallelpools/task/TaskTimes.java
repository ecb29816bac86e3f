package io.github.parallelpools.task;

import java.io.Serializable;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long a task waited and ran, and what it used. Immutable.
 *
 * @param waited how long the task was queued; if it was run more than once, until it was
 * last run
 * @param elapsed how long it ran, the last time if it was run more than once; zero if it
 * never did
 * @param attempts how many times it was run, more than once only if its worker died
 * before; zero if it never was
 * @param usage what it has used, the last time if it was run more than once; {@code null}
 * if that was not measured, as {@code measure-usage} is off, the worker did not come back
 * from it, or it ran in a virtual thread
 */
public record TaskTimes(Duration waited, Duration elapsed, int attempts,
		@Nullable TaskUsage usage) implements Serializable {
}
