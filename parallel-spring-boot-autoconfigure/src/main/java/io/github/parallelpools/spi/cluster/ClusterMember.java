package io.github.parallelpools.spi.cluster;

import java.time.Duration;

/**
 * A node as the store knows it.
 *
 * @param node who it is, with its last status
 * @param age how long it has been there, by the store's clock
 * @param lease how long it lives without a renewal; below zero if it should be dead
 */
public record ClusterMember(ClusterNode node, Duration age, Duration lease) {
}
