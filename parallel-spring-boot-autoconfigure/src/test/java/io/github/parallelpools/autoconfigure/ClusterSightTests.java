package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.parallelpools.actuate.health.ParallelClusterHealthIndicator;
import io.github.parallelpools.autoconfigure.event.ClusterMembershipEvent;
import io.github.parallelpools.autoconfigure.event.ClusterNodesGoneEvent;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What people see of the cluster: meters, health and events. */
class ClusterSightTests {

	/** Times with which an application that is only slow is not taken for dead. */
	private static final List<String> LIVING = List.of("cluster.lease=60s", "cluster.fence=40s");

	/**
	 * Times with which one that is cut off is soon taken for dead, and at times a slow
	 * one.
	 */
	private static final List<String> DYING = List.of("cluster.lease=1500ms", "cluster.fence=1s");

	private static final String NODE = "this instance is node ";

	private static final String FENCED = "this instance is fenced";

	private final MemoryCluster memory = new MemoryCluster();

	private final List<Application> applications = new ArrayList<>();

	@AfterEach
	void close() {
		this.applications.forEach((one) -> one.context.close());
	}

	private Application application(List<String> lease) {
		Application one = new Application(this.memory.open(), lease);
		this.applications.add(one);
		return one;
	}

	@Test
	void whatANodeDoesIsTimed() {
		Application one = application(LIVING);
		one.context.getBean(ParallelPool.class).submit(() -> 1).join();
		await().until(() -> one.timed("renew") > 0 && one.timed("claim") > 0 && one.timed("complete") == 1);
		assertThat(one.counted("refused") + one.counted("requeued") + one.counted("evicted") + one.counted("orphans")
				+ one.counted("fenced"))
			.isZero();
		assertThat(one.health().getStatus()).isEqualTo(Status.UP);
		assertThat(one.health().getDetails()).containsEntry("state", "LIVE")
			.containsEntry("store", one.store.name())
			.containsEntry("node", one.node());
		await().until(() -> one.told.equals(List.of(NODE + one.node())));
	}

	@Test
	void whatIsRejectedAsTheQueueIsFullIsCounted() {
		Application one = application(LIVING);
		ParallelPool pool = one.context.getBean(ParallelPool.class);
		pool.pause();
		pool.change(Map.of(PoolSetting.QUEUE_CAPACITY, 1, PoolSetting.QUEUE_WHEN_FULL, WhenFull.REJECT), "test");
		pool.submit(() -> 1);
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1));
		}
		assertThat(pool.snapshot().totals().rejected()).isEqualTo(3);
		assertThat(one.context.getBean(MeterRegistry.class)
			.get("parallel.pool.rejections")
			.tag("pool", "shared")
			.functionCounter()
			.count()).isEqualTo(3);
	}

	@Test
	void aNodeThatIsCutOffIsDownAndTheOthersSayThatItIsGone() {
		Application lost = application(DYING);
		Application other = application(LIVING);
		lost.store.down();
		await().until(() -> lost.health().getStatus().equals(Status.DOWN));
		assertThat(lost.health().getDetails()).containsEntry("state", "FENCED")
			.doesNotContainKey("node")
			.extractingByKey("message")
			.asString()
			.contains("has not answered for", "longer than 'parallel.cluster.lease'");
		// It is fenced once its time is over, which it notices a moment later.
		await().until(() -> !lost.told.isEmpty() && lost.told.get(lost.told.size() - 1).equals(FENCED));
		String last = lost.told.get(lost.told.size() - 2).substring(NODE.length());
		await().until(() -> other.gone.contains(last));
		await().untilAsserted(() -> assertThat(other.counted("evicted")).isEqualTo(other.gone.size()));
		assertThat(other.gone).doesNotHaveDuplicates();
		assertThat(other.health().getStatus()).isEqualTo(Status.UP);
		lost.store.up();
		await().until(() -> lost.health().getStatus().equals(Status.UP));
		await().until(() -> lost.told.get(lost.told.size() - 1).equals(NODE + lost.node()));
		assertThat(lost.told).containsSubsequence(NODE + last, FENCED).filteredOn((NODE + last)::equals).hasSize(1);
		await().untilAsserted(
				() -> assertThat(lost.counted("fenced")).isEqualTo(lost.told.stream().filter(FENCED::equals).count()));
	}

	/** An instance of the application. */
	private static final class Application {

		private final MemoryClusterStore store;

		private final ConfigurableApplicationContext context;

		private final List<String> told = new CopyOnWriteArrayList<>();

		private final List<String> gone = new CopyOnWriteArrayList<>();

		Application(MemoryClusterStore store, List<String> lease) {
			this.store = store;
			this.context = new SpringApplicationBuilder(ParallelClusterAutoConfiguration.class,
					ParallelAutoConfiguration.class, MetricsAutoConfiguration.class,
					ParallelMetricsAutoConfiguration.class, ParallelHealthAutoConfiguration.class)
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.initializers((context) -> {
					GenericApplicationContext generic = (GenericApplicationContext) context;
					generic.registerBean(ClusterStore.class, () -> store);
					generic.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
				})
				.listeners((ApplicationListener<ClusterMembershipEvent>) this::changed,
						(ApplicationListener<ClusterNodesGoneEvent>) this::gone)
				.run(Stream
					.concat(lease.stream(),
							Stream.of("cluster.renew=100ms", "cluster.poll=20ms", "pools.shared.scope=cluster",
									"pools.shared.max-size=1"))
					.map((one) -> "--parallel." + one)
					.toArray(String[]::new));
		}

		private void changed(ClusterMembershipEvent event) {
			this.told.add(event.getNode().map((node) -> NODE + node).orElse(FENCED));
		}

		private void gone(ClusterNodesGoneEvent event) {
			this.gone.addAll(event.getNodes());
		}

		String node() {
			return this.context.getBean(Cluster.class).membership().node();
		}

		Health health() {
			return this.context.getBean(ParallelClusterHealthIndicator.class).health();
		}

		long timed(String what) {
			return this.context.getBean(MeterRegistry.class).get("parallel.cluster." + what).timer().count();
		}

		double counted(String what) {
			return this.context.getBean(MeterRegistry.class).get("parallel.cluster." + what).functionCounter().count();
		}

	}

}
