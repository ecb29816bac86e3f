package io.github.parallelpools.autoconfigure;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.ClusterLocks;
import io.github.parallelpools.cluster.ClusterMaps;
import io.github.parallelpools.cluster.LockSettings;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.cluster.ClusterListener;

/** Locks and maps that all instances share. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "parallel.cluster.shared", havingValue = "cluster")
class ClusterSharedConfiguration {

	private static final int THREADS = 4;

	@Bean
	ClusterLocks parallelClusterLocks(Cluster cluster) {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (work) -> {
					Thread thread = new Thread(work, "parallel-cluster-locks");
					thread.setDaemon(true);
					return thread;
				});
		threads.allowCoreThreadTimeOut(true);
		ClusterLocks locks = new ClusterLocks(
				new LockSettings(cluster.settings().name(), cluster.settings().times().poll()), cluster.store(),
				cluster.membership(), threads);
		cluster.addListener(new Notices(locks));
		cluster.start();
		return locks;
	}

	@Bean
	@ConditionalOnMissingBean
	SharedStore parallelClusterSharedStore(Cluster cluster, ClusterLocks locks) {
		return new SharedStore(locks,
				new ClusterMaps(cluster.store(), Math.toIntExact(cluster.settings().maxPayload())));
	}

	/**
	 * Tells locks what the store tells of them.
	 *
	 * @param locks are told
	 */
	private record Notices(ClusterLocks locks) implements ClusterListener {

		@Override
		public void queued(String pool) {
		}

		@Override
		public void ended() {
		}

		@Override
		public void unlocked(String lock) {
			this.locks.unlocked(lock);
		}

		@Override
		public void commanded() {
		}

		@Override
		public void missed() {
			this.locks.missed();
		}

	}

}
