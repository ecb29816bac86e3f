package io.github.parallelpools.test.fault;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/**
 * Unwraps items for a handler, in its process.
 *
 * @param handler handles them
 */
record TrappedHandler(TaskHandler<@Nullable Object, @Nullable Object> handler)
		implements
			TaskHandler<@Nullable Object, @Nullable Object> {

	@Override
	@SuppressWarnings("NullAway") // The type argument says that it may be null
	public @Nullable Object handle(@Nullable Object item, TaskContext context) throws Exception {
		if (!(item instanceof TrappedItem trapped)) {
			return this.handler.handle(item, context);
		}
		trapped.trap().at(TaskMoment.RUNNING, context.attempt());
		Object value = this.handler.handle(trapped.item(), context);
		trapped.trap().at(TaskMoment.RETURNING, context.attempt());
		return value;
	}

}
