package io.github.parallelpools.cluster;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.EncodedValue;

/**
 * A value of a map as the store keeps it: what form it has, who has written it, under
 * which key if the store calls that otherwise, and the value itself.
 *
 * @param writer a number that no other write has, as far as chance goes
 * @param key the key, {@code null} if the store has its very name
 * @param value the value
 */
record ValueBytes(long writer, @Nullable String key, EncodedValue value) {

	private static final byte INTEGER = 1;

	private static final byte LONG = 2;

	private static final byte TEXT = 3;

	/** A text that UTF-8 can't tell. */
	private static final byte RAW_TEXT = 4;

	private static final byte CODEC = 5;

	private static final int NO_KEY = -1;

	private static final int HEAD = 1 + Long.BYTES + Integer.BYTES;

	/** Writes it. */
	byte[] write() {
		byte[] name = (this.key != null) ? rawText(this.key) : new byte[0];
		byte[] content = content();
		return ByteBuffer.allocate(HEAD + name.length + content.length)
			.put(form())
			.putLong(this.writer)
			.putInt((this.key != null) ? name.length : NO_KEY)
			.put(name)
			.put(content)
			.array();
	}

	private byte form() {
		if (this.value instanceof EncodedValue.OfInteger) {
			return INTEGER;
		}
		if (this.value instanceof EncodedValue.OfLong) {
			return LONG;
		}
		if (this.value instanceof EncodedValue.OfText text) {
			return isPlain(text.text()) ? TEXT : RAW_TEXT;
		}
		return CODEC;
	}

	private byte[] content() {
		if (this.value instanceof EncodedValue.OfInteger one) {
			return ByteBuffer.allocate(Integer.BYTES).putInt(one.number()).array();
		}
		if (this.value instanceof EncodedValue.OfLong one) {
			return ByteBuffer.allocate(Long.BYTES).putLong(one.number()).array();
		}
		if (this.value instanceof EncodedValue.OfText one) {
			return isPlain(one.text()) ? one.text().getBytes(StandardCharsets.UTF_8) : rawText(one.text());
		}
		return ((EncodedValue.OfCodec) this.value).bytes();
	}

	private static boolean isPlain(String text) {
		return StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

	/** A text with all of its characters, also those that are halves of others. */
	static byte[] rawText(String text) {
		ByteBuffer bytes = ByteBuffer.allocate(Character.BYTES * text.length());
		bytes.asCharBuffer().put(text);
		return bytes.array();
	}

	private static String fromRaw(ByteBuffer bytes) {
		return bytes.asCharBuffer().toString();
	}

	/**
	 * Reads it.
	 * @throws IllegalArgumentException if nobody of this library has written that
	 */
	static ValueBytes read(byte[] bytes) {
		try {
			ByteBuffer rest = ByteBuffer.wrap(bytes);
			byte form = rest.get();
			long writer = rest.getLong();
			int length = rest.getInt();
			String key = (length != NO_KEY) ? fromRaw(rest.slice(HEAD, length)) : null;
			rest.position(HEAD + Math.max(length, 0));
			return new ValueBytes(writer, key, value(form, rest));
		}
		catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw new IllegalArgumentException("it is cut off, or of no known form", ex);
		}
	}

	private static EncodedValue value(byte form, ByteBuffer rest) {
		return switch (form) {
			case INTEGER -> new EncodedValue.OfInteger(rest.getInt());
			case LONG -> new EncodedValue.OfLong(rest.getLong());
			case TEXT -> new EncodedValue.OfText(StandardCharsets.UTF_8.decode(rest).toString());
			case RAW_TEXT -> new EncodedValue.OfText(fromRaw(rest));
			case CODEC -> new EncodedValue.OfCodec(Arrays.copyOfRange(rest.array(), rest.position(), rest.limit()));
			default -> throw new IllegalArgumentException("Form " + form);
		};
	}

}
