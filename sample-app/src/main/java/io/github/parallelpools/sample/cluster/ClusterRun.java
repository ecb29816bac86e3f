package io.github.parallelpools.sample.cluster;

import java.io.Serializable;

/**
 * One run of a task.
 *
 * @param task the number of the task
 * @param pid the process of the instance that ran it
 * @param attempt the number of the run
 */
record ClusterRun(int task, long pid, int attempt) implements Serializable {
}
