package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ContextEncoder} has written down.
 *
 * @param bytes what a {@link ChildContext} reads
 * @param follower follows the task, {@code null} for nobody
 */
public record EncodedContext(byte[] bytes, @Nullable TaskFollower follower) {
}
