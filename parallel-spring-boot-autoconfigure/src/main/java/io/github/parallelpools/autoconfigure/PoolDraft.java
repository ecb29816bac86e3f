package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;

/**
 * A pool that is about to be made.
 *
 * @param pool how it is configured, and what code has changed
 * @param handler handles what is sent to it, {@code null} if the configuration tells who
 * does
 * @param listeners are told of its tasks beside the beans that are
 * @param changed the names of the properties that code has set
 */
record PoolDraft(ConfiguredPool pool, @Nullable TaskHandler<?, ?> handler, List<TaskListener> listeners,
		Set<String> changed) {
}
