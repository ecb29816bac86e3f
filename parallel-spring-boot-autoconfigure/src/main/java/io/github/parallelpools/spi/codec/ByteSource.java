package io.github.parallelpools.spi.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that are read one after the other. Not thread-safe. */
final class ByteSource {

	private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final int LONGEST_COUNT = 5;

	private final byte[] bytes;

	private final int end;

	private int at;

	ByteSource(byte[] bytes, int start, int length) {
		this.bytes = bytes;
		this.at = start;
		this.end = start + length;
	}

	int remaining() {
		return this.end - this.at;
	}

	byte[] array() {
		return this.bytes;
	}

	byte getByte() throws IOException {
		return this.bytes[skip(1)];
	}

	short getShort() throws IOException {
		return (short) SHORT.get(this.bytes, skip(Short.BYTES));
	}

	int getInt() throws IOException {
		return (int) INT.get(this.bytes, skip(Integer.BYTES));
	}

	long getLong() throws IOException {
		return (long) LONG.get(this.bytes, skip(Long.BYTES));
	}

	int getCount() throws IOException {
		int value = 0;
		for (int i = 0; i < LONGEST_COUNT; i++) {
			byte next = getByte();
			value |= (next & 0x7f) << (7 * i);
			if (next >= 0) {
				return value;
			}
		}
		throw new StreamCorruptedException("A count has too many bytes");
	}

	/** A count of things, each of which has that many bytes at least. */
	int getCount(int bytesEach) throws IOException {
		int count = getCount();
		if (count < 0 || (long) count * bytesEach > remaining()) {
			throw new StreamCorruptedException("%s elements were announced in %s bytes, which no honest sender does"
				.formatted(String.valueOf(count), String.valueOf(remaining())));
		}
		return count;
	}

	byte[] getBytes(int length) throws IOException {
		int start = skip(length);
		return Arrays.copyOfRange(this.bytes, start, start + length);
	}

	/** The next bytes, without a copy. */
	ByteBuffer view(int length) throws IOException {
		return ByteBuffer.wrap(this.bytes, skip(length), length);
	}

	/** Returns where what is passed over begins in {@link #array}. */
	int skip(int length) throws IOException {
		if (length < 0 || length > remaining()) {
			throw new EOFException("The value ends too early");
		}
		int start = this.at;
		this.at += length;
		return start;
	}

}
