package io.github.parallelpools.cluster.kills;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.autoconfigure.ParallelClusterAutoConfiguration;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

/**
 * One of several applications that share pools: it submits tasks, runs those of all, and
 * writes down what it was told. It may be killed at any time. Its book says what
 * {@link WrittenStore} writes, {@code submitted}, {@code told} by the future,
 * {@code heard} by the listener, {@code code}, {@code named} by the callback that its own
 * tasks or those of the dead name, and, once it waits for nothing more, {@code done}.
 * What runs writes into the book {@code runs} that all share.
 */
final class PoolInstance {

	/** The pools, with what is sent to them. */
	static final Map<String, List<String>> POOLS = Map.of("threads", List.of("plain", "plain", "lock", "lock", "slow"),
			"guarded", List.of("plain"), "processes", List.of("plain", "plain", "plain", "lock", "die", "slow"));

	private static final int IN_FLIGHT = 6;

	private static final List<String> PROPERTIES = List.of("parallel.cluster.lease=2s", "parallel.cluster.fence=1200ms",
			"parallel.cluster.renew=200ms", "parallel.cluster.poll=50ms", "parallel.cluster.build=kills",
			"parallel.cluster.shared=cluster", "parallel.cluster.outcome-retention=1h", "parallel.shutdown-timeout=5s",
			"parallel.pools.threads.max-size=3", "parallel.pools.guarded.max-size=1",
			"parallel.pools.guarded.lock=gate", "parallel.pools.processes.max-size=1",
			"parallel.pools.processes.kind=process", "parallel.pools.processes.process.max-heap=32MB");

	private final Path folder;

	private final Notes notes;

	private final Random random = new Random();

	private PoolInstance(Path folder, Notes notes) {
		this.folder = folder;
		this.notes = notes;
	}

	/**
	 * Works until the folder has a file {@code stop}, and ends once it has one that is
	 * called {@code over}.
	 * @param args who opens the store, where that is, the folder, the book
	 */
	public static void main(String[] args) throws Exception {
		StoreOpener opener = (StoreOpener) Class.forName(args[0]).getDeclaredConstructor().newInstance();
		Path folder = Path.of(args[2]);
		Notes notes = new Notes(folder.resolve(args[3]));
		PoolInstance instance = new PoolInstance(folder, notes);
		try (ConfigurableApplicationContext context = instance.open(WrittenStore.of(opener.open(args[1]), notes))) {
			List<Thread> submitters = context.getBeansOfType(ParallelPool.class)
				.values()
				.stream()
				.map((pool) -> new Thread(() -> instance.submit(pool), "submits-" + pool.name()))
				.toList();
			submitters.forEach(Thread::start);
			for (Thread submitter : submitters) {
				submitter.join();
			}
			notes.write("done", "all");
			instance.await("over");
		}
		System.exit(0);
	}

	private ConfigurableApplicationContext open(ClusterStore store) {
		List<String> properties = new ArrayList<>(PROPERTIES);
		POOLS.keySet().forEach((name) -> {
			String prefix = "parallel.pools." + name + ".";
			properties.add(prefix + "scope=cluster");
			properties.add(prefix + "handler=" + Job.class.getName());
			properties.add(prefix + "retry.max-attempts=1000");
			properties.add(prefix + "retry.quarantine-after=1000");
		});
		return new SpringApplicationBuilder(ParallelClusterAutoConfiguration.class, ParallelAutoConfiguration.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.initializers((context) -> {
				GenericApplicationContext generic = (GenericApplicationContext) context;
				generic.registerBean("store", ClusterStore.class, () -> store);
				generic.registerBean("listener", TaskListener.class, Listener::new);
				generic.registerBean("heir", TaskCallback.class,
						() -> (id, pool, result, value) -> this.notes.write("named", id));
			})
			.run(properties.stream().map((one) -> "--" + one).toArray(String[]::new));
	}

	private boolean has(String file) {
		return Files.exists(this.folder.resolve(file));
	}

	private void await(String file) {
		while (!has(file)) {
			pause();
		}
	}

	/** Until all that was submitted has ended. */
	private void submit(ParallelPool pool) {
		List<String> kinds = POOLS.get(pool.name());
		Semaphore room = new Semaphore(IN_FLIGHT);
		while (!has("stop")) {
			if (!tryAcquire(room)) {
				continue;
			}
			String item = this.folder + "|" + kinds.get(this.random.nextInt(kinds.size()));
			try {
				TaskFuture<@Nullable String> future = pool.send(item, String.class, TaskOptions.onEnd("heir"));
				this.notes.write("submitted", future.id());
				future.whenComplete((value, error) -> {
					boolean right = error != null || future.id().equals(value);
					this.notes.write(right ? "told" : "wrong", future.id());
					room.release();
				});
			}
			catch (TaskRejectedException ex) {
				// The store does not answer.
				room.release();
				pause();
			}
		}
		room.acquireUninterruptibly(IN_FLIGHT);
	}

	private static boolean tryAcquire(Semaphore room) {
		try {
			return room.tryAcquire(100, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void pause() {
		try {
			Thread.sleep(20);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Writes down what it hears. */
	private final class Listener implements TaskListener {

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			PoolInstance.this.notes.write("heard", id);
			PoolInstance.this.notes.write("code", result.code());
		}

	}

	/** What runs, in a thread or in a process. */
	public static final class Job implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) throws Exception {
			String[] parts = item.split("\\|");
			Notes runs = new Notes(Path.of(parts[0]).resolve("runs"));
			String run = context.taskId() + ":" + context.fencingToken();
			runs.write("began-" + context.pool(), run);
			Thread.sleep(parts[1].equals("slow") ? 200 : 2);
			if (parts[1].equals("die") && context.attempt() == 1) {
				Runtime.getRuntime().halt(9);
			}
			if (parts[1].equals("lock")) {
				lock(context.lock("door"), runs);
			}
			runs.write("ended-" + context.pool(), run);
			return context.taskId();
		}

		private static void lock(SharedLock door, Notes runs) throws InterruptedException {
			door.lock();
			String token = "none";
			try {
				try {
					token = "" + door.token();
					runs.write("granted", token);
					Thread.sleep(2);
					runs.write("leaving", token);
				}
				finally {
					door.unlock();
				}
				runs.write("kept", token);
			}
			catch (IllegalMonitorStateException | SharedLockException ex) {
				// It was lost with the node, or the store does not answer.
				runs.write("lost", token);
			}
		}

	}

}
