package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.MapService;

/**
 * Answers what one worker process asks about maps, in the reader of its connection where
 * they are in memory, and has {@link LockCalls} ask about locks. The reader waits for
 * nobody but that process: maps that are somewhere else are asked by a thread that brings
 * the answers, in the order of the questions.
 */
final class SharedCalls {

	/** How many questions about far maps may have no answer yet. */
	private static final int MOST_QUESTIONS = 10_000;

	private final MapService maps;

	/** Where far maps are asked, {@code null} if none are far. */
	private final @Nullable Grants far;

	private final LockCalls locks;

	SharedCalls(String worker, SharedStore shared, long maxPayload, Executor courier) {
		this.maps = new MapService(shared.maps(), maxPayload);
		this.far = shared.maps().isFar() ? new Grants(courier) : null;
		this.locks = new LockCalls(worker, shared.locks(), courier);
	}

	/** A question has arrived. Called by the reader. */
	void received(FrameType type, long id, byte[] payload, Connection connection) throws IOException {
		if (type != FrameType.MAP) {
			this.locks.received(id, payload, connection);
		}
		else if (this.far == null) {
			answer(id, payload, connection);
		}
		else if (this.far.left() >= MOST_QUESTIONS) {
			throw new IOException("The worker has asked maps more than " + MOST_QUESTIONS + " things at once");
		}
		else {
			this.far.add(connection, () -> answer(id, payload, connection));
		}
	}

	private void answer(long id, byte[] payload, Connection connection) throws IOException {
		connection.send(FrameType.ANSWER, id, ByteBuffer.wrap(this.maps.answer(payload)));
	}

	/** The connection has ended, and with it all that the worker has or waits for. */
	void ended() {
		try {
			this.maps.close();
		}
		finally {
			this.locks.ended();
		}
	}

}
