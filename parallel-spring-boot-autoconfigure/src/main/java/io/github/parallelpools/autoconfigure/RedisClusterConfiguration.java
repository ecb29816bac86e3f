package io.github.parallelpools.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.parallelpools.cluster.redis.RedisClusterSettings;
import io.github.parallelpools.cluster.redis.RedisClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** The store of a cluster in the application's Redis or Valkey. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(LettuceConnectionFactory.class)
class RedisClusterConfiguration {

	private static final String PREFIX = "parallel.cluster.redis";

	private static final String REPLICAS = "spring.data.redis.masterreplica.nodes";

	@Bean
	@ConditionalOnMissingBean(ClusterStore.class)
	RedisClusterStore parallelClusterStore(ObjectProvider<RedisConnectionFactory> connections,
			Environment environment) {
		Binder binder = Binder.get(environment);
		if (binder.bind(REPLICAS, Bindable.listOf(String.class)).isBound()) {
			throw new IllegalStateException(
					"The cluster's store 'redis' can't use '%s', as nothing tells it which of them is the primary. Set 'spring.data.redis.sentinel.*' or 'spring.data.redis.cluster.*', or only 'spring.data.redis.host'."
						.formatted(REPLICAS));
		}
		RedisClusterProperties properties = binder.bindOrCreate(PREFIX, RedisClusterProperties.class);
		boolean fastDeath = binder.bind("parallel.cluster.fast-death", Boolean.class).orElse(true);
		return new RedisClusterStore(only(connections),
				new RedisClusterSettings(Installation.of(binder).keys(properties.keyPrefix()), fastDeath));
	}

	private static RedisConnectionFactory only(ObjectProvider<RedisConnectionFactory> connections) {
		RedisConnectionFactory only = connections.getIfUnique();
		if (only == null) {
			long count = connections.stream().count();
			throw new IllegalStateException((count == 0)
					? "The cluster's store 'redis' needs a RedisConnectionFactory bean, and there is none. Add 'spring-boot-starter-data-redis' and set 'spring.data.redis.*', or use another 'parallel.cluster.store'."
					: "The cluster's store 'redis' needs one RedisConnectionFactory, and there are %s. Mark one of them as primary."
						.formatted(count));
		}
		return only;
	}

}
