package io.github.parallelpools.autoconfigure.propagation;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.actuate.observation.TaskObservationContext;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The observation of one task, which stops with its first end. It is the current one
 * where the task runs. Safe for use by several threads.
 */
final class TaskObservation implements Along, TaskFollower {

	private final Observation observation;

	private final TaskObservationContext context;

	private final AtomicBoolean stopped = new AtomicBoolean();

	TaskObservation(Observation observation, TaskObservationContext context) {
		this.observation = observation;
		this.context = context;
	}

	@Override
	public Runnable set() {
		return open(this.observation);
	}

	/**
	 * Makes an observation the current one.
	 * @return makes the one before current again
	 */
	static Runnable open(Observation observation) {
		ObservationRegistry registry = observation.getObservationRegistry();
		Observation.Scope before = registry.getCurrentObservationScope();
		try {
			Observation.Scope scope = observation.openScope();
			return () -> close(scope, registry, before);
		}
		catch (Throwable ex) {
			registry.setCurrentObservationScope(before);
			Quietly.log(ex);
			return () -> {
			};
		}
	}

	private static void close(Observation.Scope scope, ObservationRegistry registry,
			Observation.@Nullable Scope before) {
		try {
			scope.close();
		}
		catch (Throwable ex) {
			registry.setCurrentObservationScope(before);
			Quietly.log(ex);
		}
	}

	/** Starts an observation; returns whether it does. */
	static boolean start(Observation observation) {
		try {
			observation.start();
			return true;
		}
		catch (Throwable ex) {
			Quietly.log(ex);
			// Others may have noted that it has started.
			Quietly.run(observation::stop);
			return false;
		}
	}

	/** With what the trace goes on elsewhere. */
	Map<String, String> headers() {
		return Objects.requireNonNull(this.context.getCarrier(), "It is made with a carrier");
	}

	@Override
	public void ended(TaskOutcome outcome) {
		if (this.stopped.compareAndSet(false, true)) {
			this.context.setOutcome(outcome);
			if (outcome instanceof TaskOutcome.Failed failed) {
				error(failed.error());
			}
			this.observation.stop();
		}
	}

	@Override
	public void refused(Throwable reason) {
		if (this.stopped.compareAndSet(false, true)) {
			this.context.setRefused();
			error(reason);
			this.observation.stop();
		}
	}

	/** Others are told of the stop, whoever fails on the error. */
	private void error(Throwable error) {
		Quietly.run(() -> this.observation.error(error));
	}

}
