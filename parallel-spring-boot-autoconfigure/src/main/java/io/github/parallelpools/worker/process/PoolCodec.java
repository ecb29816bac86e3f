package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.io.InvalidClassException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.RefusedClassException;

/**
 * Says in which pool something was refused, and which property allows it.
 *
 * @param codec does the work
 * @param pool the name of the pool
 */
record PoolCodec(PayloadCodec codec, String pool) implements PayloadCodec {

	@Override
	public byte[] encode(@Nullable Object value) {
		return this.codec.encode(value);
	}

	@Override
	public @Nullable Object decode(ByteBuffer bytes) throws IOException, ClassNotFoundException {
		try {
			return this.codec.decode(bytes);
		}
		catch (RefusedClassException ex) {
			InvalidClassException explained = new InvalidClassException(
					"%s. If workers of pool '%s' may send it, %s.".formatted(ex.getMessage(), this.pool, remedy(ex)));
			explained.initCause(ex);
			throw explained;
		}
	}

	private static String remedy(RefusedClassException refusal) {
		return (refusal.isByFilter()
				? "let its 'process.serial-filter', and 'jdk.serialFilter' if that is set, allow '%s'"
				: "name it as the type of the result, or add '%s' to the pool's 'process.serial-filter'")
			.formatted(refusal.type());
	}

}
