package io.github.parallelpools.cluster;

import io.github.parallelpools.spi.cluster.ClusterStoreUnreachedException;

/**
 * How often the store has refused one thing, as the end of a task, though it took other
 * writes. An outage refuses all, so that only a failure counts since whose predecessor
 * this instance was renewed; and only one of a store that was reached, as renewals may
 * have a way of their own. Used by one thread at a time.
 */
final class Refusals {

	/** After how many an end is refused for good. */
	static final int MOST = 20;

	private final int most;

	private int count;

	/** How many renewals there were when it was refused last. */
	private long renewals = -1;

	Refusals() {
		this(MOST);
	}

	/** With a number after which it is refused for good. */
	Refusals(int most) {
		this.most = most;
	}

	/** Whether it was refused at all. */
	boolean isAny() {
		return this.renewals >= 0;
	}

	/**
	 * It was refused.
	 * @param failure with what
	 * @param now how many renewals of this instance have succeeded
	 * @return whether that is for good
	 */
	boolean isForGood(RuntimeException failure, long now) {
		if (failure instanceof ClusterStoreUnreachedException) {
			return false;
		}
		if (this.renewals >= 0 && now > this.renewals) {
			this.count++;
		}
		this.renewals = now;
		return this.count >= this.most;
	}

}
