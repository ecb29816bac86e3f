package io.github.parallelpools.spi;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects bytes up to a limit, in pieces that are put together once: a large object
 * needs twice its size, and never more.
 */
final class BoundedBytes extends OutputStream {

	private static final int FIRST_PIECE = 512;

	private static final int LARGEST_PIECE = 1024 * 1024;

	private final long limit;

	private final List<byte[]> full = new ArrayList<>(0);

	private long fullLength;

	private byte[] piece = new byte[FIRST_PIECE];

	private int length;

	BoundedBytes(long limit) {
		this.limit = limit;
	}

	@Override
	public void write(int b) {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int count) {
		if (this.fullLength + this.length + count > this.limit) {
			throw new Exceeded();
		}
		int from = offset;
		int left = count;
		while (left > 0) {
			if (this.length == this.piece.length) {
				nextPiece();
			}
			int fits = Math.min(left, this.piece.length - this.length);
			System.arraycopy(bytes, from, this.piece, this.length, fits);
			this.length += fits;
			from += fits;
			left -= fits;
		}
	}

	private void nextPiece() {
		this.full.add(this.piece);
		this.fullLength += this.length;
		this.piece = new byte[Math.min(this.piece.length * 2, LARGEST_PIECE)];
		this.length = 0;
	}

	byte[] toByteArray() {
		byte[] all = new byte[Math.toIntExact(this.fullLength + this.length)];
		int position = 0;
		for (byte[] one : this.full) {
			System.arraycopy(one, 0, all, position, one.length);
			position += one.length;
		}
		System.arraycopy(this.piece, 0, all, position, this.length);
		return all;
	}

	/** More bytes came than are allowed. */
	static final class Exceeded extends RuntimeException {

		Exceeded() {
			super("The limit is exceeded", null, false, false);
		}

	}

}
