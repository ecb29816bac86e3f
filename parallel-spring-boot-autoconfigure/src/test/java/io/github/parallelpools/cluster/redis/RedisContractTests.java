package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import io.github.parallelpools.cluster.kills.Cable;
import io.github.parallelpools.cluster.store.ClusterStoreContractTests;
import io.github.parallelpools.spi.cluster.ClusterStore;

/**
 * The store in a real server keeps the contract, each instance with a wire of its own.
 */
class RedisContractTests extends ClusterStoreContractTests {

	private static RedisProcess server;

	private final String prefix = UUID.randomUUID().toString();

	private final Map<ClusterStore, Cable> cables = new ConcurrentHashMap<>();

	@BeforeAll
	static void startServer() {
		server = RedisProcess.start();
	}

	@AfterAll
	static void stopServer() {
		if (server != null) {
			server.close();
		}
	}

	@AfterEach
	void pullAll() {
		this.cables.values().forEach(Cable::close);
	}

	@Override
	protected ClusterStore open() {
		Cable cable = new Cable(server.port());
		ClusterStore store = new RedisClusterStore(RedisProcess.connect(cable.port()),
				new RedisClusterSettings(this.prefix, true));
		this.cables.put(store, cable);
		return store;
	}

	@Override
	protected void pass(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		Awaitility.await().atMost(time.plusMinutes(1)).until(() -> System.nanoTime() - end > 0);
	}

	@Override
	protected boolean cut(ClusterStore handle) {
		this.cables.get(handle).pull();
		return true;
	}

	@Override
	protected boolean restart() {
		server.kill();
		server.restart();
		return true;
	}

	@Override
	protected boolean givesAtOnce() {
		return true;
	}

}
