package io.github.parallelpools.worker.process.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Messages over one socket, in frames of at most 64 KiB, so that others get through
 * between the frames of a large one:
 *
 * <pre>
 *   length of the payload (4 bytes) | type, with the highest bit set if more follows (1) | id (8) | payload
 * </pre>
 *
 * One thread reads; any thread may send. The channel is in non-blocking mode, in which an
 * interrupted thread does not close it: a task that is interrupted while its result is
 * sent harms nothing. Only the selectors wait, and they are asked again after an
 * interrupt. Both directions are in one class, and make it large, as they share the
 * layout and the channel, and end together.
 */
public final class Connection implements AutoCloseable {

	private static final int CHUNK = 64 * 1024;

	private static final int HEADER = Integer.BYTES + 1 + Long.BYTES;

	private static final long POLL_NANOS = 2_000_000;

	private static final int MORE = 0x80;

	/** Made in advance. */
	private static final IOException NO_MEMORY = new IOException(
			"The connection failed as the memory was exhausted on this side");

	/** Made in advance. */
	private static final IOException BROKEN_OFF = new IOException("A message could not be sent to its end");

	private final SocketChannel channel;

	private final Selector readable;

	private final Selector writable;

	private final ReentrantLock sending = new ReentrantLock();

	/** Guarded by {@link #sending}. */
	private final ByteBuffer out = ByteBuffer.allocateDirect(HEADER + CHUNK);

	/** The reading thread's. */
	private final ByteBuffer in = ByteBuffer.allocateDirect(HEADER + CHUNK);

	/** The reading thread's. */
	private final Assembly assembly;

	private volatile boolean polling;

	/** Whether a message was sent in part, so that nothing can follow it. */
	private volatile boolean brokenOff;

	/** Is told what arrives, by the reading thread. */
	public interface Receiver {

		/**
		 * A message has arrived. Runs no foreign code and returns soon.
		 * @param type what it says
		 * @param id what it belongs to
		 * @param payload the rest
		 * @throws IOException if the message breaks the protocol, which ends the
		 * connection
		 */
		void received(FrameType type, long id, byte[] payload) throws IOException;

	}

	/**
	 * Takes over a connected channel.
	 * @param channel the channel
	 * @param maxMessage the most bytes that a received message may have
	 * @throws IOException if the channel is closed
	 */
	public Connection(SocketChannel channel, long maxMessage) throws IOException {
		this.channel = channel;
		this.assembly = new Assembly(maxMessage);
		channel.configureBlocking(false);
		this.readable = Selector.open();
		this.writable = Selector.open();
		channel.register(this.readable, SelectionKey.OP_READ);
		channel.register(this.writable, SelectionKey.OP_WRITE);
	}

	/**
	 * Changes what may be received.
	 * @param bytes the most bytes that a message may have
	 */
	public void limitMessages(long bytes) {
		this.assembly.limit(bytes);
	}

	/**
	 * Sends a message and waits until the socket has taken it.
	 * @param type what it says
	 * @param id what it belongs to
	 * @param parts the payload, in parts, which are read to their ends
	 * @throws IOException if the connection is closed
	 */
	public void send(FrameType type, long id, ByteBuffer... parts) throws IOException {
		put(type, id, parts);
		flush();
	}

	/**
	 * Puts a message behind those that are to be sent; it is sent with the next one, or
	 * by {@link #flush()}, or when there is no room left. If it throws anything but an
	 * {@code IOException}, as memory is short, the other side never has the message: it
	 * was not put, or the connection ends in the middle of it.
	 * @param type what it says
	 * @param id what it belongs to
	 * @param parts the payload, in parts, which are read to their ends
	 * @throws IOException if the connection is closed
	 */
	public void put(FrameType type, long id, ByteBuffer... parts) throws IOException {
		long left = 0;
		for (ByteBuffer part : parts) {
			left += part.remaining();
		}
		boolean begun = false;
		boolean whole = false;
		int next = 0;
		try {
			do {
				int length = (int) Math.min(left, CHUNK);
				left -= length;
				this.sending.lock();
				try {
					makeRoom(HEADER + length);
					begun = true;
					int end = this.out.position() + HEADER + length;
					this.out.putInt(length).put((byte) (type.ordinal() | ((left > 0) ? MORE : 0))).putLong(id);
					while (this.out.position() < end) {
						next += put(parts[next], end - this.out.position()) ? 1 : 0;
					}
				}
				finally {
					this.sending.unlock();
				}
			}
			while (left > 0);
			whole = true;
		}
		finally {
			if (begun && !whole) {
				breakOff();
			}
		}
	}

	private void makeRoom(int bytes) throws IOException {
		if (this.out.remaining() < bytes || this.brokenOff) {
			drain();
		}
	}

	/**
	 * The other side has a message in part. It sees that this is the end; what it has
	 * sent itself is still read.
	 */
	private void breakOff() {
		this.brokenOff = true;
		try {
			this.channel.shutdownOutput();
		}
		catch (IOException ex) {
			// Then it is closed, which says the same.
			return;
		}
	}

	/**
	 * Sends what was put and waits until the socket has taken it.
	 * @throws IOException if the connection is closed
	 */
	public void flush() throws IOException {
		this.sending.lock();
		try {
			drain();
		}
		finally {
			this.sending.unlock();
		}
	}

	/** Puts as much of a part as is wanted; returns whether that was the last of it. */
	private boolean put(ByteBuffer part, int wanted) {
		int length = Math.min(wanted, part.remaining());
		this.out.put(this.out.position(), part, part.position(), length);
		this.out.position(this.out.position() + length);
		part.position(part.position() + length);
		return !part.hasRemaining();
	}

	/** What is left when the connection fails is never sent. */
	private void drain() throws IOException {
		if (this.brokenOff) {
			throw BROKEN_OFF;
		}
		boolean sent = false;
		this.out.flip();
		try {
			while (this.out.hasRemaining()) {
				if (this.channel.write(this.out) == 0) {
					await(this.writable);
				}
			}
			sent = true;
		}
		finally {
			this.out.clear();
			if (!sent) {
				breakOff();
			}
		}
	}

	/**
	 * Reads until the other side closes the connection or it breaks, then closes it.
	 * Called by one thread.
	 * @param receiver is told what arrives
	 * @return why the connection ended, {@code null} if the other side closed it between
	 * two messages
	 */
	public @Nullable IOException read(Receiver receiver) {
		try {
			while (fill()) {
				this.in.flip();
				while (readFrame(receiver)) {
					continue;
				}
				this.in.compact();
			}
			return (this.in.position() > 0 || !this.assembly.isEmpty()) ? new EOFException("Closed within a message")
					: null;
		}
		catch (IOException ex) {
			return ex;
		}
		catch (RuntimeException | Error ex) {
			return failure(ex);
		}
		finally {
			this.assembly.clear();
			close();
		}
	}

	/**
	 * Whoever waits for the end of the connection must learn of it, also when memory runs
	 * out.
	 */
	private static IOException failure(Throwable cause) {
		try {
			return new IOException("The connection failed: " + cause, cause);
		}
		catch (OutOfMemoryError ex) {
			return NO_MEMORY;
		}
	}

	private boolean fill() throws IOException {
		while (true) {
			int count = this.channel.read(this.in);
			if (count != 0) {
				return count > 0;
			}
			await(this.readable);
		}
	}

	private boolean readFrame(Receiver receiver) throws IOException {
		if (this.in.remaining() < HEADER) {
			return false;
		}
		this.in.mark();
		int length = this.in.getInt();
		int flags = this.in.get() & 0xFF;
		long id = this.in.getLong();
		if (length < 0 || length > CHUNK) {
			throw new IOException("A frame can't have " + length + " bytes");
		}
		if ((flags & MORE) != 0 && length < CHUNK) {
			throw new IOException("A frame that is not the last of its message can't have " + length + " bytes");
		}
		if (this.in.remaining() < length) {
			this.in.reset();
			return false;
		}
		byte[] payload = new byte[length];
		this.in.get(payload);
		FrameType type = FrameType.of(flags & ~MORE);
		byte[] message = this.assembly.add(type, id, payload, (flags & MORE) != 0);
		if (message != null) {
			receiver.received(type, id, message);
		}
		return true;
	}

	/**
	 * From now on the thread that reads looks every 2 ms whether something has come. For
	 * a JVM that is about to exit: it would wait 300 ms for a thread that the system has
	 * put to sleep, see {@code VM_Exit::wait_for_threads_in_native_to_block} of HotSpot.
	 */
	public void poll() {
		this.polling = true;
		this.readable.wakeup();
	}

	private int select(Selector selector) throws IOException {
		if (!this.polling) {
			return selector.select();
		}
		LockSupport.parkNanos(POLL_NANOS);
		return selector.selectNow();
	}

	private void await(Selector selector) throws IOException {
		boolean interrupted = Thread.interrupted();
		try {
			while (select(selector) == 0) {
				if (!this.channel.isOpen() || !selector.isOpen()) {
					throw new EOFException("The connection is closed");
				}
				interrupted |= Thread.interrupted();
			}
			selector.selectedKeys().clear();
		}
		catch (ClosedSelectorException ex) {
			throw new EOFException("The connection is closed");
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void close() {
		try (Selector reading = this.readable; Selector writing = this.writable) {
			this.channel.close();
		}
		catch (IOException ex) {
			// It is closed as far as it can be; nobody could do more.
			return;
		}
	}

}
