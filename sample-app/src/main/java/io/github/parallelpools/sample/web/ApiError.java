package io.github.parallelpools.sample.web;

/**
 * The body of every answer that is no success.
 *
 * @param code the five digits of the task's result, where a task ended so, else the HTTP
 * status
 * @param message what happened, for people
 */
public record ApiError(String code, String message) {
}
