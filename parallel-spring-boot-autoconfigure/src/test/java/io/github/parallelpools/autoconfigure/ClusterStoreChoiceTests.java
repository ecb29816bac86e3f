package io.github.parallelpools.autoconfigure;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.NodeState;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the cluster's store is, and what is refused of it. */
class ClusterStoreChoiceTests {

	private final ApplicationContextRunner runner = PoolContextRunner
		.with(ParallelClusterAutoConfiguration.class, DataSourceAutoConfiguration.class)
		.withPropertyValues("parallel.pools.shared.scope=cluster",
				"spring.datasource.url=jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));

	@Test
	void theDatabaseOfTheApplicationIsTheStore() {
		this.runner.withPropertyValues("parallel.cluster.lease=60s", "parallel.cluster.fence=40s").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ClusterStore.class).name()).isEqualTo("jdbc");
			assertThat(context.getBean(Cluster.class).state()).isEqualTo(NodeState.LIVE);
			assertThat(context.getBean(ParallelPool.class).submit(() -> 42).get(30, TimeUnit.SECONDS)).isEqualTo(42);
		});
	}

	@Test
	void timesThatProtectNobodyAreRefused() {
		this.runner.withPropertyValues("parallel.cluster.fence=7s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'cluster.lease' can't be")
				.hasMessageContaining("'parallel.cluster.fence', which is 7000 ms"));
		this.runner.withPropertyValues("parallel.cluster.renew=5s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'cluster.fence' can't be"));
	}

	@Test
	void whatOnlyAQueueOfOneInstanceHasIsRefused() {
		this.runner.withPropertyValues("parallel.pools.shared.queue.type=lifo")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("queue.type")
				.hasMessageContaining("scope: local"));
		this.runner.withPropertyValues("parallel.pools.shared.cluster.max-running=-1")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("cluster.max-running"));
	}

	@Test
	void aProfileMaySwitchTheScopeAndDefaultsAreForPoolsOfTheCluster() {
		this.runner
			.withPropertyValues("parallel.pools.shared.scope=local", "parallel.pools.shared.cluster.max-running=5",
					"parallel.pools.shared.on-fenced=finish")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner
			.withPropertyValues("parallel.defaults.cluster.max-running=5", "parallel.defaults.on-fenced=finish",
					"parallel.pools.own.max-size=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
