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

	private final Map<Key, Pieces> begun = new HashMap<>();

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
		requireAllowed(message.length);
		if (more) {
			return null;
		}
		this.begun.remove(key);
		return message.join();
	}

	private void requireAllowed(long length) throws IOException {
		if (length > this.limit) {
			throw new IOException("A message has more than %d bytes".formatted(this.limit));
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
