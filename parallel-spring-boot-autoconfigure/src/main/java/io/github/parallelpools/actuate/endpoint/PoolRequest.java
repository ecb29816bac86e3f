package io.github.parallelpools.actuate.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to be done to a pool: texts, as they came.
 *
 * @param action what; see {@link PoolAction}
 * @param minSize the new minimal size, to resize
 * @param maxSize the new maximal size, to resize
 * @param task the id of a dead letter, to resend or remove
 * @param setting the name of a setting, to change
 * @param value its new value, to change
 * @param tag the tag of tasks, to cancel them
 * @param interrupt {@code false} to let those that run run out, to cancel
 * @param by who asks, for people to read
 */
record PoolRequest(@Nullable String action, @Nullable String minSize, @Nullable String maxSize, @Nullable String task,
		@Nullable String setting, @Nullable String value, @Nullable String tag, @Nullable String interrupt, String by) {

}
