package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.LocalTask;
import io.github.parallelpools.cluster.TaskPlan;
import io.github.parallelpools.engine.standalone.ClusterScope;
import io.github.parallelpools.engine.standalone.SoloTask;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.ReceivedClasses;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.codec.TagCodec;
import io.github.parallelpools.task.TaskListener;

/**
 * Makes the standalone tasks of the cluster, with the defaults of pools where a task
 * can't say otherwise.
 */
final class ClusterTaskScope implements ClusterScope {

	private final Supplier<@Nullable Cluster> cluster;

	private final ConfiguredPool defaults;

	private final SharedObjects shared;

	private final ClassLoader classLoader;

	private final ApplicationCode code;

	ClusterTaskScope(Supplier<@Nullable Cluster> cluster, PoolProperties defaults, SharedObjects shared,
			ClassLoader classLoader, ApplicationCode code) {
		this.cluster = cluster;
		this.defaults = new ConfiguredPool(new PoolName("defaults", PoolName.DEFAULTS), defaults);
		this.shared = shared;
		this.classLoader = classLoader;
		this.code = code;
	}

	@Override
	public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask<I, O> task(SoloTask<I, O> task) {
		Cluster node = this.cluster.get();
		if (node == null) {
			return NONE.task(task);
		}
		node.start();
		return node.task(new Here<>(task), new TaskPlan(codec(task.handler()),
				this.defaults.properties().onFenced() == PoolProperties.OnFenced.KILL));
	}

	private PayloadCodec codec(@Nullable Class<?> handler) {
		ReceivedClasses received = ReceivedClasses.ofWorkers(this.code);
		if (handler != null) {
			this.code.add(handler.getName(), this.classLoader);
			received.expectResultsOf(handler);
		}
		long most = this.defaults.processSettings().maxPayload();
		return new TagCodec(new JdkPayloadCodec(this.classLoader, this.defaults.serialFilter(), most, this.shared)
			.receiving(received), this.classLoader, this.defaults.serialFilter(), most, this.shared);
	}

	/**
	 * A task as this instance executes it.
	 *
	 * @param solo the task of the engine
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 */
	record Here<I extends @Nullable Object, O extends @Nullable Object>(
			SoloTask<I, O> solo) implements LocalTask<I, O> {

		@Override
		public ParallelTask<I, O> task() {
			return this.solo.task();
		}

		@Override
		public @Nullable I argument() {
			return this.solo.argument();
		}

		@Override
		public List<TaskListener> listeners() {
			return this.solo.listeners();
		}

		@Override
		public void start(@Nullable I argument, TaskIdentity identity, TaskFollower follower, TaskListener listener) {
			this.solo.start(argument, identity, follower, listener);
		}

		@Override
		public boolean mayStart() {
			return this.solo.mayStart();
		}

		@Override
		public void keepAlive(boolean keeps) {
			this.solo.keepAlive(keeps);
		}

	}

}
