package io.github.parallelpools.spi.cluster;

/**
 * What a pool is to be on all nodes.
 *
 * @param version rises by one with each change
 * @param state the state, as a text
 */
public record DesiredState(long version, String state) {
}
