package io.github.parallelpools.cluster;

import java.time.Duration;

/**
 * What an instance is to its locks.
 *
 * @param instance the instance's name, for people
 * @param poll how long who waits for a lock does so before it asks again, without having
 * been told that the lock is free
 */
public record LockSettings(String instance, Duration poll) {
}
