package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;

import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.Work;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Turns work back that was encoded in this JVM.
 */
final class OwnWork {

	private OwnWork() {
	}

	/**
	 * Decodes it.
	 * @param encoded the work
	 * @param codec decodes its objects
	 */
	static Work decode(EncodedWork encoded, PayloadCodec codec) throws IOException, ClassNotFoundException {
		TaskMessage.Mode mode = encoded.mode();
		if (mode == TaskMessage.Mode.POLL) {
			return new Work.Poll();
		}
		if (mode == TaskMessage.Mode.APPLY) {
			return apply(encoded, codec);
		}
		Object decoded = codec.decode(ByteBuffer.wrap(encoded.body()));
		if (decoded == null) {
			throw new InvalidObjectException("There is no object");
		}
		return (mode == TaskMessage.Mode.CALL) ? new Work.Call((TaskCallable<?>) decoded)
				: new Work.Item(decoded, null);
	}

	private static Work apply(EncodedWork encoded, PayloadCodec codec) throws IOException, ClassNotFoundException {
		ByteBuffer body = ByteBuffer.wrap(encoded.body());
		ByteBuffer handler = new TaskMessage("", 1, 1, -1, null, TaskMessage.Mode.APPLY, null, body).takeHandler();
		TaskHandler<?, ?> given = handler.hasRemaining() ? (TaskHandler<?, ?>) codec.decode(handler) : null;
		return new Work.Apply(given, codec.decode(body));
	}

}
