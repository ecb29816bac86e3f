package io.github.parallelpools.spi.codec;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.SharedObjects;

/**
 * Writes values with tags where that gives the same value at the other end as the JDK's
 * serialization would, and has a codec for that write the others. A hundred times faster
 * for a lambda. Where a filter says what may be read, as the pool's or as the JVM's own,
 * all is written by the JDK, which asks it in the order that filters count on. The other
 * end may have none and write with tags all the same: then the filter is asked here.
 */
public final class TagCodec implements PayloadCodec {

	private final PayloadCodec others;

	private final KnownShapes shapes;

	private final SharedObjects shared;

	private final ReadFilter filter;

	private final long maxBytes;

	/**
	 * Makes a codec.
	 * @param others for what is not written with tags
	 * @param classLoader where classes are looked up
	 * @param filter what may be read; {@code null} for anything that the JVM's own filter
	 * allows
	 * @param maxBytes the most bytes that a value may have
	 * @param shared where shared locks and maps are found
	 */
	public TagCodec(PayloadCodec others, ClassLoader classLoader, @Nullable ObjectInputFilter filter, long maxBytes,
			SharedObjects shared) {
		this.others = others;
		this.filter = new ReadFilter(filter);
		this.shapes = new KnownShapes(classLoader, this.filter);
		this.shared = shared;
		this.maxBytes = maxBytes;
	}

	@Override
	public byte[] encode(@Nullable Object value) {
		byte[] bytes = this.filter.isThere() ? null : TagWriter.write(value, this.maxBytes);
		return (bytes != null) ? bytes : this.others.encode(value);
	}

	@Override
	public @Nullable Object decode(ByteBuffer bytes) throws IOException, ClassNotFoundException {
		if (!bytes.hasRemaining() || bytes.get(bytes.position()) != Tag.BEGIN) {
			return this.others.decode(bytes);
		}
		return TagReader.read(
				new ByteSource(bytes.array(), bytes.arrayOffset() + bytes.position() + 1, bytes.remaining() - 1),
				this.shapes, this.shared, this.filter.now());
	}

}
