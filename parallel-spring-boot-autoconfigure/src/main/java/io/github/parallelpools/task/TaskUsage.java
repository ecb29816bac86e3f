package io.github.parallelpools.task;

import java.io.Serializable;
import java.time.Duration;

/**
 * What the thread of a task has used while it ran, without other threads that it had work
 * for it. Immutable.
 *
 * @param cpuTime how long it had a processor
 * @param allocatedBytes how much memory it has allocated, whatever was collected since; 0
 * if the JVM does not tell
 */
public record TaskUsage(Duration cpuTime, long allocatedBytes) implements Serializable {
}
