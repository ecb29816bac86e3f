package io.github.parallelpools.engine.standalone;

/**
 * What people may have a run do that somebody else has started. Knows nothing of which
 * runs there are.
 */
public enum TaskOrder {

	/** Wait at the next checkpoint. */
	PAUSE {

		@Override
		void give(StandaloneRun<?> run) {
			run.pause();
		}

	},

	/** Go on after a pause. */
	RESUME {

		@Override
		void give(StandaloneRun<?> run) {
			run.resume();
		}

	},

	/** End by itself. */
	STOP {

		@Override
		void give(StandaloneRun<?> run) {
			run.stop();
		}

	},

	/** Be ended by force. */
	FORCE_STOP {

		@Override
		void give(StandaloneRun<?> run) {
			run.forceStop("it was stopped by force");
		}

	};

	abstract void give(StandaloneRun<?> run);

}
