package io.github.parallelpools.actuate.health;

import java.util.function.Supplier;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of this instance as a node of the cluster: down once its last renewal is
 * older than its lease, so that the other instances have taken it for dead. Until then
 * only the details say that the store does not answer. Asks the store for nothing.
 */
public final class ParallelClusterHealthIndicator extends AbstractHealthIndicator {

	private final Supplier<ClusterPulse> pulse;

	/**
	 * Makes an indicator.
	 * @param pulse supplies what the instance knows of its life
	 */
	public ParallelClusterHealthIndicator(Supplier<ClusterPulse> pulse) {
		this.pulse = pulse;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ClusterPulse now = this.pulse.get();
		if (now.isOver()) {
			builder.down()
				.withDetail("message",
						"The cluster's store '%s' has not answered for %s ms, which is longer than 'parallel.cluster.lease': other instances run this one's tasks. See that the store can be reached."
							.formatted(now.store(), now.renewedAgo().toMillis()));
		}
		else {
			builder.up();
		}
		builder.withDetail("store", now.store())
			.withDetail("state", now.state())
			.withDetail("renewedMs", now.renewedAgo().toMillis());
		if (now.node() != null) {
			builder.withDetail("node", now.node());
		}
	}

}
