package io.github.parallelpools.spi.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The description of a shape as it is written: what does not change from value to value.
 * Two are equal if their bytes are; the hash code travels with them, as the reader would
 * need longer to compute it than to look the block up.
 */
final class Block {

	private static final long FNV_BASIS = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private final byte[] bytes;

	private final int start;

	private final int length;

	private final long hash;

	/** Writes what is described. */
	@FunctionalInterface
	interface Description {

		void write(DataOutputStream out) throws IOException;

	}

	private Block(byte[] bytes, int start, int length, long hash) {
		this.bytes = bytes;
		this.start = start;
		this.length = length;
		this.hash = hash;
	}

	/**
	 * Makes a block.
	 * @throws IOException if the description is too long
	 */
	static Block of(Description description) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		description.write(new DataOutputStream(bytes));
		byte[] all = bytes.toByteArray();
		return new Block(all, 0, all.length, hash(all));
	}

	/** The FNV-1a hash of Fowler, Noll and Vo, in 64 bits. */
	private static long hash(byte[] bytes) {
		long hash = FNV_BASIS;
		for (byte one : bytes) {
			hash = (hash ^ (one & 0xff)) * FNV_PRIME;
		}
		return hash;
	}

	/** The next block of a value, for a look into a table only. */
	static Block next(ByteSource source) throws IOException {
		long hash = source.getLong();
		int length = source.getCount(1);
		return new Block(source.array(), source.skip(length), length, hash);
	}

	void writeTo(ByteSink sink) {
		sink.putLong(this.hash);
		sink.putCount(this.length);
		sink.putBytes(this.bytes);
	}

	/** The same block in an array of its own. */
	Block copy() {
		return new Block(Arrays.copyOfRange(this.bytes, this.start, this.start + this.length), 0, this.length,
				this.hash);
	}

	int length() {
		return this.length;
	}

	DataInputStream open() {
		return new DataInputStream(new ByteArrayInputStream(this.bytes, this.start, this.length));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Block block && block.hash == this.hash && Arrays.equals(this.bytes, this.start,
				this.start + this.length, block.bytes, block.start, block.start + block.length);
	}

	@Override
	public int hashCode() {
		return Long.hashCode(this.hash);
	}

}
