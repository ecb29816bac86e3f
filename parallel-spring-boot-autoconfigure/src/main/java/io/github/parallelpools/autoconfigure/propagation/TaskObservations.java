package io.github.parallelpools.autoconfigure.propagation;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.actuate.observation.DefaultTaskObservationConvention;
import io.github.parallelpools.actuate.observation.TaskObservationContext;
import io.github.parallelpools.actuate.observation.TaskObservationConvention;
import io.github.parallelpools.actuate.observation.TaskObservationDocumentation;
import io.github.parallelpools.pool.WorkerKind;

/**
 * Has the tasks of one pool observed.
 *
 * @param pool the pool's name
 * @param kind what runs its tasks
 * @param registry supplies the registry; asked for each task
 * @param convention supplies the application's convention, {@code null} for none; asked
 * for each task
 */
public record TaskObservations(String pool, WorkerKind kind, Supplier<ObservationRegistry> registry,
		Supplier<@Nullable TaskObservationConvention> convention) {

	private static final TaskObservationConvention DEFAULT = new DefaultTaskObservationConvention();

	/**
	 * A task is about to be submitted by the calling thread.
	 * @return its observation, {@code null} if nobody observes
	 */
	@Nullable TaskObservation begin() {
		try {
			return beginNow();
		}
		catch (Throwable ex) {
			Quietly.log(ex);
			return null;
		}
	}

	/** Whether a task is observed is the application's code that says. */
	private @Nullable TaskObservation beginNow() {
		ObservationRegistry observers = this.registry.get();
		if (observers.isNoop()) {
			return null;
		}
		TaskObservationContext context = new TaskObservationContext(this.pool, this.kind);
		Observation observation = TaskObservationDocumentation.TASK.observation(this.convention.get(), DEFAULT,
				() -> context, observers);
		return (!observation.isNoop() && TaskObservation.start(observation)) ? new TaskObservation(observation, context)
				: null;
	}

}
