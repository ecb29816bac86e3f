package io.github.parallelpools.shared.store;

/**
 * What a key holds at a moment.
 *
 * @param key the key
 * @param value its value
 * @param version the value's version, above 0 and never reused within the map
 */
public record StoredEntry(String key, EncodedValue value, long version) {
}
