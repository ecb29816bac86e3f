package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what happens in pools to the application's listeners: from before the pools
 * start with the application until after they have stopped with it. What happens earlier
 * waits until then. Knows nothing of what is told.
 */
final class PoolEventPublisher implements SmartLifecycle {

	/** How long the application that closes waits for listeners. */
	private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);

	private final ApplicationEventPublisher publisher;

	private final Executor threads;

	private final List<EventLine> lines = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	PoolEventPublisher(ApplicationEventPublisher publisher, ClassLoader classLoader) {
		this.publisher = publisher;
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(work) -> thread(work, classLoader));
	}

	/** Not with the class loader of a task that happens to make it. */
	private static Thread thread(Runnable work, ClassLoader classLoader) {
		Thread thread = new Thread(null, work, "parallel-events", 0, false);
		thread.setContextClassLoader(classLoader);
		thread.setDaemon(true);
		return thread;
	}

	/** The way of the events of one pool. */
	EventLine line(String pool) {
		EventLine line = new EventLine(pool, this.publisher::publishEvent, this.threads);
		this.lines.add(line);
		if (this.running) {
			line.open();
		}
		return line;
	}

	@Override
	public void start() {
		this.running = true;
		this.lines.forEach(EventLine::open);
	}

	@Override
	public void stop() {
		this.running = false;
		long deadline = System.nanoTime() + LAST_WORDS;
		this.lines.forEach((line) -> line.close(deadline - System.nanoTime()));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PoolLifecycle.PHASE - 1;
	}

}
