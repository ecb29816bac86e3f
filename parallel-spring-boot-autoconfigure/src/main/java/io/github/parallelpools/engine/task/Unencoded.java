package io.github.parallelpools.engine.task;

import io.github.parallelpools.task.Work;

/**
 * Work that nobody has encoded yet, as it was not submitted by anybody who could be told
 * that it can't travel. Encoded by the loop that runs it, as a part of the task.
 *
 * @param work the work
 */
public record Unencoded(Work work) {
}
