package io.github.parallelpools.spi;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;

import org.jspecify.annotations.Nullable;

/**
 * Lets what is decoded take memory in proportion to the bytes that have come: a few bytes
 * can announce an array of two thousand million elements. For one stream.
 */
final class ProportionFilter implements ObjectInputFilter {

	/**
	 * How many places of a table one byte may ask for. Each element of a collection has a
	 * byte at least, and {@code HashSet} makes up to eight places for it.
	 */
	private static final long PLACES = 16;

	/** What tables have that are nearly empty. */
	private static final long SMALL = 1024;

	private final long bytes;

	private @Nullable String refusal;

	ProportionFilter(long bytes) {
		this.bytes = bytes;
	}

	/**
	 * All that holds for a stream: this, what the user allows, and the JVM's own filter.
	 * @param users the user's filter, {@code null} for none
	 * @return one filter
	 */
	ObjectInputFilter and(@Nullable ObjectInputFilter users) {
		ObjectInputFilter all = this;
		if (users != null) {
			all = ObjectInputFilter.merge(all, users);
		}
		ObjectInputFilter jvms = Config.getSerialFilter();
		return (jvms != null) ? ObjectInputFilter.merge(all, jvms) : all;
	}

	@Override
	public Status checkInput(FilterInfo info) {
		long length = info.arrayLength();
		if (length > SMALL && length > most(info.serialClass())) {
			this.refusal = "an array of %s elements was announced in %s bytes".formatted(String.valueOf(length),
					String.valueOf(this.bytes));
			return Status.REJECTED;
		}
		return Status.UNDECIDED;
	}

	private long most(@Nullable Class<?> array) {
		Class<?> element = (array != null) ? array.getComponentType() : null;
		if (element == null || !element.isPrimitive()) {
			return PLACES * this.bytes;
		}
		int size = (element == long.class || element == double.class) ? Long.BYTES
				: (element == int.class || element == float.class) ? Integer.BYTES
						: (element == short.class || element == char.class) ? Short.BYTES : 1;
		return this.bytes / size;
	}

	boolean hasRefused() {
		return this.refusal != null;
	}

	/** The same failure, with this one's reason. */
	InvalidClassException explain(InvalidClassException failure) {
		InvalidClassException explained = new InvalidClassException(this.refusal + ", which no honest sender does");
		explained.initCause(failure);
		return explained;
	}

}
