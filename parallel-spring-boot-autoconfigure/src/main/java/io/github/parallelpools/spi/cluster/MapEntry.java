package io.github.parallelpools.spi.cluster;

/**
 * An entry of a map.
 *
 * @param key the key
 * @param value what it holds
 */
public record MapEntry(String key, MapValue value) {
}
