package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Map;

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
 * @param code the properties that code has set
 * @param changes the properties that somebody has changed while it works
 */
record PoolDraft(ConfiguredPool pool, @Nullable TaskHandler<?, ?> handler, List<TaskListener> listeners,
		Map<String, Object> code, Map<String, Change> changes) {

	/**
	 * A property that was changed while the pool works.
	 *
	 * @param value its value
	 * @param by who has changed it
	 */
	record Change(String value, String by) {
	}
}
