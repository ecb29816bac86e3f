package io.github.parallelpools.cluster;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An instance ends, whatever its store does. */
@Timeout(60)
class ClusterStopTests {

	/** The node that is to be renewed. */
	private final CompletableFuture<String> asked = new CompletableFuture<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final MemoryClusterStore memory = new MemoryCluster().open();

	/** A store that does not answer a renewal. */
	private ClusterStore hanging() {
		return (ClusterStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { ClusterStore.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("renew")) {
						this.asked.complete((String) arguments[0]);
						this.release.await();
					}
					try {
						return method.invoke(this.memory, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@Test
	void aRenewalThatHangsDoesNotKeepItFromEnding() throws Exception {
		ClusterSettings settings = new ClusterSettings("test", "build",
				new ClusterSettings.Times(Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(200),
						Duration.ofMillis(20)),
				Duration.ofMinutes(1), 1024);
		try (Cluster cluster = new Cluster(hanging(), settings, new DaemonTimers(), new ClusterObserver() {
		})) {
			cluster.start();
			this.asked.get();
			cluster.stop();
			assertThat(this.release.getCount()).isEqualTo(1);
			assertThat(cluster.membership().node()).isNull();
		}
		this.release.countDown();
		// The node leaves once the store answers. A node that was fenced before stays
		// until
		// others evict it.
		await().until(
				() -> this.memory.nodes().stream().noneMatch((member) -> member.node().id().equals(this.asked.join())));
	}

}
