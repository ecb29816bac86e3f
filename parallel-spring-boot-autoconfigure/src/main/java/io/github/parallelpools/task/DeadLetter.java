package io.github.parallelpools.task;

import java.io.Serializable;
import java.time.Instant;

/**
 * A task that ended with {@code 31399} and is not run again unless somebody sends it
 * again by hand. Tells nothing of what the task was given. Immutable.
 *
 * @param id the task's id
 * @param attempts how many times it was run
 * @param workersKilled how many workers died while they ran it, apart from those that
 * were killed by hand
 * @param cause what is known of the last death, without the worker's last output
 * @param at when the task ended
 */
public record DeadLetter(String id, int attempts, int workersKilled, String cause, Instant at) implements Serializable {
}
