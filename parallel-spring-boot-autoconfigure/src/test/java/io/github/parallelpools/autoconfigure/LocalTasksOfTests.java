package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.cluster.LocalTask;
import io.github.parallelpools.engine.standalone.SoloTask;

/** Gives tests of other packages what applications have. */
public final class LocalTasksOfTests {

	private LocalTasksOfTests() {
	}

	/**
	 * A standalone task as an application executes it.
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 * @param task the task of the engine
	 * @return the same for the cluster
	 */
	public static <I extends @Nullable Object, O extends @Nullable Object> LocalTask<I, O> of(SoloTask<I, O> task) {
		return new ClusterTaskScope.Here<>(task);
	}

}
