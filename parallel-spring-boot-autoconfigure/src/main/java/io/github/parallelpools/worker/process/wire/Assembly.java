package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from the frames that they came in, and refuses those that are
 * too large before they take the memory. Confined to the reading thread, apart from its
 * limit.
 */
final class Assembly {

	/** How many messages of the largest size may be begun. */
	private static final int MOST_BEGUN = 4;

	private final Map<Key, Pieces> begun = new HashMap<>();

	/** The bytes of what is begun. */
	private long length;

	private volatile long limit;

	/** Both sides number what they say for themselves, each kind apart. */
	private record Key(FrameType type, long id) {
	}

	Assembly(long limit) {
		this.limit = limit;
	}

	void limit(long bytes) {
		this.limit = bytes;
	}

	boolean isEmpty() {
		return this.begun.isEmpty();
	}

	void clear() {
		this.begun.clear();
		this.length = 0;
	}

	/** Adds a frame; returns the message if that was the last of it. */
	byte @Nullable [] add(FrameType type, long id, byte[] frame, boolean more) throws IOException {
		if (this.begun.isEmpty() && !more) {
			requireAllowed(frame.length);
			return frame;
		}
		Key key = new Key(type, id);
		Pieces message = this.begun.get(key);
		if (message == null && !more) {
			requireAllowed(frame.length);
			return frame;
		}
		if (message == null) {
			message = new Pieces();
			this.begun.put(key, message);
		}
		message.add(frame);
		this.length += frame.length;
		requireAllowed(message.length);
		requireAllTogether();
		if (more) {
			return null;
		}
		this.begun.remove(key);
		this.length -= message.length;
		return message.join();
	}

	/**
	 * However many messages are begun, they don't fill the memory. That each of them
	 * grows is for the connection to see to.
	 */
	private void requireAllTogether() throws IOException {
		if (this.length > this.limit * MOST_BEGUN) {
			throw new IOException("%s messages that are not complete have %s bytes together, and %s are allowed"
				.formatted(this.begun.size(), this.length, this.limit * MOST_BEGUN));
		}
	}

	private void requireAllowed(long length) throws IOException {
		if (length > this.limit) {
			throw new IOException("A message has more than %s bytes".formatted(this.limit));
		}
	}

	/** The beginning of a message. */
	private static final class Pieces {

		private final List<byte[]> pieces = new ArrayList<>();

		private long length;

		void add(byte[] piece) {
			this.pieces.add(piece);
			this.length += piece.length;
		}

		byte[] join() {
			ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(this.length));
			this.pieces.forEach(all::put);
			return all.array();
		}

	}

}
