package io.github.parallelpools.spi.cluster;

/**
 * The end of a task, as the node tells it that has claimed the task.
 *
 * @param claim the claim
 * @param outcome how it ended
 */
public record TaskEnd(TaskClaim claim, ClusterOutcome outcome) {
}
