package io.github.parallelpools.actuate.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The observations of tasks.
 */
public enum TaskObservationDocumentation implements ObservationDocumentation {

	/** One task, from its submission to its end, however often it is run. */
	TASK {

		@Override
		public String getName() {
			return "parallel.task";
		}

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTaskObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

	},

	/**
	 * One run of a task in a worker process, observed there: the process has a registry
	 * of its own.
	 */
	RUN {

		@Override
		public String getName() {
			return "parallel.task.run";
		}

		@Override
		public @Nullable String getContextualName() {
			return "run";
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinalityKeyNames.POOL };
		}

	};

	/**
	 * The key values whose values are few.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/** The name of the pool. */
		POOL {

			@Override
			public String asString() {
				return "pool";
			}

		},

		/** What runs the task: {@code thread}, {@code virtual} or {@code process}. */
		KIND {

			@Override
			public String asString() {
				return "kind";
			}

		},

		/**
		 * How the task has ended: {@code SUCCESS}, {@code FAILED} (it has thrown
		 * something), {@code OVERTIME}, {@code DIED} (its process), {@code CANCELLED}, or
		 * {@code REJECTED} (the pool has not accepted it); {@code UNKNOWN} until then.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

}
