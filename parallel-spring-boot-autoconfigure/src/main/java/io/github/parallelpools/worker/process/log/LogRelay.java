package io.github.parallelpools.worker.process.log;

import java.util.concurrent.LinkedTransferQueue;

import org.jspecify.annotations.Nullable;

/**
 * Hands what workers log to the application's log, in the order in which it came, by one
 * thread that comes with the first of it. What is under way is bounded by each
 * {@link WorkerLog}.
 */
public final class LogRelay implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(LogRelay.class.getName());

	/** How long the last events may take when the application closes. */
	private static final long LAST_EVENTS_MILLIS = 2000;

	private static final Runnable END = () -> {
	};

	private final ApplicationLog log;

	private final LinkedTransferQueue<Runnable> deliveries = new LinkedTransferQueue<>();

	// Guarded by this.

	private @Nullable Thread thread;

	private boolean closed;

	/**
	 * Makes a relay.
	 * @param log the application's log
	 */
	public LogRelay(ApplicationLog log) {
		this.log = log;
	}

	/**
	 * The way of one worker's log.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @return the way
	 */
	public WorkerLog open(String pool, String worker) {
		return new WorkerLog(this, pool, worker);
	}

	/** Puts a delivery at the end of the queue; returns at once. */
	synchronized void put(Runnable delivery) {
		if (this.closed) {
			return;
		}
		this.deliveries.add(delivery);
		if (this.thread == null) {
			Thread made = new Thread(null, this::run, "parallel-log", 0, false);
			made.setDaemon(true);
			made.start();
			this.thread = made;
		}
	}

	/**
	 * Hands an event on, so that it is one line and nothing else. The application's log
	 * runs foreign code: whatever it throws, the next follows.
	 */
	void deliver(WorkerLogEvent event) {
		try {
			this.log.log(new WorkerLogEvent(event.pool(), event.worker(), event.pid(), OneLine.of(event.message())));
		}
		catch (Throwable ex) {
			tell("The application's log could not take an event of worker " + event.worker(), ex);
		}
	}

	private static void tell(String text, Throwable error) {
		try {
			logger.log(System.Logger.Level.WARNING, text, error);
		}
		catch (Throwable ex) {
			// The same log, most likely.
			System.err.println(text + ": " + error);
		}
	}

	private void run() {
		for (Runnable delivery; (delivery = take()) != END;) {
			try {
				delivery.run();
			}
			catch (Throwable ex) {
				tell("An event of a worker's log is lost", ex);
			}
		}
	}

	private Runnable take() {
		while (true) {
			try {
				return this.deliveries.take();
			}
			catch (InterruptedException ex) {
				// What an appender left behind means nothing here.
				Thread.interrupted();
			}
		}
	}

	/**
	 * Waits for a short time until what has arrived is logged, and ends the thread.
	 */
	@Override
	public void close() {
		Thread last;
		synchronized (this) {
			last = this.thread;
			this.closed = true;
			this.deliveries.add(END);
		}
		try {
			if (last != null) {
				last.join(LAST_EVENTS_MILLIS);
				tellIfLate(last);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void tellIfLate(Thread last) {
		if (last.isAlive()) {
			// Not through the log, which does not take anything.
			System.err.printf("The log has not taken the last %s events of worker processes within %s ms%n",
					this.deliveries.size(), LAST_EVENTS_MILLIS);
		}
	}

}
