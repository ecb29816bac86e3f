package io.github.parallelpools.worker.process;

import io.github.parallelpools.worker.process.wire.FrameType;

/** What the loop of a worker process is told while that starts. */
sealed interface WorkerEvent {

	/** Made in advance: memory may be short. */
	WorkerEvent ENDED = new Ended();

	/**
	 * The worker has connected.
	 *
	 * @param pid its process id
	 */
	record Connected(long pid) implements WorkerEvent {
	}

	/**
	 * A message has arrived.
	 *
	 * @param type what it says
	 * @param id what it belongs to
	 * @param payload the rest
	 */
	record Arrived(FrameType type, long id, byte[] payload) implements WorkerEvent {
	}

	/**
	 * The connection, or the process before it had one, has ended.
	 */
	record Ended() implements WorkerEvent {
	}

}
