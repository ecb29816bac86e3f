package io.github.parallelpools.spi.cluster;

/**
 * A lock that somebody has.
 *
 * @param name the lock's name
 * @param node the id of the node that has it
 * @param owner who of the node
 * @param token the token of the grant
 */
public record StoredLock(String name, String node, String owner, long token) {
}
