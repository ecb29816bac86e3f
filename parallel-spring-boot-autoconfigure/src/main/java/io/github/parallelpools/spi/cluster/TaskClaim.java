package io.github.parallelpools.spi.cluster;

/**
 * Who may end a task: the fencing token of its run.
 *
 * @param task the task's id
 * @param node the node that has claimed it
 * @param attempt the number of the attempt, from 1; it rises with each claim, also of
 * those that do not count
 */
public record TaskClaim(String task, String node, long attempt) {
}
