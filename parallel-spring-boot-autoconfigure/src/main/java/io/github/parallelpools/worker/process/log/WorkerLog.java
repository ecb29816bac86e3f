package io.github.parallelpools.worker.process.log;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import io.github.parallelpools.spi.WorkerLogger;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LogRead;

/**
 * The way of one worker's log into the application's: what the worker sends and what it
 * prints, in order. Bounded: of a worker that keeps to its window and to the rate no
 * event is dropped here; one that prints faster than the log takes it has to wait, but
 * not for long. What is dropped is counted, and told once there is room. Safe for use by
 * several threads.
 */
public final class WorkerLog {

	/** More than a worker that keeps to its window can take, the overhead included. */
	private static final long ROOM_FOR_EVENTS = 4 * LogRead.WINDOW;

	private static final long ROOM_FOR_LINES = 1024 * 1024;

	/** What an event takes in memory beside its bytes. */
	private static final int OVERHEAD = 128;

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LogRelay relay;

	private final String pool;

	private final String worker;

	private volatile long pid = -1;

	/** Is told how much of what the worker has sent was read. */
	private volatile LongConsumer readers = (bytes) -> {
	};

	// Guarded by this.

	private long heldEvents;

	private long heldLines;

	private long droppedEvents;

	private long droppedLines;

	private boolean impatient;

	private final LogRate rate = new LogRate(System.nanoTime());

	WorkerLog(LogRelay relay, String pool, String worker) {
		this.relay = relay;
		this.pool = pool;
		this.worker = worker;
	}

	/**
	 * The worker has connected.
	 * @param connected its process id
	 * @param reader is told how many bytes were read of what it sends; returns at once
	 */
	public void connected(long connected, LongConsumer reader) {
		this.pid = connected;
		this.readers = reader;
	}

	/**
	 * The worker has sent a message. Returns at once.
	 * @param payload the message as it came; is looked at later
	 */
	public void received(byte[] payload) {
		if (admits()) {
			hold(payload);
		}
		else {
			this.readers.accept(payload.length);
		}
	}

	private synchronized boolean admits() {
		long now = System.nanoTime();
		tell(this.rate.toTell(now));
		return this.rate.admits(now);
	}

	private void tell(long tooMany) {
		if (tooMany > 0) {
			this.relay.put(() -> deliver(warning(
					"%s log events and printed lines of worker %s were dropped: it says more than %s a second. Let it log and print less, or raise the level of its loggers by parallel.pools.%s.logging.level"
						.formatted(tooMany, this.worker, LogRate.PER_SECOND, this.pool))));
		}
	}

	/**
	 * The worker has ended: tells what was not told yet.
	 */
	public synchronized void close() {
		tell(this.rate.all());
	}

	private synchronized void hold(byte[] payload) {
		if (this.heldEvents > ROOM_FOR_EVENTS) {
			this.droppedEvents++;
			return;
		}
		this.heldEvents += payload.length + OVERHEAD;
		this.relay.put(() -> deliverReceived(payload));
	}

	private void deliverReceived(byte[] payload) {
		try {
			deliver(LogMessage.decode(payload));
		}
		catch (IOException ex) {
			deliver(warning("Worker %s has logged something that can't be read: %s".formatted(this.worker, ex)));
		}
		finally {
			taken(payload.length + OVERHEAD, 0);
			this.readers.accept(payload.length);
		}
	}

	/**
	 * The worker has printed a line. Waits a moment if there is no room for it.
	 * @param process its process id
	 * @param line the line
	 */
	public void printed(long process, String line) {
		if (!admits()) {
			return;
		}
		LogMessage.Source source = new LogMessage.Source(WorkerLogger.PREFIX + "output." + this.pool,
				Thread.currentThread().getName(), null, null);
		LogMessage message = new LogMessage(System.Logger.Level.INFO, Instant.now(), source,
				"[%s] %s".formatted(this.worker, line), null, Map.of());
		int size = line.length() * 2 + OVERHEAD;
		if (takeRoom(size)) {
			this.relay.put(() -> {
				try {
					this.relay.deliver(new WorkerLogEvent(this.pool, this.worker, process, message));
				}
				finally {
					taken(0, size);
				}
			});
		}
	}

	private synchronized boolean takeRoom(int bytes) {
		boolean interrupted = false;
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		while (this.heldLines > ROOM_FOR_LINES && !this.impatient) {
			long left = deadline - System.nanoTime();
			this.impatient = left <= 0;
			try {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		this.impatient = this.heldLines > ROOM_FOR_LINES;
		if (this.impatient) {
			this.droppedLines++;
			return false;
		}
		this.heldLines += bytes;
		return true;
	}

	private void taken(int ofEvents, int ofLines) {
		long events;
		long lines;
		synchronized (this) {
			this.heldEvents -= ofEvents;
			this.heldLines -= ofLines;
			notifyAll();
			events = this.droppedEvents;
			lines = this.droppedLines;
			this.droppedEvents = 0;
			this.droppedLines = 0;
		}
		if (events > 0 || lines > 0) {
			deliver(warning(
					"%s log events and %s printed lines of worker %s were dropped: the application's log did not take them"
						.formatted(events, lines, this.worker)));
		}
	}

	private LogMessage warning(String text) {
		LogMessage.Source source = new LogMessage.Source(WorkerLogger.PREFIX + this.pool,
				Thread.currentThread().getName(), null, null);
		return new LogMessage(System.Logger.Level.WARNING, Instant.now(), source, text, null, Map.of());
	}

	private void deliver(LogMessage message) {
		this.relay.deliver(new WorkerLogEvent(this.pool, this.worker, this.pid, message));
	}

}
