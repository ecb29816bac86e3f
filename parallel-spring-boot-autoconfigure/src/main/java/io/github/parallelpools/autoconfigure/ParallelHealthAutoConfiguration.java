package io.github.parallelpools.autoconfigure;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.github.parallelpools.actuate.health.ClusterPulse;
import io.github.parallelpools.actuate.health.ParallelClusterHealthIndicator;
import io.github.parallelpools.actuate.health.ParallelPoolHealthIndicator;
import io.github.parallelpools.autoconfigure.context.OutsideOfWorkers;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.pool.ParallelPool;

/**
 * Auto-configuration of the health of pools and of this instance in the cluster.
 */
@AutoConfiguration(after = ParallelAutoConfiguration.class)
@Conditional(OutsideOfWorkers.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("parallelpools")
public final class ParallelHealthAutoConfiguration {

	@Bean
	@ConditionalOnBean(ParallelPool.class)
	@ConditionalOnMissingBean(name = "parallelPoolsHealthContributor")
	CompositeHealthContributor parallelPoolsHealthContributor(ListableBeanFactory beans) {
		return CompositeHealthContributor.fromMap(SeenPools.in(beans), ParallelPoolHealthIndicator::new);
	}

	@Bean
	@ConditionalOnBean(Cluster.class)
	@ConditionalOnMissingBean(name = "parallelClusterHealthContributor")
	ParallelClusterHealthIndicator parallelClusterHealthContributor(Cluster cluster) {
		return new ParallelClusterHealthIndicator(
				() -> new ClusterPulse(cluster.store().name(), cluster.membership().node(), cluster.state().name(),
						cluster.renewedAgo(), cluster.settings().times().lease()));
	}

}
