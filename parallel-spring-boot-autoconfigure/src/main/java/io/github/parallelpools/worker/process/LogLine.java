package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.log.WorkerLog;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LogLevels;
import io.github.parallelpools.worker.process.wire.LogRead;

/**
 * The line between one worker's log and the application's: events come, and levels and
 * the permission to log more go. Those are sent by helper threads, as a worker that was
 * halted may hold up whoever sends. Safe for use by several threads.
 */
final class LogLine {

	/** Only one message of a line is sent at a time. */
	private static final long ID = -1;

	/** Rare enough to cost nothing, and early enough for the worker not to wait. */
	private static final long WORTH_TELLING = LogRead.WINDOW / 4;

	private final WorkerLog log;

	private final Supplier<LogLevels> levels;

	private final Consumer<LogLine> closed;

	private final AtomicLong read = new AtomicLong();

	private final AtomicBoolean changed = new AtomicBoolean(true);

	private final Dispatch dispatch;

	private volatile @Nullable Connection connection;

	LogLine(WorkerLog log, Supplier<LogLevels> levels, Executor senders, Consumer<LogLine> closed) {
		this.log = log;
		this.levels = levels;
		this.dispatch = new Dispatch(senders, this::send);
		this.closed = closed;
	}

	/** The worker has connected; called by the reader. */
	void connected(Connection connected, long pid) {
		this.connection = connected;
		this.log.connected(pid, this::read);
	}

	void received(byte[] payload) {
		this.log.received(payload);
	}

	void printed(long pid, String line) {
		this.log.printed(pid, line);
	}

	/** Levels have changed; returns at once. */
	void levelsChanged() {
		this.changed.set(true);
		sendSoon();
	}

	private void read(long bytes) {
		if (this.read.addAndGet(bytes) >= WORTH_TELLING) {
			sendSoon();
		}
	}

	private void sendSoon() {
		if (this.connection != null) {
			this.dispatch.soon();
		}
	}

	/** Sends what the worker does not know yet, and waits until that is done. */
	void tell() throws IOException {
		this.dispatch.now();
	}

	/** The levels at first. */
	private void send() throws IOException {
		Connection open = this.connection;
		if (open == null) {
			return;
		}
		try {
			if (this.changed.getAndSet(false)) {
				open.send(FrameType.LEVELS, ID, ByteBuffer.wrap(this.levels.get().encode()));
			}
			long bytes = this.read.getAndSet(0);
			if (bytes > 0) {
				open.send(FrameType.LOG_READ, ID, ByteBuffer.wrap(new LogRead(bytes).encode()));
			}
		}
		catch (IOException ex) {
			// The worker has ended and logs no more.
			this.connection = null;
			throw ex;
		}
	}

	/** The worker is told nothing more; what has arrived is still logged. */
	void close() {
		this.connection = null;
		this.log.close();
		this.closed.accept(this);
	}

}
