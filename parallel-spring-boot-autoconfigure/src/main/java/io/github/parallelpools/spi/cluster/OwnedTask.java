package io.github.parallelpools.spi.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A task that belongs to a node.
 *
 * @param claim who may end it
 * @param pool the pool's name
 * @param cancelled why it is to be cancelled, {@code null} if it is not
 */
public record OwnedTask(TaskClaim claim, String pool, @Nullable String cancelled) {
}
