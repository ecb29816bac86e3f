package io.github.parallelpools.cluster;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.parallelpools.pool.BulkOperations;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.spi.NamedListeners;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.ReceivedClasses;
import io.github.parallelpools.task.TaskListener;

/**
 * What a pool of the cluster is made of in this instance.
 *
 * @param rules what holds for its tasks
 * @param codec encodes tasks and outcomes
 * @param received what is decoded here beside the application's own
 * @param listeners supplies those who are told of the tasks that are submitted here
 * @param named are told of the ends of the tasks that name them
 * @param bulks makes the bulks of the pool that users see
 */
public record PoolPlan(PoolRules rules, PayloadCodec codec, ReceivedClasses received,
		Supplier<List<TaskListener>> listeners, NamedListeners named, Function<ParallelPool, BulkOperations> bulks) {
}
