package io.github.parallelpools.contract;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.MemoryLocks;
import io.github.parallelpools.shared.store.MemoryMaps;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker process asks maps that are somewhere else, and answer when they like. */
@Timeout(60)
class FarMapTests {

	private final FarMaps maps = new FarMaps();

	private final SharedStore store = new SharedStore(new MemoryLocks(), this.maps);

	private final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store, this.application);

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	private final ParallelPool pool = this.pools
		.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null), (recipe) -> recipe.size(0, 1));

	@BeforeEach
	void start() {
		this.pool.start();
	}

	@AfterEach
	void close() {
		this.maps.gate.countDown();
		this.pools.close();
		this.host.close();
	}

	@Test
	void aMapThatDoesNotAnswerHoldsUpNeitherLocksNorResults() {
		SharedMap<String> map = this.application.map("slow");
		SharedLock lock = this.application.lock("one", () -> false);
		assertThat(this.pool.submit(() -> {
			Thread waiting = new Thread(() -> map.get("key"));
			waiting.setDaemon(true);
			waiting.start();
			while (waiting.getState() != Thread.State.WAITING) {
				Thread.onSpinWait();
			}
			return lock.tryLock() && lock.isHeldByCurrentThread();
		}).join()).isTrue();
		assertThat(this.pool.submit(() -> "next")).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("next");
	}

	@Test
	void aLateAnswerArrives() throws Exception {
		SharedMap<String> map = this.application.map("slow");
		map.put("key", "value");
		TaskFuture<String> task = this.pool.submit(() -> map.get("key") + map.put("key", "another"));
		this.maps.asked.await();
		assertThat(task.isDone()).isFalse();
		this.maps.gate.countDown();
		assertThat(task.join()).isEqualTo("valuevalue");
		assertThat(this.maps.near.store("slow").size()).isEqualTo(1);
	}

	/** Maps that answer what a key holds only once the gate is open. */
	private static final class FarMaps implements MapStores {

		private final MemoryMaps near = new MemoryMaps();

		private final CountDownLatch asked = new CountDownLatch(1);

		private final CountDownLatch gate = new CountDownLatch(1);

		@Override
		public MapStore store(String tag) {
			MapStore map = this.near.store(tag);
			return (MapStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { MapStore.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("get")) {
							this.asked.countDown();
							this.gate.await();
						}
						return method.invoke(map, arguments);
					});
		}

		@Override
		public boolean isFar() {
			return true;
		}

	}

}
