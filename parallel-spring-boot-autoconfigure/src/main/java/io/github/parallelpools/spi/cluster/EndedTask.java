package io.github.parallelpools.spi.cluster;

/**
 * A task that has ended.
 *
 * @param id the task's id
 * @param outcome how it ended
 * @param attempts how many attempts count
 * @param reason for people: why it ended if not by its run, empty otherwise
 */
public record EndedTask(String id, ClusterOutcome outcome, int attempts, String reason) {
}
