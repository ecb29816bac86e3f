package io.github.parallelpools.autoconfigure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;

/**
 * The events of one pool, or another source, on their way to the application's listeners:
 * told one after the other by another thread, so that whoever adds one never waits. At
 * most {@value #CAPACITY} wait; more are dropped, of which a warning tells once. Knows
 * nothing of who listens.
 */
final class EventLine {

	static final int CAPACITY = 1000;

	private static final Log logger = LogFactory.getLog(EventLine.class);

	private final String source;

	private final Consumer<ApplicationEvent> listeners;

	private final Executor threads;

	/** Guarded by this. */
	private final Deque<ApplicationEvent> waiting = new ArrayDeque<>();

	/** Guarded by this. */
	private Phase phase = Phase.COLLECTING;

	/** Whether a thread tells. Guarded by this. */
	private boolean telling;

	/** Whether some were dropped since all were told. Guarded by this. */
	private boolean dropping;

	/** From COLLECTING or CLOSED to OPEN, from there to CLOSED. */
	private enum Phase {

		/** Listeners are still being made: events wait. */
		COLLECTING,

		/** Events are told. */
		OPEN,

		/** Nobody listens any more: events are forgotten. */
		CLOSED

	}

	EventLine(String source, Consumer<ApplicationEvent> listeners, Executor threads) {
		this.source = source;
		this.listeners = listeners;
		this.threads = threads;
	}

	/** Has an event told after those before it; returns at once. */
	void add(ApplicationEvent event) {
		boolean dropped;
		synchronized (this) {
			boolean full = this.waiting.size() >= CAPACITY;
			dropped = full && !this.dropping;
			this.dropping |= full;
			if (!full && this.phase != Phase.CLOSED) {
				this.waiting.add(event);
			}
		}
		if (dropped) {
			this.threads
				.execute(() -> logger.warn(("%s drops events, as %s wait for listeners that are too slow or hang. "
						+ "Let them be short, or make them @Async. This is told once.")
					.formatted(this.source, CAPACITY)));
		}
		tell();
	}

	/** All listeners are there. */
	void open() {
		synchronized (this) {
			this.phase = Phase.OPEN;
		}
		tell();
	}

	/**
	 * Listeners are about to go: waits until those were told that wait, and forgets the
	 * rest.
	 * @param nanos how long to wait at most
	 */
	synchronized void close(long nanos) {
		long deadline = System.nanoTime() + nanos;
		try {
			while (this.telling && deadline - System.nanoTime() > 0) {
				TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.phase = Phase.CLOSED;
		this.waiting.clear();
	}

	private void tell() {
		synchronized (this) {
			if (this.telling || this.phase != Phase.OPEN || this.waiting.isEmpty()) {
				return;
			}
			this.telling = true;
		}
		boolean handedOver = false;
		try {
			this.threads.execute(this::tellAll);
			handedOver = true;
		}
		finally {
			if (!handedOver) {
				// Threads are short: the next event tries again.
				ended();
			}
		}
	}

	private void tellAll() {
		boolean toldAll = false;
		try {
			for (ApplicationEvent event; (event = next()) != null;) {
				tell(event);
			}
			toldAll = true;
		}
		finally {
			if (!toldAll) {
				// Even the log has failed: another thread tells the rest.
				ended();
				tell();
			}
		}
	}

	private void tell(ApplicationEvent event) {
		try {
			this.listeners.accept(event);
		}
		catch (Throwable ex) {
			logger.error("A listener failed on %s; nothing else is affected".formatted(event), ex);
		}
	}

	private synchronized @Nullable ApplicationEvent next() {
		ApplicationEvent next = (this.phase == Phase.OPEN) ? this.waiting.poll() : null;
		if (next == null) {
			this.dropping = false;
			ended();
		}
		return next;
	}

	private synchronized void ended() {
		this.telling = false;
		notifyAll();
	}

}
