package io.github.parallelpools.worker.process.launch;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;

/**
 * The application's end of the connection to one worker process. All methods but
 * {@link #printed} are called by the connection's reader.
 */
public interface Session extends Connection.Receiver {

	/** Nobody's. */
	Session NONE = new Session() {

		@Override
		public String name() {
			return "nobody";
		}

		@Override
		public void connected(Connection connection, long pid) {
		}

		@Override
		public void received(FrameType type, long id, byte[] payload) throws IOException {
			throw new IOException("Nobody listens");
		}

		@Override
		public void closed(@Nullable IOException end) {
		}

	};

	/**
	 * The worker's id.
	 * @return the id
	 */
	String name();

	/**
	 * The worker has said its token.
	 * @param connection the connection
	 * @param pid the worker's process id
	 */
	void connected(Connection connection, long pid);

	/**
	 * The worker has printed a line. Called by the thread that reads what it prints; may
	 * wait for a short time.
	 * @param pid the worker's process id
	 * @param line the line
	 */
	default void printed(long pid, String line) {
	}

	/**
	 * The connection has ended. Called exactly once after {@link #connected}.
	 * @param end why, {@code null} if the worker closed it between two messages
	 */
	void closed(@Nullable IOException end);

}
