package io.github.parallelpools.actuate.endpoint;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of a worker did at one moment, as the endpoint shows it.
 *
 * @param worker the worker's id
 * @param at when it was asked
 * @param stacks the stacks as text, absent if it has not told in time
 * @param message why there are none, absent if there are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StacksDescription(String worker, Instant at, @Nullable String stacks, @Nullable String message) {
}
