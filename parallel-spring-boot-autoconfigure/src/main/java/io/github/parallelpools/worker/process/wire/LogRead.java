package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

/**
 * The application has read from a child's log, which may log as much again.
 *
 * @param bytes how much of what the child has sent
 */
public record LogRead(long bytes) {

	/** How many bytes of its log a child may have sent that nobody has read. */
	public static final long WINDOW = 1024 * 1024;

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		return new MessageWriter().number(this.bytes).done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static LogRead decode(byte[] payload) throws IOException {
		return new LogRead(new MessageReader(payload).number());
	}

}
