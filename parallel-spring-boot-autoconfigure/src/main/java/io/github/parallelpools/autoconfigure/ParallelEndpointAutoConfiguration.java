package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.github.parallelpools.actuate.endpoint.ClusterView;
import io.github.parallelpools.actuate.endpoint.DeadLetterFiles;
import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.actuate.endpoint.ParallelPoolsJmxExtension;
import io.github.parallelpools.actuate.endpoint.ParallelPoolsWebExtension;
import io.github.parallelpools.actuate.endpoint.PoolConfiguration;
import io.github.parallelpools.autoconfigure.context.OutsideOfWorkers;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;

/**
 * Auto-configuration of the endpoint {@code parallelpools}.
 */
@AutoConfiguration(after = { ParallelAutoConfiguration.class, EndpointAutoConfiguration.class })
@Conditional(OutsideOfWorkers.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(ParallelPoolsEndpoint.class)
public final class ParallelEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ParallelPoolsEndpoint parallelPoolsEndpoint(ListableBeanFactory beans, ObjectProvider<Parallel> parallel,
			ObjectProvider<PoolConfiguration> configuration, ObjectProvider<DeadLetterFiles> files) {
		return new ParallelPoolsEndpoint(SeenPools.in(beans), () -> parallel.stream().toList(),
				configuration.getIfAvailable(() -> PoolConfiguration.NONE),
				files.getIfAvailable(() -> DeadLetterFiles.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ParallelPoolsEndpoint.class)
	ParallelPoolsWebExtension parallelPoolsWebExtension(ParallelPoolsEndpoint endpoint,
			ObjectProvider<Cluster> cluster) {
		return new ParallelPoolsWebExtension(endpoint, seen(cluster));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ParallelPoolsEndpoint.class)
	ParallelPoolsJmxExtension parallelPoolsJmxExtension(ParallelPoolsEndpoint endpoint,
			ObjectProvider<Cluster> cluster) {
		return new ParallelPoolsJmxExtension(endpoint, seen(cluster));
	}

	private static @Nullable ClusterView seen(ObjectProvider<Cluster> cluster) {
		Cluster node = cluster.getIfAvailable();
		return (node != null) ? new SeenCluster(node) : null;
	}

}
