package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;

/**
 * Warns once of a start of the application that hangs on a pool: a bean that is being
 * made waits for a task, and the task, or the start of its pool, waits for that bean.
 * Spring has both wait for ever in silence. Looks only from the first use of a pool while
 * beans are made until they are made. Does not know who waits for whom.
 */
final class StartWatch implements DisposableBean {

	private static final Log logger = LogFactory.getLog(StartWatch.class);

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final String BEAN_FACTORIES = "org.springframework.beans.factory.support.";

	private static final int LINES = 15;

	private final Duration interval;

	private final Queue<ParallelPool> used = new ConcurrentLinkedQueue<>();

	private final Map<Thread, ParallelPool> starting = new ConcurrentHashMap<>();

	private final AtomicBoolean begun = new AtomicBoolean();

	private final CountDownLatch over = new CountDownLatch(1);

	StartWatch() {
		this(INTERVAL);
	}

	/**
	 * Makes a watch.
	 * @param interval how often it looks; what waits at two looks hangs
	 */
	StartWatch(Duration interval) {
		this.interval = interval;
	}

	/**
	 * Starts a pool with its first task.
	 * @param pool the pool
	 * @param start starts it, and may wait for beans
	 */
	void start(ParallelPool pool, Runnable start) {
		this.used.add(pool);
		this.starting.put(Thread.currentThread(), pool);
		begin();
		try {
			start.run();
		}
		finally {
			this.starting.remove(Thread.currentThread());
		}
	}

	private void begin() {
		if (this.over.getCount() > 0 && this.begun.compareAndSet(false, true)) {
			Thread watching = new Thread(this::watch, "parallel-start-watch");
			watching.setDaemon(true);
			watching.start();
		}
	}

	/** All beans are made. */
	void end() {
		this.over.countDown();
	}

	@Override
	public void destroy() {
		end();
	}

	private void watch() {
		try {
			Set<String> before = Set.of();
			while (!this.over.await(this.interval.toNanos(), TimeUnit.NANOSECONDS)) {
				Map<String, String> waiting = waiting();
				for (String one : before) {
					String stack = waiting.get(one);
					if (stack != null) {
						tell(one, stack);
						return;
					}
				}
				before = waiting.keySet();
			}
		}
		catch (InterruptedException ex) {
			// Nobody else waits for this thread, so it may just end.
		}
	}

	/** What waits for a bean: what it is, and how it waits. */
	private Map<String, String> waiting() {
		Map<String, String> waiting = new HashMap<>();
		this.starting.forEach((thread, pool) -> note(waiting,
				"the start of pool '%s' by thread '%s'".formatted(pool.name(), thread.getName()), thread));
		Map<String, Thread> threads = new HashMap<>();
		Thread.getAllStackTraces().keySet().forEach((thread) -> threads.put(thread.getName(), thread));
		for (ParallelPool pool : Set.copyOf(this.used)) {
			if (pool.settings().kind() != WorkerKind.PROCESS) {
				pool.workers().forEach((worker) -> note(waiting, pool, worker, threads.get("parallel-" + worker.id())));
			}
		}
		return waiting;
	}

	private static void note(Map<String, String> waiting, ParallelPool pool, WorkerSnapshot worker,
			@Nullable Thread thread) {
		WorkerSnapshot.RunningTask task = worker.task();
		// Where a virtual thread waits can't be seen from here.
		if (task != null && (thread != null || pool.settings().kind() == WorkerKind.VIRTUAL)) {
			note(waiting, "task '%s' of pool '%s'".formatted(task.id(), pool.name()), thread);
		}
	}

	private static void note(Map<String, String> waiting, String what, @Nullable Thread thread) {
		boolean waits = thread != null && isWaiting(thread);
		StackTraceElement[] stack = (thread != null) ? thread.getStackTrace() : new StackTraceElement[0];
		if (thread == null || (waits && isWaiting(thread) && isWaitingForBean(stack))) {
			waiting.put(what,
					Arrays.stream(stack).limit(LINES).map((frame) -> "\n\tat " + frame).collect(Collectors.joining()));
		}
	}

	/** A thread that looks beans up is at the same place, and only takes its time. */
	private static boolean isWaiting(Thread thread) {
		return switch (thread.getState()) {
			case BLOCKED, WAITING, TIMED_WAITING -> true;
			case NEW, RUNNABLE, TERMINATED -> false;
		};
	}

	/** Whether the first place that is none of the JDK's is where Spring makes beans. */
	private static boolean isWaitingForBean(StackTraceElement[] stack) {
		return Arrays.stream(stack)
			.map(StackTraceElement::getClassName)
			.filter((type) -> !isOfJdk(type))
			.findFirst()
			.filter((type) -> type.startsWith(BEAN_FACTORIES))
			.isPresent();
	}

	private static boolean isOfJdk(String type) {
		return type.startsWith("java.") || type.startsWith("jdk.");
	}

	private void tell(String what, String stack) {
		logger.warn(("The application is not up yet, and since %s ms or longer %s waits while beans are made. "
				+ "If it needs a bean whose maker waits for it, both wait for ever. Give the pool the task when all beans are made, such as in an "
				+ "ApplicationRunner, do not wait for it, or have it need no beans.%s")
			.formatted(this.interval.toMillis(), what, stack));
	}

}
