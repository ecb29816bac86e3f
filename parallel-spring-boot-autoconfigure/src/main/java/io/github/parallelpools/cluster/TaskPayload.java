package io.github.parallelpools.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.Work;

/**
 * What is stored of a task: whether it is called or is an item, and its encoded body.
 *
 * @param codec encodes the body
 * @param pool the pool's name
 * @param maxBytes how many bytes it may have
 */
record TaskPayload(PayloadCodec codec, String pool, long maxBytes) {

	private static final byte CALL = 1;

	private static final byte ITEM = 2;

	byte[] encode(Work work) {
		return (work instanceof Work.Call call) ? encode(CALL, call.callable())
				: encode(ITEM, ((Work.Item) work).item());
	}

	private byte[] encode(byte kind, Object value) {
		byte[] body = this.codec.encode(value);
		if (body.length > this.maxBytes) {
			throw new TaskNotPortableException(
					"A task of pool '%s' has %s bytes when it is encoded, and %s are allowed in the cluster. Raise 'parallel.cluster.max-payload', or send less."
						.formatted(this.pool, body.length, this.maxBytes),
					null);
		}
		return ByteBuffer.allocate(body.length + 1).put(kind).put(body).array();
	}

	Work decode(byte[] payload) throws IOException, ClassNotFoundException {
		if (payload.length < 1) {
			throw new IOException("The stored task is empty");
		}
		@Nullable Object value = this.codec.decode(ByteBuffer.wrap(payload, 1, payload.length - 1));
		if (payload[0] == CALL && value instanceof TaskCallable<?> callable) {
			return new Work.Call(callable);
		}
		if (payload[0] == ITEM && value != null) {
			return new Work.Item(value, null);
		}
		throw new IOException("The stored task is of an unknown kind");
	}

}
