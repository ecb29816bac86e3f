package io.github.parallelpools.engine.standalone;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.TaskScope;

/**
 * Makes tasks that run once in the whole cluster, of which the engine knows nothing. Safe
 * for use by several threads.
 */
public interface ClusterScope {

	/** There is no cluster. */
	ClusterScope NONE = new ClusterScope() {

		@Override
		public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask<I, O> task(SoloTask<I, O> task) {
			throw new InvalidSettingException("scope", TaskScope.CLUSTER,
					"This instance is in no cluster. Set 'parallel.cluster.enabled' to true, or use the scope LOCAL.");
		}

	};

	/**
	 * Makes a task of the cluster.
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 * @param task the task as this instance runs it
	 * @return the task that users see
	 * @throws InvalidSettingException if this instance is in no cluster
	 */
	<I extends @Nullable Object, O extends @Nullable Object> ParallelTask<I, O> task(SoloTask<I, O> task);

}
