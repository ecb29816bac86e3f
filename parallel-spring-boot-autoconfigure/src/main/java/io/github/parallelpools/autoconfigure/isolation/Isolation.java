package io.github.parallelpools.autoconfigure.isolation;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskOptions;

/**
 * How one method is isolated.
 *
 * @param pool the name of the pool
 * @param timeout how long a call may take, {@code null} for no limit
 * @param options what its tasks are given beside the call
 */
record Isolation(String pool, @Nullable Duration timeout, TaskOptions options) {
}
