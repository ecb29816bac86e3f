package io.github.parallelpools.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.Work;

/**
 * This instance of the application as a node of the cluster: its membership, its part of
 * the pools of the cluster, and those who wait for tasks. Safe for use by several
 * threads.
 */
public final class Cluster implements AutoCloseable {

	/** How long the store has time to be told of the last ends. */
	private static final Duration LAST_ENDS = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(20);

	private static final System.Logger logger = System.getLogger(Cluster.class.getName());

	private final ClusterStore store;

	private final ClusterSettings settings;

	private final Timers timers;

	private final ClusterObserver observer;

	private final ClusterMembership membership;

	private final Map<String, PoolNode> nodes = new ConcurrentHashMap<>();

	private final Waiting waiting;

	private final Keeper keeper;

	private final Heirs heirs;

	private final OrderBook orders;

	private final Obedience obedience;

	private final ClusterTasks tasks;

	private final Tellers tellers = new Tellers();

	private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();

	private final Routine routine;

	/** Guarded by this. */
	private boolean running;

	/**
	 * Makes a node that has not joined.
	 * @param store what the instances share
	 * @param settings what this instance is
	 * @param timers repeat what is done again and again
	 * @param observer is told of what happens
	 */
	public Cluster(ClusterStore store, ClusterSettings settings, Timers timers, ClusterObserver observer) {
		this.store = store;
		this.settings = settings;
		this.timers = timers;
		this.observer = observer;
		this.membership = new ClusterMembership(store, settings, timers, this::status, observer);
		this.waiting = new Waiting(store, this.tellers::of, timers);
		this.keeper = new Keeper(store, this.membership, new Notices(), this.nodes, settings, timers, observer);
		this.heirs = new Heirs(store, this.membership, this.waiting, timers);
		this.orders = new OrderBook(store);
		this.tasks = new ClusterTasks(store, settings, this.membership, timers, observer);
		this.obedience = new Obedience(this.orders, this.membership, new Obedience.Parts(this.nodes, this.tasks),
				timers);
		this.routine = new Routine(timers,
				new Routine.Duties(this.membership::beat, this.membership::tellChange, this::keep, this.waiting::look,
						this.waiting::lookForHinted, this.waiting::lookForLost, this::lookEverywhere));
		this.membership.onChange(this::changed);
	}

	/**
	 * Makes the part of this instance of a pool of the cluster.
	 * @param plan what it is made of
	 * @return the part, which is to be joined with the pool that runs its tasks here
	 */
	public Part part(PoolPlan plan) {
		return new Part(plan);
	}

	/**
	 * Makes a standalone task that has one run at a time in the whole cluster.
	 * @param <I> the type of the argument
	 * @param <O> the type of the result
	 * @param local executes it here
	 * @param plan what holds for it here
	 * @return the task that users see
	 */
	public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask<I, O> task(LocalTask<I, O> local,
			TaskPlan plan) {
		return new ClusterTask<>(this.tasks, local, new TaskPart.Rules(
				new OutcomePayload(plan.codec(), this.settings.maxPayload()), plan.killsWhenFenced()));
	}

	/**
	 * The standalone tasks of the cluster.
	 * @return what is known of them
	 */
	public ClusterTasks tasks() {
		return this.tasks;
	}

	/** The part of this instance of a pool of the cluster. */
	public final class Part {

		private final PoolPlan plan;

		private volatile @Nullable PoolNode node;

		private volatile @Nullable ClusterPool pool;

		private Part(PoolPlan plan) {
			this.plan = plan;
		}

		/**
		 * Is told of the ends of the tasks of the pool that runs them here.
		 * @return the only listener of that pool
		 */
		public TaskListener listener() {
			return new TaskListener() {

				@Override
				public void ended(String id, String name, TaskResult result, @Nullable Object value) {
					PoolNode known = Part.this.node;
					if (known != null) {
						known.ended(id, name, result, value);
					}
				}

			};
		}

		/**
		 * Makes the pool that users see.
		 * @param local runs the tasks that this instance claims
		 * @param workers gives them to it
		 * @return the pool of the cluster
		 */
		public ParallelPool join(ParallelPool local, LocalTasks workers) {
			PoolCodecs codecs = PoolCodecs.of(this.plan.codec(), local.name(), Cluster.this.settings.maxPayload());
			PoolNode here = new PoolNode(local, workers, this.plan.rules(), codecs, Cluster.this.store,
					Cluster.this.membership, Cluster.this.timers, Cluster.this.observer, Cluster.this.waiting::end);
			PoolTasks tasks = new PoolTasks(local, this.plan, codecs.outcomes(), Cluster.this.store,
					Cluster.this.membership, Cluster.this.waiting, Cluster.this.timers);
			Submissions submissions = new Submissions(local, here, codecs.payloads(), Cluster.this.store,
					Cluster.this.membership, Cluster.this.timers, tasks);
			ClusterLetters letters = new ClusterLetters(local, codecs.payloads(), Cluster.this.store,
					Cluster.this.membership, tasks);
			ClusterPool made = new ClusterPool(local, this.plan, Cluster.this.store, tasks, submissions, letters,
					Cluster.this.settings.build());
			this.node = here;
			this.pool = made;
			Cluster.this.heirs.add(tasks);
			synchronized (Cluster.this) {
				Cluster.this.nodes.put(local.name(), here);
				Cluster.this.obedience.joined(here);
				if (Cluster.this.running) {
					here.start(Cluster.this.settings.times().poll());
				}
			}
			return made;
		}

		/**
		 * Has the first task that is submitted here start the pool.
		 * @param starts starts it
		 */
		public void startOnFirstUse(Runnable starts) {
			ClusterPool made = this.pool;
			if (made != null) {
				made.startOnFirstUse(starts);
			}
		}

	}

	/**
	 * What a dead letter of a pool of the cluster was given, decoded as if this instance
	 * had claimed it.
	 * @param pool the pool
	 * @param taskId the id of the task
	 * @return the work, {@code null} if the pool is none of the cluster or has no such
	 * dead letter
	 * @throws IOException if it can't be decoded here, or not of such classes
	 * @throws ClassNotFoundException if a class is missing here
	 * @throws io.github.parallelpools.spi.cluster.ClusterStoreException if the store
	 * can't be used
	 */
	public static @Nullable Work givenTo(ParallelPool pool, String taskId) throws IOException, ClassNotFoundException {
		return (pool instanceof ClusterPool one) ? one.givenTo(taskId) : null;
	}

	/**
	 * Joins the cluster. Does nothing if it has.
	 * @throws io.github.parallelpools.spi.cluster.ClusterStoreException if the store
	 * can't be used
	 */
	public synchronized void start() {
		if (this.running) {
			return;
		}
		this.membership.join();
		this.obedience.read();
		this.running = true;
		this.tasks.start();
		this.routine.start(this.settings.times().renew());
		this.nodes.values().forEach((node) -> node.start(this.settings.times().poll()));
	}

	/**
	 * Leaves the cluster in good order, once the store knows all ends: what this instance
	 * has claimed is queued again at once, and its locks are free. Its pools should have
	 * stopped before.
	 */
	public void stop() {
		synchronized (this) {
			if (!this.running) {
				return;
			}
			this.running = false;
		}
		this.tasks.stop();
		this.nodes.values().forEach(PoolNode::stop);
		Thread last = new Thread(this::leave, "parallel-cluster-leaves");
		last.setDaemon(true);
		last.start();
		try {
			last.join(this.settings.times().lease().toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (last.isAlive()) {
			logger.log(System.Logger.Level.WARNING, "The cluster's store '" + this.store.name()
					+ "' has not answered for 'parallel.cluster.lease'; this instance is missed when that is over");
			this.routine.end();
		}
	}

	/** The store may answer late, or never; after the lease nobody waits for it. */
	private void leave() {
		long end = System.nanoTime() + LAST_ENDS.toNanos();
		while (untold() > 0 && System.nanoTime() - end < 0) {
			this.nodes.values().forEach(PoolNode::tellEnds);
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		this.waiting.look();
		tellTheLast(end);
		this.routine.end();
		this.membership.leave();
		this.keeper.close();
	}

	/** What is told is not left to others. */
	private void tellTheLast(long end) {
		while (this.waiting.isTelling() && System.nanoTime() - end < 0) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		try {
			this.waiting.forget();
		}
		catch (ClusterStoreException ex) {
			logger.log(System.Logger.Level.DEBUG, "What was told may be told again by others", ex);
		}
	}

	private int untold() {
		return this.nodes.values().stream().mapToInt(PoolNode::unreported).sum() + this.tasks.untold();
	}

	private void keep() {
		this.keeper.keep();
		forget();
		this.heirs.look();
		this.tasks.expire();
		this.obedience.look(this.keeper.isTold());
		this.routine.lookOften(!this.membership.isFenced() && !this.keeper.isTold());
	}

	private void forget() {
		try {
			this.waiting.forget();
		}
		catch (ClusterStoreException ex) {
			// It is done again soon.
			return;
		}
	}

	private void lookEverywhere() {
		this.nodes.values().forEach(PoolNode::soon);
		this.routine.lookSoon();
	}

	/** Ends for good: who waits for a task is told that its outcome is not known here. */
	@Override
	public void close() {
		stop();
		this.tasks.close();
		this.timers.close();
		this.tellers.close();
		this.waiting.takeAll().forEach((task) -> task.tasks().leave(task));
	}

	/**
	 * Has somebody else told of what happens in the store.
	 * @param listener is told as by the store
	 */
	public void addListener(ClusterListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Which node this instance is.
	 * @return the membership
	 */
	public Membership membership() {
		return this.membership;
	}

	/**
	 * What this instance knows of its own life.
	 * @return the state at this moment
	 */
	public NodeState state() {
		return this.membership.state();
	}

	/**
	 * How long ago the last renewal began that has succeeded.
	 * @return the time, zero if there was none
	 */
	public Duration renewedAgo() {
		return this.membership.renewedAgo();
	}

	/**
	 * What the instances share.
	 * @return the store
	 */
	public ClusterStore store() {
		return this.store;
	}

	/**
	 * What this instance is.
	 * @return the settings
	 */
	public ClusterSettings settings() {
		return this.settings;
	}

	/**
	 * The pools of the cluster that have a part in this instance.
	 * @return their names
	 */
	public List<String> pools() {
		return this.nodes.keySet().stream().sorted().toList();
	}

	/**
	 * What operators want of all nodes.
	 * @return the orders
	 */
	public OrderBook orders() {
		return this.orders;
	}

	/**
	 * Has this instance claim no more tasks, or do so again, at once and without the
	 * store, which knows it once it answers. What runs goes on.
	 * @param drains whether it claims none
	 */
	public void drain(boolean drains) {
		this.obedience.drain(drains);
		this.routine.keepSoon();
	}

	private void changed() {
		String node = this.membership.node();
		this.nodes.values().forEach((part) -> part.fence(node));
		this.tasks.changed(node);
		if (node != null) {
			this.nodes.values().forEach(PoolNode::soon);
			this.routine.keepSoon();
		}
	}

	/** What others are to know of this node. */
	private String status() {
		boolean drains = this.tasks.isDrained() || this.nodes.values().stream().anyMatch(PoolNode::isDrained);
		StringJoiner pools = new StringJoiner(",", "{\"draining\":%s,\"pools\":{".formatted(drains), "}}");
		this.nodes.forEach((name, node) -> {
			PoolSnapshot snapshot = node.pool().snapshot();
			pools.add("\"%s\":{\"busy\":%s,\"size\":%s,\"state\":\"%s\"}".formatted(name, snapshot.size().busy(),
					snapshot.size().max(), snapshot.state()));
		});
		return pools.toString();
	}

	/** Hands on what the store tells. */
	private final class Notices implements ClusterListener {

		@Override
		public void queued(String pool) {
			PoolNode node = Cluster.this.nodes.get(pool);
			if (node != null) {
				node.soon();
			}
			Cluster.this.listeners.forEach((listener) -> listener.queued(pool));
		}

		@Override
		public void ended() {
			Cluster.this.routine.lookSoon();
			Cluster.this.listeners.forEach(ClusterListener::ended);
		}

		@Override
		public void ended(String task) {
			if (Cluster.this.waiting.hint(task)) {
				Cluster.this.routine.askSoon();
			}
			Cluster.this.listeners.forEach((listener) -> listener.ended(task));
		}

		@Override
		public void ended(EndedTask task) {
			Cluster.this.waiting.end(task);
			Cluster.this.listeners.forEach((listener) -> listener.ended(task));
		}

		@Override
		public void unlocked(String lock) {
			Cluster.this.tasks.unlocked(lock);
			Cluster.this.listeners.forEach((listener) -> listener.unlocked(lock));
		}

		@Override
		public void commanded() {
			Cluster.this.keeper.commanded();
			Cluster.this.obedience.commanded();
			Cluster.this.routine.keepSoon();
			Cluster.this.listeners.forEach(ClusterListener::commanded);
		}

		@Override
		public void missed() {
			Cluster.this.nodes.values().forEach(PoolNode::soon);
			Cluster.this.keeper.commanded();
			Cluster.this.tasks.missed();
			Cluster.this.routine.lookSoon();
			Cluster.this.listeners.forEach(ClusterListener::missed);
		}

	}

}
