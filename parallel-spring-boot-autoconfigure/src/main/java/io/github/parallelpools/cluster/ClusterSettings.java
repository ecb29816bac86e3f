package io.github.parallelpools.cluster;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What one instance of the application is in the cluster.
 *
 * @param name its name, for people
 * @param build which build of the application it is: lambdas travel between equal ones
 * @param times how long it lives without renewals, and how often it looks
 * @param retention how long the outcomes of tasks are kept of which nobody wants to know
 * @param maxPayload how many bytes an encoded task or result may have
 * @param installation the name of those who share the store, {@code null} if they have
 * none
 */
public record ClusterSettings(String name, String build, Times times, Duration retention, long maxPayload,
		@Nullable String installation) {

	/**
	 * Settings of an instance of an installation without a name.
	 * @param name its name, for people
	 * @param build which build of the application it is
	 * @param times how long it lives without renewals, and how often it looks
	 * @param retention how long outcomes are kept
	 * @param maxPayload how many bytes an encoded task or result may have
	 */
	public ClusterSettings(String name, String build, Times times, Duration retention, long maxPayload) {
		this(name, build, times, retention, maxPayload, null);
	}

	/**
	 * The times of a node; {@code lease > fence > renew}.
	 *
	 * @param lease how long it lives without a renewal, by the store's clock
	 * @param renew how often it renews
	 * @param fence how long after the start of its last renewal it takes itself for alive
	 * @param poll how often it looks for locks and turns of which nobody has told; for
	 * tasks it looks an eighth as often
	 */
	public record Times(Duration lease, Duration renew, Duration fence, Duration poll) {
	}

}
