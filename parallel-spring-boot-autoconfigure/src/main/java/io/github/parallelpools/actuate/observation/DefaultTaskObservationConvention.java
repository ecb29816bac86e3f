package io.github.parallelpools.actuate.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.actuate.observation.TaskObservationDocumentation.LowCardinalityKeyNames;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskOutcome;

/**
 * How the observation of a task is named unless the application says otherwise. Immutable
 * and safe for use by several threads; may be extended.
 */
public class DefaultTaskObservationConvention implements TaskObservationConvention {

	private static final String NAME = "parallel.task";

	private static final KeyValue THREAD = LowCardinalityKeyNames.KIND.withValue("thread");

	private static final KeyValue VIRTUAL = LowCardinalityKeyNames.KIND.withValue("virtual");

	private static final KeyValue PROCESS = LowCardinalityKeyNames.KIND.withValue("process");

	private static final KeyValue UNKNOWN = outcome("UNKNOWN");

	private static final KeyValue SUCCESS = outcome("SUCCESS");

	private static final KeyValue FAILED = outcome("FAILED");

	private static final KeyValue OVERTIME = outcome("OVERTIME");

	private static final KeyValue DIED = outcome("DIED");

	private static final KeyValue CANCELLED = outcome("CANCELLED");

	private static final KeyValue REJECTED = outcome("REJECTED");

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(TaskObservationContext context) {
		return "task " + context.getPool();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TaskObservationContext context) {
		// In the order of their names, in which they are kept and sorted several times.
		return KeyValues.of(of(context.getWorkerKind()), context.isRefused() ? REJECTED : of(context.getOutcome()),
				LowCardinalityKeyNames.POOL.withValue(context.getPool()));
	}

	private static KeyValue of(WorkerKind kind) {
		return switch (kind) {
			case THREAD -> THREAD;
			case VIRTUAL -> VIRTUAL;
			case PROCESS -> PROCESS;
		};
	}

	private static KeyValue of(@Nullable TaskOutcome outcome) {
		if (outcome instanceof TaskOutcome.Succeeded) {
			return SUCCESS;
		}
		if (outcome instanceof TaskOutcome.Failed) {
			return FAILED;
		}
		if (outcome instanceof TaskOutcome.Overtime) {
			return OVERTIME;
		}
		if (outcome instanceof TaskOutcome.Died) {
			return DIED;
		}
		return (outcome instanceof TaskOutcome.Cancelled) ? CANCELLED : UNKNOWN;
	}

	private static KeyValue outcome(String value) {
		return LowCardinalityKeyNames.OUTCOME.withValue(value);
	}

}
