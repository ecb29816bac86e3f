package io.github.parallelpools.worker.process.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Writes the fields of a message. */
final class MessageWriter {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

	MessageWriter number(long value) {
		return raw(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
	}

	MessageWriter text(@Nullable String value) {
		if (value == null) {
			return number(-1);
		}
		byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
		return number(encoded.length).raw(encoded);
	}

	MessageWriter texts(Map<String, String> values) {
		number(values.size());
		values.forEach((key, value) -> text(key).text(value));
		return this;
	}

	byte[] done() {
		return this.out.toByteArray();
	}

	private MessageWriter raw(byte[] bytes) {
		this.out.write(bytes, 0, bytes.length);
		return this;
	}

}
