package io.github.parallelpools.actuate.endpoint;

import java.util.Map;

/**
 * All pools as the endpoint shows them.
 *
 * @param pools the pools by name
 */
record PoolsDescription(Map<String, PoolDescription> pools) {
}
