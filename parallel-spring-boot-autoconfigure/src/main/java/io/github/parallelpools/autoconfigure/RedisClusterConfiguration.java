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

	static final String KEY_PREFIX = "parallel.cluster.redis.key-prefix";

	static final String FAST_DEATH = "parallel.cluster.fast-death";

	private static final String REPLICAS = "spring.data.redis.masterreplica.nodes";

	private static final String DEFAULT_PREFIX = "pp";

	@Bean
	@ConditionalOnMissingBean
	ClusterStore parallelClusterStore(ObjectProvider<RedisConnectionFactory> connections, Environment environment) {
		RedisConnectionFactory only = connections.getIfUnique();
		if (only == null) {
			throw new IllegalStateException(
					"The store 'redis' of the cluster needs one RedisConnectionFactory, but the " + "application has "
							+ connections.stream().count() + ". Add spring-boot-starter-data-redis and set "
							+ "spring.data.redis.*, or mark one bean as primary.");
		}
		if (Binder.get(environment).bind(REPLICAS, Bindable.listOf(String.class)).isBound()) {
			throw new IllegalStateException("The store 'redis' of the cluster can't use '" + REPLICAS
					+ "', as nothing tells it which of them is the primary. Set spring.data.redis.sentinel.* or "
					+ "spring.data.redis.cluster.*, or only spring.data.redis.host.");
		}
		return new RedisClusterStore(only, new RedisClusterSettings(environment.getProperty(KEY_PREFIX, DEFAULT_PREFIX),
				environment.getProperty(FAST_DEATH, Boolean.class, true)));
	}

}
