package io.github.parallelpools.spi.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that are written one after the other, up to a limit. Not thread-safe. */
final class ByteSink {

	private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final int FIRST = 256;

	private final long limit;

	private byte[] bytes = new byte[FIRST];

	private int size;

	ByteSink(long limit) {
		this.limit = limit;
	}

	void putByte(int value) {
		int at = extend(1);
		this.bytes[at] = (byte) value;
	}

	void putShort(int value) {
		int at = extend(Short.BYTES);
		SHORT.set(this.bytes, at, (short) value);
	}

	void putInt(int value) {
		int at = extend(Integer.BYTES);
		INT.set(this.bytes, at, value);
	}

	void putLong(long value) {
		int at = extend(Long.BYTES);
		LONG.set(this.bytes, at, value);
	}

	/** A number that is small as a rule, and not negative: seven bits a byte. */
	void putCount(int value) {
		int left = value;
		while (left > 0x7f) {
			putByte(left | 0x80);
			left >>>= 7;
		}
		putByte(left);
	}

	void putBytes(byte[] value) {
		int at = extend(value.length);
		System.arraycopy(value, 0, this.bytes, at, value.length);
	}

	/**
	 * Makes room for bytes that the caller writes.
	 * @return where they begin in {@link #array}
	 */
	int extend(long more) {
		int at = this.size;
		long needed = at + more;
		if (needed > this.bytes.length) {
			grow(needed);
		}
		this.size = (int) needed;
		return at;
	}

	private void grow(long needed) {
		if (needed > this.limit || needed > Integer.MAX_VALUE - Long.BYTES) {
			throw NotWritable.INSTANCE;
		}
		long wanted = Math.min(Math.max(2L * this.bytes.length, needed), Integer.MAX_VALUE - Long.BYTES);
		this.bytes = Arrays.copyOf(this.bytes, (int) wanted);
	}

	byte[] array() {
		return this.bytes;
	}

	byte[] toByteArray() {
		if (this.size > this.limit) {
			throw NotWritable.INSTANCE;
		}
		return Arrays.copyOf(this.bytes, this.size);
	}

}
