package io.github.parallelpools.actuate.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What an instance knows of its own life in the cluster.
 *
 * @param store which kind of store it has
 * @param node which node it is, {@code null} while it is none
 * @param state LIVE, UNAVAILABLE or FENCED
 * @param renewedAgo how long ago its last renewal began
 * @param lease how long it lives without a renewal
 */
public record ClusterPulse(String store, @Nullable String node, String state, Duration renewedAgo, Duration lease) {

	/** Whether others have taken it for dead by now. */
	boolean isOver() {
		return this.renewedAgo.compareTo(this.lease) > 0;
	}

}
