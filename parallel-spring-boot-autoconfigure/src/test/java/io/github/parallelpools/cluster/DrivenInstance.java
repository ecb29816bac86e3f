package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.autoconfigure.LocalTasksOfTests;
import io.github.parallelpools.cluster.store.LostAnswers;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.bulk.PoolBulks;
import io.github.parallelpools.engine.bulk.PoolStops;
import io.github.parallelpools.engine.standalone.ClusterScope;
import io.github.parallelpools.engine.standalone.SoloTask;
import io.github.parallelpools.engine.standalone.StandaloneTasks;
import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.CpuBinding;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.NamedListeners;
import io.github.parallelpools.spi.ReceivedClasses;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.process.LinuxCpus;

/**
 * An instance with pools of the cluster whose workers are real threads, but which does
 * only what the test says: it claims, tells ends, keeps and looks when asked to.
 */
final class DrivenInstance implements AutoCloseable {

	/** How long a node lives. */
	static final Duration LEASE = Duration.ofSeconds(6);

	/** How long it takes itself for alive. */
	static final Duration FENCE = Duration.ofSeconds(4);

	private static final String BUILD = "build";

	private final MemoryClusterStore handle;

	private final LostAnswers answers;

	private final ManualTimers timers;

	private final ParallelEngine engine = new ParallelEngine();

	private final Cluster cluster;

	private final StandaloneTasks tasks = this.engine.tasks(new ThreadTasks(), new Scope());

	private final Queue<String> heard = new ConcurrentLinkedQueue<>();

	private final Map<String, TaskListener> named = new ConcurrentHashMap<>();

	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	/** Runs foreign code within the listener. */
	private volatile TaskListener listener = new TaskListener() {
	};

	DrivenInstance(MemoryCluster memory, SettableTime time) {
		this(memory, time, new ClusterObserver() {
		});
	}

	DrivenInstance(MemoryCluster memory, SettableTime time, ClusterObserver observer) {
		this.handle = memory.open();
		this.answers = new LostAnswers(this.handle);
		this.timers = new ManualTimers(time);
		this.cluster = new Cluster(this.answers.store(),
				new ClusterSettings("test", BUILD,
						new ClusterSettings.Times(LEASE, Duration.ofSeconds(1), FENCE, Duration.ofMillis(250)),
						Duration.ofMinutes(10), 1 << 20),
				this.timers, observer);
	}

	/** Opens and starts a pool with two workers of which one dead letter is kept. */
	ParallelPool pool(String name) {
		return pool(name, true);
	}

	ParallelPool pool(String name, boolean killsWhenFenced) {
		return pool(name, killsWhenFenced, RealWorkers.threads());
	}

	/** Opens and starts a pool with such a queue. */
	ParallelPool pool(String name, QueueSettings queue) {
		return pool(name, true, RealWorkers.threads(), queue);
	}

	ParallelPool pool(String name, boolean killsWhenFenced, WorkerFactory workers) {
		return pool(name, killsWhenFenced, workers, QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK));
	}

	private ParallelPool pool(String name, boolean killsWhenFenced, WorkerFactory workers, QueueSettings queue) {
		PoolRules rules = new PoolRules(Set.of(PoolRules.build(BUILD)), 0, killsWhenFenced);
		Cluster.Part part = this.cluster
			.part(new PoolPlan(rules, new JdkPayloadCodec(getClass().getClassLoader(), null, 1 << 20),
					ReceivedClasses.ofWorkers(new ApplicationCode()), () -> List.of(new Heard(), this.listener),
					new Named(), (made) -> new PoolBulks(made, new PoolStops(), () -> false, true)));
		ParallelPool local = this.engine.open(
				PoolRecipe.of(name, WorkerKind.THREAD).size(0, 2).retry(3, 3, 1).queue(queue).settings(), workers,
				() -> List.of(part.listener()));
		ParallelPool made = part.join(local,
				(work, identity, follower) -> this.engine.take(local, work, identity, follower));
		local.start();
		return made;
	}

	/** Makes a standalone task of the cluster that runs on a thread. */
	<O> ParallelTask<Object, O> task(String name, TaskFunction<Object, O> function, TaskListener callback) {
		return this.tasks.task(function).name(name).scope(TaskScope.CLUSTER).callback(callback).build();
	}

	/** Takes the next step of all starts of a standalone task. */
	void step(String task) {
		this.timers.run("task-" + task);
	}

	DrivenInstance start() {
		this.cluster.start();
		this.timers.run("keeps");
		return this;
	}

	/** Begins what it submits at once, if it can. */
	DrivenInstance beginning() {
		this.handle.giveAtOnce();
		return this;
	}

	void listener(TaskListener told) {
		this.listener = told;
	}

	void claim(String pool) {
		this.timers.run("claims-" + pool);
	}

	/** Tells the store what has ended. */
	void tell(String pool) {
		this.timers.run("ends-" + pool);
	}

	void renew() {
		this.timers.run("renews");
	}

	void keep() {
		this.timers.run("keeps");
	}

	/** Asks for outcomes. */
	void look() {
		this.timers.run("looks");
	}

	/** Looks for tasks that the store has lost. */
	void miss() {
		this.timers.run("misses");
	}

	/** Lets time pass, in which it renews itself. */
	void pass(Duration time) {
		Duration left = time;
		while (left.compareTo(Duration.ofSeconds(1)) > 0) {
			this.timers.pass(Duration.ofSeconds(1));
			renew();
			left = left.minusSeconds(1);
		}
		this.timers.pass(left);
		renew();
	}

	ManualTimers timers() {
		return this.timers;
	}

	LostAnswers answers() {
		return this.answers;
	}

	/** Its way to the store on which nothing is lost. */
	ClusterStore store() {
		return this.handle;
	}

	@Nullable String node() {
		return this.cluster.membership().node();
	}

	/** Tasks and codes that its listeners have heard. */
	List<String> heard() {
		return List.copyOf(this.heard);
	}

	Cluster cluster() {
		return this.cluster;
	}

	@Override
	public void close() {
		this.cluster.close();
		this.engine.close();
	}

	/** Has somebody be there whom tasks may name. */
	DrivenInstance has(String name) {
		return has(name, new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				DrivenInstance.this.told.add("%s %s %s %s".formatted(name, id, result.code(), value));
			}

			@Override
			public void deadLettered(String id, String pool, DeadLetter letter) {
				DrivenInstance.this.told.add("%s %s dead".formatted(name, id));
			}

		});
	}

	DrivenInstance has(String name, TaskListener one) {
		this.named.put(name, one);
		return this;
	}

	/** Who of them was told of which task, how it ended, and with what. */
	List<String> told() {
		return List.copyOf(this.told);
	}

	/** Whom tasks may name. */
	private final class Named implements NamedListeners {

		@Override
		public TaskListener listener(String name) {
			TaskListener known = DrivenInstance.this.named.get(name);
			if (known == null) {
				throw new IllegalArgumentException("There is no '%s'.".formatted(name));
			}
			return known;
		}

		@Override
		public Set<String> names() {
			return DrivenInstance.this.named.keySet();
		}

	}

	/** Notes what it hears. */
	private final class Heard implements TaskListener {

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			DrivenInstance.this.heard.add(id + " " + result.code());
		}

	}

	/** Has standalone tasks run on threads. */
	private static final class ThreadTasks implements TaskWorkers {

		@Override
		public WorkerFactory workers(TaskSettings settings, @Nullable Handler handler, List<String> prefix) {
			return RealWorkers.threads();
		}

		@Override
		public Duration killGrace() {
			return Duration.ofSeconds(30);
		}

		@Override
		public CpuBinding cpus() {
			return new LinuxCpus();
		}

	}

	/** Makes standalone tasks of the cluster. */
	private final class Scope implements ClusterScope {

		@Override
		public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask<I, O> task(SoloTask<I, O> task) {
			return DrivenInstance.this.cluster.task(LocalTasksOfTests.of(task),
					new TaskPlan(new JdkPayloadCodec(getClass().getClassLoader(), null, 1 << 20), true));
		}

	}

}
