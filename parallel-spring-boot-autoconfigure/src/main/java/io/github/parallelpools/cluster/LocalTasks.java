package io.github.parallelpools.cluster;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.Work;

/** Has the workers of this instance run a task. */
@FunctionalInterface
public interface LocalTasks {

	/**
	 * Gives a task to a pool of this instance, which runs it once.
	 * @param work what is to be done
	 * @param identity what the task is known by
	 * @param follower is told how it ends, before the pool's listeners are
	 * @return ends it
	 * @throws io.github.parallelpools.pool.TaskRejectedException if the pool does not
	 * accept it
	 */
	TaskFuture<@Nullable Object> take(Work work, TaskIdentity identity, TaskFollower follower);

}
