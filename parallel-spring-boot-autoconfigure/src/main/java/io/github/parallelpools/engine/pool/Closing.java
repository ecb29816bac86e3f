package io.github.parallelpools.engine.pool;

import java.time.Duration;

import io.github.parallelpools.engine.memory.MemoryShare;
import io.github.parallelpools.spi.WorkerFactory;

/** Ends a pool for ever, in an order in which no task is lost. */
final class Closing {

	private final MemoryShare memory;

	private final StateMoves moves;

	private final ForcedEnds forced;

	private final Cancellation cancellation;

	private final Joiners joiners;

	private final WorkerFactory factory;

	Closing(MemoryShare memory, StateMoves moves, ForcedEnds forced, Cancellation cancellation, Joiners joiners,
			WorkerFactory factory) {
		this.memory = memory;
		this.moves = moves;
		this.forced = forced;
		this.cancellation = cancellation;
		this.joiners = joiners;
		this.factory = factory;
	}

	/**
	 * Ends the pool by force; the tasks that are queued end as cancelled.
	 * @return whether the thread was interrupted: nobody else will end what is left
	 */
	boolean close(Duration timeout) {
		this.moves.close();
		this.forced.forceStopWithApplication();
		try {
			return this.moves.awaitStopped(timeout);
		}
		finally {
			this.forced.excuse();
			this.cancellation.endQueued();
			this.joiners.dismiss();
			this.memory.close();
			this.factory.close();
		}
	}

}
