package io.github.parallelpools.spi.cluster;

/** What became of a task that was to be cancelled. */
public enum CancelResult {

	/** It was queued and has ended with this. */
	ENDED,

	/** It runs; its node is told. */
	ASKED,

	/** There is no such task, it had ended before, or it runs and is to go on. */
	TOO_LATE

}
