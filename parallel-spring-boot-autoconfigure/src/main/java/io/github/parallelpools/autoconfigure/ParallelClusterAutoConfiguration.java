package io.github.parallelpools.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

import io.github.parallelpools.autoconfigure.context.OutsideOfWorkers;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.ClusterObserver;
import io.github.parallelpools.cluster.DaemonTimers;
import io.github.parallelpools.spi.cluster.ClusterStore;

/**
 * Auto-configuration of the cluster, if a pool has the scope {@code cluster}: the store,
 * unless the application has a bean of that type, and this instance as a node.
 */
@AutoConfiguration(before = ParallelAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@Conditional({ OutsideOfWorkers.class, OnCluster.class })
@Import(ClusterSharedConfiguration.class)
public final class ParallelClusterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Cluster parallelCluster(ObjectProvider<ClusterStore> stores, ParallelProperties properties,
			ObjectProvider<ClusterObserver> observers, ConfigurableListableBeanFactory beans) {
		ClusterStore store = stores.getIfUnique();
		if (store == null) {
			throw new ClusterConfigurationException(
					"A pool has 'scope: cluster', 'parallel.cluster.shared' is 'cluster', or 'parallel.cluster.enabled' is true, but there is nowhere to store what the instances share.",
					"Configure a database ('spring.datasource.url', with 'spring-boot-starter-jdbc') or Redis ('spring.data.redis.host', with 'spring-boot-starter-data-redis'), define a bean of type ClusterStore, or use 'scope: local'.");
		}
		ClusterNodes nodes = new ClusterNodes(properties.cluster(), beans.getBeanClassLoader());
		return new Cluster(store, nodes.settings(), new DaemonTimers(),
				new ClusterObservers(observers.orderedStream().toList()));
	}

	@Bean
	ClusterLifecycle parallelClusterLifecycle(Cluster cluster) {
		return new ClusterLifecycle(cluster);
	}

	/** In a database. */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnClusterStore.Jdbc.class)
	@Import(JdbcClusterConfiguration.class)
	static final class InDatabase {

	}

	/** In Redis. */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnClusterStore.Redis.class)
	@Import(RedisClusterConfiguration.class)
	static final class InRedis {

	}

}
