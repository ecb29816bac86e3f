package io.github.parallelpools.spi;

import java.io.ObjectInputFilter;

/**
 * What a filter is asked of a class that is not read as it stands in the stream.
 *
 * @param serialClass the class
 * @param arrayLength the length of the array, negative if the class is none
 */
record FilterQuestion(Class<?> serialClass, long arrayLength) implements ObjectInputFilter.FilterInfo {

	@Override
	public long depth() {
		return 1;
	}

	@Override
	public long references() {
		return 1;
	}

	@Override
	public long streamBytes() {
		return 0;
	}

}
