package io.github.parallelpools.cluster;

import java.time.Duration;

/**
 * What one instance of the application is in the cluster.
 *
 * @param name its name, for people
 * @param build which build of the application it is: lambdas travel between equal ones
 * @param times how long it lives without renewals, and how often it looks
 * @param retention how long the outcomes of tasks are kept of which nobody wants to know
 * @param maxPayload how many bytes an encoded task or result may have
 */
public record ClusterSettings(String name, String build, Times times, Duration retention, long maxPayload) {

	/**
	 * The times of a node; {@code lease > fence > renew}.
	 *
	 * @param lease how long it lives without a renewal, by the store's clock
	 * @param renew how often it renews
	 * @param fence how long after the start of its last renewal it takes itself for alive
	 * @param poll how often it looks for tasks of which nobody has told
	 */
	public record Times(Duration lease, Duration renew, Duration fence, Duration poll) {
	}

}
