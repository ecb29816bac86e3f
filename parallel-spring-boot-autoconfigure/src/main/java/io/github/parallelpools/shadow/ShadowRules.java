package io.github.parallelpools.shadow;

import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * Which tasks are copied, and how their results are compared.
 *
 * @param share how many percent of the tasks, from 0 to 100
 * @param mostPending how many copies may be pending at a time, 1 or more
 * @param allRepeat whether all tasks of the pool may be repeated
 * @param handlerRepeats whether the pool's handler says so of its items
 * @param handlerRefusal why no process can make the handler, {@code null} if one can, or
 * there is none
 * @param comparator knows whether two results are as good as equal, {@code null} to ask
 * the results themselves
 */
public record ShadowRules(double share, int mostPending, boolean allRepeat, boolean handlerRepeats,
		@Nullable String handlerRefusal, @Nullable BiPredicate<@Nullable Object, @Nullable Object> comparator) {
}
