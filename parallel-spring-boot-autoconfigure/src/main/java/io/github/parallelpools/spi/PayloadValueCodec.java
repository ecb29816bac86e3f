package io.github.parallelpools.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.KeyName;
import io.github.parallelpools.shared.store.ValueCodec;
import io.github.parallelpools.task.TaskNotPortableException;

/** Encodes the values of shared maps as tasks and their results are encoded. */
public final class PayloadValueCodec implements ValueCodec {

	private final PayloadCodec codec;

	/**
	 * Makes a codec.
	 * @param codec does the work
	 */
	public PayloadValueCodec(PayloadCodec codec) {
		this.codec = codec;
	}

	@Override
	public byte[] encode(Object value, String tag, String key) {
		try {
			return this.codec.encode(value);
		}
		catch (TaskNotPortableException ex) {
			throw new TaskNotPortableException(
					"The value for %s is refused: %s".formatted(KeyName.of(tag, key), ex.getMessage()), ex);
		}
	}

	@Override
	public @Nullable Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
		return this.codec.decode(ByteBuffer.wrap(bytes));
	}

}
