package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Reads the fields of a message, and trusts none of them. */
final class MessageReader {

	private final ByteBuffer in;

	MessageReader(byte[] message) {
		this.in = ByteBuffer.wrap(message);
	}

	long number() throws IOException {
		try {
			return this.in.getLong();
		}
		catch (BufferUnderflowException ex) {
			throw new IOException("A message is too short", ex);
		}
	}

	@Nullable String text() throws IOException {
		long length = number();
		if (length == -1) {
			return null;
		}
		if (length < 0 || length > this.in.remaining()) {
			throw new IOException("A message is too short for a text of " + length + " bytes");
		}
		byte[] encoded = new byte[(int) length];
		this.in.get(encoded);
		return new String(encoded, StandardCharsets.UTF_8);
	}

	String requiredText() throws IOException {
		String text = text();
		if (text == null) {
			throw new IOException("A message lacks a text");
		}
		return text;
	}

	Map<String, String> texts() throws IOException {
		Map<String, String> values = new LinkedHashMap<>();
		for (long left = number(); left > 0; left--) {
			values.put(requiredText(), requiredText());
		}
		return values;
	}

	int octet() throws IOException {
		if (!this.in.hasRemaining()) {
			throw new IOException("A message is too short");
		}
		return this.in.get() & 0xFF;
	}

	byte[] bytes() throws IOException {
		long length = number();
		if (length < 0 || length > this.in.remaining()) {
			throw new IOException("A message is too short for " + length + " bytes");
		}
		byte[] value = new byte[(int) length];
		this.in.get(value);
		return value;
	}

	/** See {@link MessageWriter#exactText}. */
	String exactText(int longest) throws IOException {
		int width = octet();
		byte[] encoded = bytes();
		if (width < 1 || width > Character.BYTES || encoded.length % width != 0 || encoded.length / width > longest) {
			throw new IOException("A message has a text of %s bytes, %s per character, where %s characters may be"
				.formatted(encoded.length, width, longest));
		}
		return (width == 1) ? new String(encoded, StandardCharsets.ISO_8859_1)
				: ByteBuffer.wrap(encoded).asCharBuffer().toString();
	}

	boolean hasMore() {
		return this.in.hasRemaining();
	}

	/** Nothing may follow. */
	void end() throws IOException {
		if (hasMore()) {
			throw new IOException("A message has " + this.in.remaining() + " bytes too many");
		}
	}

	<E extends Enum<E>> E constant(E[] constants) throws IOException {
		long ordinal = number();
		if (ordinal < 0 || ordinal >= constants.length) {
			throw new IOException("A message has an unknown constant " + ordinal);
		}
		return constants[(int) ordinal];
	}

	ByteBuffer rest() {
		return this.in;
	}

}
