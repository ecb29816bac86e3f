package io.github.parallelpools.spi.cluster;

/**
 * How a task ended.
 *
 * @param code the five digits of its result
 * @param value what the nodes know of it: its value or its error, which the store does
 * not read
 * @param dead whether it stays as a dead letter
 */
public record ClusterOutcome(String code, byte[] value, boolean dead) {

	/** The code of a task whose node or worker has died. */
	public static final String UNKNOWN = "31399";

	/** The code of a task that was cancelled before it ran, or expired. */
	public static final String CANCELLED = "21004";

	private static final byte[] NOTHING = {};

	/**
	 * The end of a task whose node is gone and that may not be attempted again.
	 * @return the outcome, without a value
	 */
	public static ClusterOutcome deadWith() {
		return new ClusterOutcome(UNKNOWN, NOTHING, true);
	}

	/**
	 * The end of a task that nobody has claimed.
	 * @return the outcome, without a value
	 */
	public static ClusterOutcome neverRun() {
		return new ClusterOutcome(CANCELLED, NOTHING, false);
	}

}
