package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;

/** A store is made of the application's connections, without any of them. */
class RedisClusterConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(RedisClusterConfiguration.class);

	@Test
	void theStoreUsesTheConnectionFactoryOfTheApplication() {
		this.runner.withBean(RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.run((context) -> assertThat(context.getBean(ClusterStore.class).name()).isEqualTo("redis"));
	}

	@Test
	void withoutAConnectionFactoryTheStartSaysWhatIsMissing() {
		this.runner.run((context) -> assertThat(context.getStartupFailure()).rootCause()
			.hasMessageContainingAll("there is none", "spring-boot-starter-data-redis"));
	}

	@Test
	void withTwoConnectionFactoriesTheStartSaysHowToChoose() {
		this.runner.withBean("one", RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.withBean("two", RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContainingAll("there are 2", "primary"));
	}

	@Test
	void replicasThatAreListedByHandAreRefused() {
		this.runner.withBean(RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.withPropertyValues("spring.data.redis.masterreplica.nodes=a:6379,b:6379")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContainingAll("spring.data.redis.masterreplica.nodes", "sentinel"));
	}

	@Test
	void aWrongPrefixIsRefusedAtTheStart() {
		this.runner.withBean(RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.withPropertyValues("parallel.cluster.redis.key-prefix={a}")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("cluster.redis.key-prefix"));
	}

	@Test
	void withoutLettuceThereIsNoStore() {
		this.runner.withClassLoader(new FilteredClassLoader(LettuceConnectionFactory.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterStore.class));
	}

}
