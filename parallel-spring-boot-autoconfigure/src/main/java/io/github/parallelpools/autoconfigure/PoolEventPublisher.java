package io.github.parallelpools.autoconfigure;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

import io.github.parallelpools.autoconfigure.event.ParallelPoolEvent;

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

	/** A line is held by its source: pools come and go. Guarded by itself. */
	private final Set<EventLine> lines = Collections.newSetFromMap(new WeakHashMap<>());

	private final List<Consumer<ApplicationEvent>> own = new CopyOnWriteArrayList<>();

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

	/**
	 * Has somebody told of each event at once, before it is published: the library's own,
	 * who neither throw nor wait.
	 */
	void tellAtOnce(Consumer<ApplicationEvent> one) {
		this.own.add(one);
	}

	/** Where the events of one pool go. */
	Consumer<ParallelPoolEvent> way(String pool) {
		return others("Pool '" + pool + "'")::accept;
	}

	/** Where the events go that are not of one pool. */
	Consumer<ApplicationEvent> others(String source) {
		EventLine line = line(source);
		return (event) -> {
			this.own.forEach((one) -> one.accept(event));
			line.add(event);
		};
	}

	EventLine line(String source) {
		EventLine line = new EventLine(source, this.publisher::publishEvent, this.threads);
		synchronized (this.lines) {
			this.lines.add(line);
		}
		if (this.running) {
			line.open();
		}
		return line;
	}

	@Override
	public void start() {
		this.running = true;
		lines().forEach(EventLine::open);
	}

	private List<EventLine> lines() {
		synchronized (this.lines) {
			return List.copyOf(this.lines);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		long deadline = System.nanoTime() + LAST_WORDS;
		lines().forEach((line) -> line.close(deadline - System.nanoTime()));
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
