package io.github.parallelpools.benchmarks.jmh;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.task.TaskCallable;

/** All that runs tasks on threads, by name, made for a number of threads. */
final class Targets {

	/** How many tasks may wait where the queue is bounded. */
	private static final int CAPACITY = 1000;

	private static final Map<String, IntFunction<Target>> ALL = Map.ofEntries(
			Map.entry("pool", (threads) -> PoolTarget.plain(threads, Map.of())),
			Map.entry("pool-listener", PoolTarget::withListener), Map.entry("pool-metrics", PoolTarget::withMetrics),
			Map.entry("pool-listener-metrics", PoolTarget::withListenerAndMetrics),
			Map.entry("pool-overtime",
					(threads) -> PoolTarget.plain(threads,
							Map.of("worker-overtime", "10s", "overtime-policy", "kill"))),
			Map.entry("pool-bounded", (threads) -> PoolTarget.plain(threads, Map.of("queue.capacity", CAPACITY))),
			Map.entry("pool-priority", (threads) -> PoolTarget.plain(threads, Map.of("queue.type", "priority"))),
			Map.entry("pool-lock", (threads) -> PoolTarget.plain(threads, Map.of("lock", "one"))),
			Map.entry("pool-recycle", (threads) -> PoolTarget.plain(threads, Map.of("recycle.max-tasks", 100_000))),
			Map.entry("pool-no-context", (threads) -> PoolTarget.plain(threads, Map.of("propagate-context", false))),
			Map.entry("pool-context", PoolTarget::withContext),
			Map.entry("pool-observation", PoolTarget::withObservation),
			Map.entry("pool-usage", (threads) -> PoolTarget.plain(threads, Map.of("measure-usage", true))),
			Map.entry("pool-radar", (threads) -> PoolTarget.plain(threads, Map.of("slow-after", "10s"))),
			Map.entry("pool-budget", PoolTarget::withKillBudget),
			Map.entry("pool-beside-cluster", PoolTarget::besideCluster),
			Map.entry("pool-virtual", (threads) -> PoolTarget.plain(threads, Map.of("kind", "virtual"))),
			Map.entry("tpe", (threads) -> ExecutorTarget.submit(threads(threads, new LinkedBlockingQueue<>()))),
			Map.entry("tpe-bounded", Targets::bounded), Map.entry("tpe-priority", Targets::priority),
			Map.entry("tpe-lock", Targets::locked), Map.entry("tpe-timed", Targets::timed),
			Map.entry("tpe-observed", Targets::observed), Map.entry("tpe-usage", Targets::measured),
			Map.entry("cf", Targets::completable),
			Map.entry("fjp", (threads) -> ExecutorTarget.submit(new ForkJoinPool(threads))),
			Map.entry("spring", SpringTarget::new),
			Map.entry("virtual", (threads) -> ExecutorTarget.submit(virtual())));

	private Targets() {
	}

	static Target make(String name, int threads) {
		IntFunction<Target> maker = ALL.get(name);
		if (maker == null) {
			throw new IllegalArgumentException("There is no '" + name + "'. Use one of " + ALL.keySet() + ".");
		}
		return maker.apply(threads);
	}

	private static ThreadPoolExecutor threads(int threads, BlockingQueue<Runnable> queue) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, queue);
		executor.prestartAllCoreThreads();
		return executor;
	}

	private static Target completable(int threads) {
		return new ExecutorTarget<>(threads(threads, new LinkedBlockingQueue<>()),
				(executor, task) -> CompletableFuture.supplyAsync(() -> call(task), executor));
	}

	private static Target bounded(int threads) {
		ThreadPoolExecutor executor = threads(threads, new ArrayBlockingQueue<>(CAPACITY));
		executor.setRejectedExecutionHandler(Targets::waitForRoom);
		return ExecutorTarget.submit(executor);
	}

	private static void waitForRoom(Runnable task, ThreadPoolExecutor executor) {
		try {
			executor.getQueue().put(task);
		}
		catch (InterruptedException ex) {
			throw new RejectedExecutionException(ex);
		}
	}

	private static Target priority(int threads) {
		return new ExecutorTarget<>(threads(threads, new PriorityBlockingQueue<>()), (executor, task) -> {
			Future<?> future = new PriorityTask(task);
			executor.execute((Runnable) future);
			return future;
		});
	}

	private static Target locked(int threads) {
		ReentrantLock lock = new ReentrantLock(true);
		return new ExecutorTarget<>(threads(threads, new LinkedBlockingQueue<>()),
				(executor, task) -> executor.submit(() -> {
					lock.lock();
					try {
						return task.call();
					}
					finally {
						lock.unlock();
					}
				}));
	}

	/** As Micrometer times executors. */
	private static Target timed(int threads) {
		return ExecutorTarget.submit(ExecutorServiceMetrics.monitor(new SimpleMeterRegistry(),
				threads(threads, new LinkedBlockingQueue<>()), "tasks"));
	}

	/**
	 * With an observation from the submission to the end of each task, which those hear
	 * of who hear of the pool's: in an application, its timers do, too.
	 */
	private static Target observed(int threads) {
		Application application = Application.start(Map.of(), PoolTarget.Observing.class);
		ObservationRegistry registry = application.observations();
		return new ExecutorTarget<>(threads(threads, new LinkedBlockingQueue<>()), (executor, task) -> {
			Observation observation = Observation.createNotStarted("task", registry)
				.lowCardinalityKeyValue("pool", "tasks")
				.lowCardinalityKeyValue("kind", "thread")
				.start();
			return executor.submit(() -> {
				try (Observation.Scope scope = observation.openScope()) {
					return task.call();
				}
				finally {
					observation.lowCardinalityKeyValue("outcome", "SUCCESS").stop();
				}
			});
		}, application);
	}

	/** With what the JVM knows of the thread asked before and after each task. */
	private static Target measured(int threads) {
		ThreadMXBean jvm = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return new ExecutorTarget<>(threads(threads, new LinkedBlockingQueue<>()),
				(executor, task) -> executor.submit(() -> {
					long before = jvm.getCurrentThreadCpuTime() + jvm.getCurrentThreadAllocatedBytes();
					Object value = task.call();
					Blackhole.consumeCPU(
							(jvm.getCurrentThreadCpuTime() + jvm.getCurrentThreadAllocatedBytes() < before) ? 1 : 0);
					return value;
				}));
	}

	/** Java 21 has them; this is compiled for 17. */
	private static ExecutorService virtual() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Virtual threads need Java 21", ex);
		}
	}

	private static Object call(TaskCallable<Object> task) {
		try {
			return task.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class SpringTarget implements Target {

		private final ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();

		SpringTarget(int threads) {
			this.executor.setCorePoolSize(threads);
			this.executor.setMaxPoolSize(threads);
			this.executor.setPrestartAllCoreThreads(true);
			this.executor.initialize();
		}

		@Override
		public Future<?> submit(TaskCallable<Object> task) {
			return this.executor.submitCompletable(task);
		}

		@Override
		public void close() {
			this.executor.shutdown();
		}

	}

	/** All have the same priority, as those of the pool do. */
	private static final class PriorityTask extends FutureTask<Object> implements Comparable<PriorityTask> {

		PriorityTask(TaskCallable<Object> task) {
			super(task);
		}

		@Override
		public int compareTo(PriorityTask other) {
			return 0;
		}

	}

}
