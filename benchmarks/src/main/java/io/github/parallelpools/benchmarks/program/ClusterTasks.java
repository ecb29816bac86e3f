package io.github.parallelpools.benchmarks.program;

import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/**
 * Tasks of a pool that instances of an application share, through a store that there is.
 */
public final class ClusterTasks {

	private static final int SUBMITTERS = 8;

	private static final int IN_FLIGHT = 16;

	private ClusterTasks() {
	}

	/**
	 * Measures one instance, or one of several.
	 * @param arguments the effort, the store, its address, and {@code one} in flight,
	 * {@code many}, or {@code member} for an instance that works until its input ends
	 */
	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		String store = arguments[4];
		String address = arguments[5];
		try (Application application = Application.startInCluster(properties(store, address))) {
			ParallelPool pool = application.pool("tasks");
			switch (arguments[6]) {
				case "one" -> {
					one(pool, effort.warmUp());
					one(pool, effort.time()).printMicros();
				}
				case "many" -> {
					try (Members members = Members.start(2, arguments)) {
						many(pool, effort.warmUp());
						Measured.print("rate", many(pool, effort.time().multipliedBy(5)));
					}
				}
				default -> {
					System.out.println(Members.READY);
					System.in.transferTo(OutputStream.nullOutputStream());
				}
			}
		}
	}

	/** What a user of that store writes. */
	private static Map<String, Object> properties(String store, String address) {
		Map<String, Object> all = new HashMap<>(Map.of("parallel.cluster.store", store, "parallel.pools.tasks.scope",
				"cluster", "parallel.pools.tasks.max-size", 4, "parallel.pools.tasks.handler", Echo.class.getName()));
		if (store.equals("jdbc")) {
			all.put("spring.datasource.url", address);
			all.put("parallel.cluster.jdbc.initialize-schema", "always");
		}
		else {
			all.put("spring.data.redis.url", address);
		}
		return all;
	}

	private static Measured one(ParallelPool pool, Duration time) throws Exception {
		Measured measured = new Measured();
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		while (begin < end) {
			pool.send(begin).get();
			long now = System.nanoTime();
			measured.add(now - begin);
			begin = now;
		}
		return measured;
	}

	/** Tasks per second of submitters that each wait for the oldest of their tasks. */
	private static double many(ParallelPool pool, Duration time) throws InterruptedException {
		AtomicLong done = new AtomicLong();
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		List<Thread> submitters = new ArrayList<>();
		for (int i = 0; i < SUBMITTERS; i++) {
			Thread submitter = new Thread(() -> submit(pool, end, done));
			submitters.add(submitter);
			submitter.start();
		}
		for (Thread submitter : submitters) {
			submitter.join();
		}
		return done.get() * 1e9 / (System.nanoTime() - begin);
	}

	private static void submit(ParallelPool pool, long end, AtomicLong done) {
		Deque<Future<?>> tasks = new ArrayDeque<>();
		try {
			while (System.nanoTime() < end) {
				tasks.add(pool.send(tasks.size()));
				if (tasks.size() == IN_FLIGHT) {
					tasks.remove().get();
					done.incrementAndGet();
				}
			}
			while (!tasks.isEmpty()) {
				tasks.remove().get();
				done.incrementAndGet();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static final class Echo implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) {
			return item;
		}

	}

}
