package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.MapService;

/**
 * Answers what one worker process asks about maps, in the reader of its connection, and
 * has {@link LockCalls} ask about locks. Nothing here waits for anybody but that process.
 */
final class SharedCalls {

	private final MapService maps;

	private final LockCalls locks;

	SharedCalls(String worker, SharedStore shared, long maxPayload, Executor courier) {
		this.maps = new MapService(shared.maps(), maxPayload);
		this.locks = new LockCalls(worker, shared.locks(), courier);
	}

	/** A question has arrived. Called by the reader. */
	void received(FrameType type, long id, byte[] payload, Connection connection) throws IOException {
		if (type == FrameType.MAP) {
			connection.send(FrameType.ANSWER, id, ByteBuffer.wrap(this.maps.answer(payload)));
		}
		else {
			this.locks.received(id, payload, connection);
		}
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
