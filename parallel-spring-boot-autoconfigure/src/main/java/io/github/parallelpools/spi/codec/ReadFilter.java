package io.github.parallelpools.spi.codec;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Config;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.lang.reflect.Array;
import java.util.function.BinaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.MappedItem;

/**
 * What the pool and the JVM allow to be read, asked as the JDK's serialization asks it,
 * but of the classes of an application once for each, before anything of theirs runs. The
 * JVM's filter may be set at any time. Thread-safe as the filters are.
 */
final class ReadFilter {

	private final @Nullable ObjectInputFilter pools;

	ReadFilter(@Nullable ObjectInputFilter pools) {
		this.pools = (pools != null) ? (info) -> isThisLibrarys(info) ? Status.ALLOWED : pools.checkInput(info) : null;
	}

	/** What it puts around an item of the user. */
	private static boolean isThisLibrarys(FilterInfo info) {
		return info.serialClass() == MappedItem.class;
	}

	/** What is to be asked now, {@code null} for nothing. */
	@Nullable ObjectInputFilter now() {
		ObjectInputFilter jvms = Config.getSerialFilter();
		ObjectInputFilter all = (this.pools != null && jvms != null) ? ObjectInputFilter.merge(this.pools, jvms)
				: (this.pools != null) ? this.pools : jvms;
		BinaryOperator<ObjectInputFilter> factory = Config.getSerialFilterFactory();
		return isOfJdk(factory) ? all : factory.apply(null, all);
	}

	/** Whether anything is to be asked. */
	boolean isThere() {
		return this.pools != null || Config.getSerialFilter() != null || !isOfJdk(Config.getSerialFilterFactory());
	}

	private static boolean isOfJdk(BinaryOperator<ObjectInputFilter> factory) {
		return factory.getClass().getPackage() == ObjectInputFilter.class.getPackage();
	}

	/**
	 * Asks whether objects of a class may be made.
	 * @throws InvalidClassException if they may not
	 */
	void check(Class<?> type) throws InvalidClassException {
		ObjectInputFilter filter = now();
		if (filter != null) {
			check(filter, type, -1, 1);
		}
	}

	/**
	 * Asks about a value of a class of the JDK.
	 * @throws InvalidClassException if it is not allowed
	 */
	static void check(ObjectInputFilter filter, Object value, int depth) throws InvalidClassException {
		if (!(value instanceof String)) {
			check(filter, value.getClass(), value.getClass().isArray() ? Array.getLength(value) : -1, depth);
		}
	}

	private static void check(ObjectInputFilter filter, Class<?> type, long length, int depth)
			throws InvalidClassException {
		if (filter.checkInput(new Question(type, length, depth)) == Status.REJECTED) {
			throw new InvalidClassException(type.getName(), "filter status: REJECTED");
		}
	}

	/**
	 * What a filter is asked.
	 *
	 * @param serialClass the class
	 * @param arrayLength how many elements, -1 if it is no array
	 * @param depth how deeply it is nested
	 */
	private record Question(Class<?> serialClass, long arrayLength, long depth) implements FilterInfo {

		@Override
		public long references() {
			return 1;
		}

		@Override
		public long streamBytes() {
			return 1;
		}

	}

}
