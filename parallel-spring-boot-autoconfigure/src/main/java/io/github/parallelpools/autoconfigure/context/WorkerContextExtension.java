package io.github.parallelpools.autoconfigure.context;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.autoconfigure.propagation.RunObservations;
import io.github.parallelpools.spi.CallTargets;
import io.github.parallelpools.spi.ChildExtension;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;

/**
 * Makes the handler of a worker process a bean of a Spring context, which lives as long
 * as the worker.
 */
public final class WorkerContextExtension implements ChildExtension {

	private @Nullable WorkerContext context;

	@Override
	public @Nullable Object start(WorkerSpec spec, byte[] settings) throws WorkerStartException {
		ContextRecipe recipe = ContextRecipe.decode(settings);
		WorkerContext made;
		try {
			made = new WorkerContext(recipe, Thread.currentThread().getContextClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new WorkerStartException(
					"a class of 'process.configuration' can't be loaded in the worker process: " + ex, ex);
		}
		try {
			this.context = made;
			RunObservations.in(() -> made.getBeanProvider(ObservationRegistry.class).getIfUnique());
			Object function = made.open();
			CallTargets.madeBy(made::callTarget);
			return function;
		}
		catch (Throwable ex) {
			String problem = StartProblem.describe(ex, made);
			made.close();
			throw new WorkerStartException(problem, ex);
		}
	}

	@Override
	public void close() {
		WorkerContext open = this.context;
		if (open != null) {
			open.close();
		}
	}

}
