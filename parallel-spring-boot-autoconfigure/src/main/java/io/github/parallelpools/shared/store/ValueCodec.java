package io.github.parallelpools.shared.store;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back. Safe for use by several threads; runs in the thread
 * that uses the map, under no lock.
 */
public interface ValueCodec {

	/**
	 * Encodes a value.
	 * @param value the value
	 * @param tag the tag of its map, for the message
	 * @param key its key, for the message
	 * @return its bytes, which nobody changes
	 * @throws IllegalArgumentException if the value, or something it holds, can't be
	 * encoded, or if it is too large
	 */
	byte[] encode(Object value, String tag, String key);

	/**
	 * Decodes what {@link #encode} made.
	 * @param bytes the bytes, which are not to be changed
	 * @return the value
	 * @throws IOException if the bytes are no value, or one that is refused
	 * @throws ClassNotFoundException if a class is missing on this side
	 */
	@Nullable Object decode(byte[] bytes) throws IOException, ClassNotFoundException;

}
