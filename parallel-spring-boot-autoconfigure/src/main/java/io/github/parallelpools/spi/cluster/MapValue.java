package io.github.parallelpools.spi.cluster;

/**
 * A value of a map.
 *
 * @param value the value, which the store does not read
 * @param version above 0, and never the version of another value of the same map
 */
public record MapValue(byte[] value, long version) {

	/** The version of what is absent. */
	public static final long ABSENT = 0;

}
