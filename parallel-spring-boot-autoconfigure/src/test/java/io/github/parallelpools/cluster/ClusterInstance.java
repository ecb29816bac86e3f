package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.cluster.store.LostAnswers;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;

/**
 * An instance of an application as far as its locks and maps are concerned: which node it
 * is, is what the test says. Its node lives as long as nobody evicts it.
 */
public final class ClusterInstance implements Membership, AutoCloseable {

	/** The lease of its nodes. */
	public static final Duration LEASE = Duration.ofHours(1);

	private static final int LARGE = 1 << 22;

	private final MemoryClusterStore handle;

	private final LostAnswers answers;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool((work) -> {
		Thread thread = new Thread(work, "cluster-instance");
		thread.setDaemon(true);
		return thread;
	});

	private final ClusterLocks locks;

	private final ClusterMaps maps;

	private final AtomicLong renewals = new AtomicLong();

	private volatile boolean renews;

	private volatile @Nullable String node;

	private ClusterStore.@Nullable Watch watch;

	/**
	 * Joins.
	 * @param memory what it shares with others
	 * @param name its name
	 * @param poll how long who waits for a lock does so before asking again
	 */
	public ClusterInstance(MemoryCluster memory, String name, Duration poll) {
		this.handle = memory.open();
		this.answers = new LostAnswers(this.handle);
		this.locks = new ClusterLocks(new LockSettings(name, poll), this.answers.store(), this, this.threads);
		this.maps = new ClusterMaps(this.answers.store(), LARGE);
		join();
	}

	/** Joins as another node. */
	public void join() {
		String id = UUID.randomUUID().toString();
		this.handle.join(new ClusterNode(id, this.locks.node(), "build", "{}"), LEASE);
		ClusterStore.Watch before = this.watch;
		this.watch = this.handle.watch(id, new Notices());
		if (before != null) {
			before.close();
		}
		become(id);
	}

	/** Is fenced by its own clock, without being told. */
	public void fence() {
		this.node = null;
	}

	/**
	 * Is a node, or is fenced, and tells that.
	 * @param id the node's id, {@code null} if it is fenced
	 */
	public void become(@Nullable String id) {
		this.node = id;
		this.listeners.forEach(Runnable::run);
	}

	@Override
	public @Nullable String node() {
		return this.node;
	}

	/** Is renewed from now on each time that somebody asks how often it was. */
	public void renewAgainAndAgain() {
		this.renews = true;
	}

	@Override
	public long renewals() {
		return this.renews ? this.renewals.incrementAndGet() : this.renewals.get();
	}

	@Override
	public void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Its locks.
	 * @return the locks
	 */
	public ClusterLocks locks() {
		return this.locks;
	}

	/**
	 * Its maps.
	 * @return the maps
	 */
	public ClusterMaps maps() {
		return this.maps;
	}

	/**
	 * Its locks and maps.
	 * @return the store of both
	 */
	public SharedStore shared() {
		return new SharedStore(this.locks, this.maps);
	}

	/**
	 * What it is told by the store.
	 * @return the answers, which may be lost
	 */
	public LostAnswers answers() {
		return this.answers;
	}

	/**
	 * Its way to the store, on which nothing is lost.
	 * @return the store
	 */
	public MemoryClusterStore handle() {
		return this.handle;
	}

	@Override
	public void close() {
		this.locks.close();
		if (this.watch != null) {
			this.watch.close();
		}
		this.threads.shutdown();
	}

	/** Tells the locks. */
	private final class Notices implements ClusterListener {

		@Override
		public void queued(String pool) {
		}

		@Override
		public void ended() {
		}

		@Override
		public void unlocked(String lock) {
			ClusterInstance.this.locks.unlocked(lock);
		}

		@Override
		public void commanded() {
		}

		@Override
		public void missed() {
			ClusterInstance.this.locks.missed();
		}

	}

}
