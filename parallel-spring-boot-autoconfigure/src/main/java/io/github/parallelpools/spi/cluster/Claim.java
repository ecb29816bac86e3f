package io.github.parallelpools.spi.cluster;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A task that a node has got.
 *
 * @param claim who may end it
 * @param submitter the id of the node that wants to know its outcome
 * @param needs what it needs
 * @param payload what is to be done
 * @param counted how many attempts count, with this one
 * @param maxAttempts how many there may be
 * @param waited how long it was queued, by the store's clock
 * @param tag by which tasks are cancelled together, {@code null} if there is none
 */
public record Claim(TaskClaim claim, String submitter, String needs, byte[] payload, int counted, int maxAttempts,
		Duration waited, @Nullable String tag) {
}
