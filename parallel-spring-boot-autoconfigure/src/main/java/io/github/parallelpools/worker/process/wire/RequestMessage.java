package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

/**
 * What is asked of a task.
 *
 * @param pause whether it is to wait at its next checkpoint
 * @param stop whether it is to end by itself
 * @param interrupt whether its thread is to be interrupted, once
 * @param round the number of the request
 */
public record RequestMessage(boolean pause, boolean stop, boolean interrupt, int round) {

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		return new MessageWriter().number(this.pause ? 1 : 0)
			.number(this.stop ? 1 : 0)
			.number(this.interrupt ? 1 : 0)
			.number(this.round)
			.done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static RequestMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		return new RequestMessage(reader.number() == 1, reader.number() == 1, reader.number() == 1,
				(int) reader.number());
	}

}
