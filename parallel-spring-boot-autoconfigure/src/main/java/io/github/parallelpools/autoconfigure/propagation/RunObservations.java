package io.github.parallelpools.autoconfigure.propagation;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.actuate.observation.TaskObservationDocumentation;
import io.github.parallelpools.actuate.observation.TaskObservationDocumentation.LowCardinalityKeyNames;
import io.github.parallelpools.task.TaskContext;

/**
 * Has the runs of tasks observed in a worker process that has a Spring context, as a part
 * of the trace of their submitters. There is one such context in a process.
 */
public final class RunObservations {

	private static volatile @Nullable Supplier<@Nullable ObservationRegistry> registry;

	private RunObservations() {
	}

	/**
	 * There is a context now.
	 * @param found finds its registry, {@code null} if it has none; asked for each task
	 * that has a trace
	 */
	public static void in(Supplier<@Nullable ObservationRegistry> found) {
		registry = found;
	}

	/**
	 * A run begins in the calling thread.
	 * @param headers with what the trace goes on
	 * @return its observation, {@code null} if nobody observes
	 */
	static @Nullable Observation begin(Map<String, String> headers) {
		try {
			return beginNow(headers);
		}
		catch (Throwable ex) {
			Quietly.log(ex);
			return null;
		}
	}

	private static @Nullable Observation beginNow(Map<String, String> headers) {
		Supplier<@Nullable ObservationRegistry> found = registry;
		ObservationRegistry observers = (found != null) ? found.get() : null;
		if (observers == null || observers.isNoop()) {
			return null;
		}
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(
				(carrier, key) -> Objects.requireNonNull(carrier, "There is a carrier").get(key), Kind.CONSUMER);
		context.setCarrier(headers);
		Observation observation = TaskObservationDocumentation.RUN.observation(observers, () -> context)
			.lowCardinalityKeyValue(LowCardinalityKeyNames.POOL.withValue(TaskContext.current().pool()));
		return TaskObservation.start(observation) ? observation : null;
	}

}
