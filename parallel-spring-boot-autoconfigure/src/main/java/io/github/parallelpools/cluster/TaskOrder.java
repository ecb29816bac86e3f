package io.github.parallelpools.cluster;

import io.github.parallelpools.pool.ParallelTask;

/** What a standalone task of the cluster is to do, wherever it is executed. */
public enum TaskOrder {

	/** Wait at the next checkpoint. */
	PAUSE {

		@Override
		void give(ParallelTask<?, ?> task) {
			task.pause();
		}

	},

	/** Go on after a pause. */
	RESUME {

		@Override
		void give(ParallelTask<?, ?> task) {
			task.resume();
		}

	},

	/** End by itself. */
	STOP {

		@Override
		void give(ParallelTask<?, ?> task) {
			task.stop();
		}

	},

	/** Be ended by force. */
	FORCE_STOP {

		@Override
		void give(ParallelTask<?, ?> task) {
			task.forceStop();
		}

	};

	abstract void give(ParallelTask<?, ?> task);

	/** Whether the run ends with it. */
	boolean isEnd() {
		return this == STOP || this == FORCE_STOP;
	}

}
