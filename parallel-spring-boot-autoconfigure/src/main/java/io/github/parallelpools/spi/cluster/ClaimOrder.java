package io.github.parallelpools.spi.cluster;

import java.util.Set;

/**
 * Which tasks a node wants.
 *
 * @param pool the pool's name
 * @param can what the node can do: a task is claimed only if what it needs is among this
 * @param most how many at most, 1 or more
 * @param maxRunning how many tasks of the pool may run on all nodes together; 0 for any
 * number
 */
public record ClaimOrder(String pool, Set<String> can, int most, int maxRunning) {
}
