package io.github.parallelpools.cluster.store;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** Who is told, each by a thread of its own. */
final class MemoryNotices {

	private final List<MemoryWatch> watches = new CopyOnWriteArrayList<>();

	private volatile boolean lost;

	MemoryWatch watch(MemoryClusterStore handle, String node, ClusterListener listener, boolean showsDeath) {
		MemoryWatch watch = new MemoryWatch(handle, node, listener, showsDeath);
		this.watches.add(watch);
		return watch;
	}

	void lose(boolean all) {
		this.lost = all;
	}

	/** Tells all that watch. */
	void tell(Consumer<ClusterListener> notice) {
		this.watches.forEach((watch) -> watch.tell(notice));
	}

	/** Tells a node that watches. */
	void tell(String node, Consumer<ClusterListener> notice) {
		this.watches.stream().filter((watch) -> watch.node.equals(node)).forEach((watch) -> watch.tell(notice));
	}

	void missed() {
		tell(ClusterListener::missed);
	}

	boolean isConnected(String node) {
		return this.watches.stream().anyMatch((watch) -> watch.node.equals(node) && watch.isConnected());
	}

	/** Who listens for a node, and by which connection. */
	final class MemoryWatch implements ClusterStore.Watch {

		private final MemoryClusterStore handle;

		private final String node;

		private final ClusterListener listener;

		private final boolean showsDeath;

		private final ExecutorService thread;

		MemoryWatch(MemoryClusterStore handle, String node, ClusterListener listener, boolean showsDeath) {
			this.handle = handle;
			this.node = node;
			this.listener = Objects.requireNonNull(listener);
			this.showsDeath = showsDeath;
			this.thread = Executors.newSingleThreadExecutor((work) -> {
				Thread thread = new Thread(work, "memory-store-watch");
				thread.setDaemon(true);
				return thread;
			});
		}

		private boolean isConnected() {
			return this.handle.isConnected();
		}

		private void tell(Consumer<ClusterListener> notice) {
			if (!isConnected() || MemoryNotices.this.lost) {
				return;
			}
			try {
				this.thread.execute(() -> notice.accept(this.listener));
			}
			catch (RejectedExecutionException ex) {
				// It was closed meanwhile.
				MemoryNotices.this.watches.remove(this);
			}
		}

		@Override
		public boolean showsDeath() {
			return this.showsDeath;
		}

		@Override
		public boolean tells() {
			return isConnected() && !MemoryNotices.this.lost;
		}

		@Override
		public void close() {
			MemoryNotices.this.watches.remove(this);
			this.thread.shutdown();
		}

	}

}
