package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.task.TaskDecorator;
import org.springframework.util.function.SingletonSupplier;

import io.github.parallelpools.actuate.observation.TaskObservationConvention;
import io.github.parallelpools.autoconfigure.propagation.Accessors;
import io.github.parallelpools.autoconfigure.propagation.SubmitterContext;
import io.github.parallelpools.autoconfigure.propagation.SubmitterNotes;
import io.github.parallelpools.autoconfigure.propagation.TaskObservations;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.ContextCapture;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.worker.process.TaskContexts;

/**
 * What takes the context of submitters along, where a pool's {@code propagate-context}
 * does not forbid it. Finds the beans for that with the first task.
 */
final class ContextPropagation {

	/** What observations call the pool of tasks that have none. */
	private static final String STANDALONE = "standalone";

	private static final Supplier<ObservationRegistry> NOBODY = () -> ObservationRegistry.NOOP;

	private final Supplier<List<TaskDecorator>> decorators;

	private final Supplier<ObservationRegistry> registry;

	private final Supplier<@Nullable TaskObservationConvention> convention;

	private final ClassLoader classLoader;

	ContextPropagation(ListableBeanFactory beans, ClassLoader classLoader) {
		this.decorators = SingletonSupplier
			.of(() -> beans.getBeanProvider(TaskDecorator.class).orderedStream().toList());
		this.registry = SingletonSupplier
			.of(() -> beans.getBeanProvider(ObservationRegistry.class).getIfUnique(() -> ObservationRegistry.NOOP));
		// That there is none is worth keeping, too: the supplier would look again for
		// each task.
		SingletonSupplier<Optional<TaskObservationConvention>> found = SingletonSupplier
			.of(() -> Optional.ofNullable(beans.getBeanProvider(TaskObservationConvention.class).getIfUnique()));
		this.convention = () -> found.obtain().orElse(null);
		this.classLoader = classLoader;
	}

	/** Refuses what can't go along. */
	static void check(ConfiguredPool pool, @Nullable ClassLoader classLoader) {
		List<String> keys = pool.properties().process().contextKeys();
		if (pool.settings().kind() == WorkerKind.PROCESS && pool.properties().propagateContext() && !keys.isEmpty()
				&& !Accessors.arePresent(classLoader)) {
			throw new PoolConfigurationException(pool.name(), "process.context-keys", String.join(",", keys),
					"names accessors of a library that is not there",
					"Add 'io.micrometer:context-propagation' to the dependencies.");
		}
	}

	@Nullable ContextCapture forThreads(ConfiguredPool pool) {
		return forThreads(pool, observations(pool, pool.name().name(), pool.settings().kind()));
	}

	@Nullable TaskContexts forProcesses(ConfiguredPool pool) {
		return forProcesses(pool, observations(pool, pool.name().name(), WorkerKind.PROCESS));
	}

	/** For tasks that are alone, in threads. */
	@Nullable ContextCapture forThreads(ConfiguredPool defaults, WorkerKind kind) {
		return forThreads(defaults, observations(defaults, STANDALONE, kind));
	}

	/** For tasks that are alone, in processes. */
	@Nullable TaskContexts forStandaloneProcesses(ConfiguredPool defaults) {
		return forProcesses(defaults, observations(defaults, STANDALONE, WorkerKind.PROCESS));
	}

	private @Nullable ContextCapture forThreads(ConfiguredPool pool, TaskObservations observations) {
		return pool.properties().propagateContext() ? new SubmitterContext(this.decorators, observations) : null;
	}

	private @Nullable TaskContexts forProcesses(ConfiguredPool pool, TaskObservations observations) {
		if (!pool.properties().propagateContext()) {
			return null;
		}
		return new SubmitterNotes(pool.properties().process().contextKeys(),
				new JdkPayloadCodec(this.classLoader, pool.serialFilter(), pool.processSettings().maxPayload()),
				observations)
			.contexts();
	}

	private TaskObservations observations(ConfiguredPool pool, String name, WorkerKind kind) {
		return new TaskObservations(name, kind, pool.properties().observationEnabled() ? this.registry : NOBODY,
				this.convention);
	}

}
