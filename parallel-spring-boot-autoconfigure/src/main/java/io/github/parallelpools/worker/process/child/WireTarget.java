package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.parallelpools.spi.WorkerLogger;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LogRead;

/**
 * Forwards the log to the application, in the thread that logs, so that what was logged
 * before a death arrives. No more is on its way than the application has room for: who
 * logs faster than it reads has to wait, but not for long. Once somebody has waited in
 * vain, everything is dropped and counted until there is room again.
 */
final class WireTarget implements LogTarget {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Connection connection;

	/** The frames of large messages of several threads must not mix. */
	private final AtomicLong ids = new AtomicLong();

	private final WorkerSpec spec;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition hasRoom = this.lock.newCondition();

	// Guarded by the lock.

	private long room = LogRead.WINDOW;

	private long dropped;

	private boolean impatient;

	WireTarget(Connection connection, WorkerSpec spec) {
		this.connection = connection;
		this.spec = spec;
	}

	@Override
	public void log(LogMessage message) {
		byte[] payload = message.encode();
		if (take(payload.length)) {
			tellDropped(false);
			send(payload);
		}
	}

	/** Takes room for a message, or counts it as dropped. */
	private boolean take(int bytes) {
		this.lock.lock();
		try {
			if (this.room <= 0 && !this.impatient) {
				awaitRoom();
			}
			this.impatient = this.room <= 0;
			if (this.impatient) {
				this.dropped++;
				return false;
			}
			this.room -= bytes;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitRoom() {
		boolean interrupted = false;
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		for (long left = PATIENCE_NANOS; this.room <= 0 && left > 0; left = deadline - System.nanoTime()) {
			try {
				this.hasRoom.awaitNanos(left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	void read(long bytes) {
		this.lock.lock();
		try {
			this.room += bytes;
			this.hasRoom.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tells how much was dropped; also if there is no room, if this is the last chance.
	 */
	void tellDropped(boolean last) {
		long count;
		byte[] payload;
		this.lock.lock();
		try {
			count = this.dropped;
			if (count == 0 || (this.room <= 0 && !last)) {
				return;
			}
			this.dropped = 0;
			payload = notice(count).encode();
			this.room -= payload.length;
		}
		finally {
			this.lock.unlock();
		}
		send(payload);
	}

	private LogMessage notice(long count) {
		LogMessage.Source source = new LogMessage.Source(WorkerLogger.PREFIX + this.spec.pool(),
				Thread.currentThread().getName(), null, null);
		String text = "Worker %s has dropped %s log events: the application's log did not take them for %s ms"
			.formatted(this.spec.worker(), count, TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
		return new LogMessage(System.Logger.Level.WARNING, Instant.now(), source, text, null, Map.of());
	}

	private void send(byte[] payload) {
		try {
			this.connection.send(FrameType.LOG, this.ids.incrementAndGet(), ByteBuffer.wrap(payload));
		}
		catch (IOException ex) {
			// The application is gone, and in a moment so is this process.
			return;
		}
	}

}
