package io.github.parallelpools.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskNotPortableException;

/**
 * Turns tasks, items and results into bytes and back. Safe for use by several threads.
 */
public interface PayloadCodec {

	/**
	 * Encodes an object.
	 * @param value the object
	 * @return its bytes
	 * @throws TaskNotPortableException if the object, or something it holds, can't be
	 * encoded
	 */
	byte[] encode(@Nullable Object value);

	/**
	 * Decodes what {@link #encode} made.
	 * @param bytes the bytes, in an array that is not changed meanwhile
	 * @return the object
	 * @throws IOException if the bytes are no object, or one that is refused
	 * @throws ClassNotFoundException if a class is missing on this side
	 */
	@Nullable Object decode(ByteBuffer bytes) throws IOException, ClassNotFoundException;

}
