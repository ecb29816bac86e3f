package io.github.parallelpools.worker.process.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Writes the fields of a message. */
final class MessageWriter {

	private final ByteArrayOutputStream out;

	MessageWriter() {
		this(64);
	}

	/** For a message of about so many bytes. */
	MessageWriter(int length) {
		this.out = new ByteArrayOutputStream(length);
	}

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

	MessageWriter octet(int value) {
		this.out.write(value);
		return this;
	}

	MessageWriter bytes(byte[] value) {
		return number(value.length).raw(value);
	}

	/**
	 * A text as it is: UTF-8 has no place for half a surrogate pair, and would make one
	 * key of two.
	 */
	MessageWriter exactText(String value) {
		if (isNarrow(value)) {
			return octet(1).bytes(value.getBytes(StandardCharsets.ISO_8859_1));
		}
		ByteBuffer wide = ByteBuffer.allocate(value.length() * Character.BYTES);
		wide.asCharBuffer().put(value);
		return octet(Character.BYTES).bytes(wide.array());
	}

	private static boolean isNarrow(String value) {
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) > 0xFF) {
				return false;
			}
		}
		return true;
	}

	byte[] done() {
		return this.out.toByteArray();
	}

	private MessageWriter raw(byte[] bytes) {
		this.out.write(bytes, 0, bytes.length);
		return this;
	}

}
