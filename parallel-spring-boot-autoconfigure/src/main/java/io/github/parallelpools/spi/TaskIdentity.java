package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a task is known by that comes from elsewhere, where it may have been attempted
 * before.
 *
 * @param id the task's id, which nobody else has
 * @param attempt which attempt this is, 1 for the first
 * @param token a number that rises with each run of the task, wherever it runs
 * @param tag what its submitter has called it, {@code null} for nothing
 */
public record TaskIdentity(String id, int attempt, long token, @Nullable String tag) {
}
