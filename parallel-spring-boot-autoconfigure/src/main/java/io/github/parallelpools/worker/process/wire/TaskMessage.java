package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A task to be run.
 *
 * @param taskId the task's id
 * @param attempt which attempt it is
 * @param deadlineMillis when it is over time, in milliseconds of the epoch; -1 for never
 * @param item whether the body is an item for the handler, or else something to call
 * @param body the encoded item or callable
 */
public record TaskMessage(String taskId, int attempt, long deadlineMillis, boolean item, ByteBuffer body) {

	/**
	 * Encodes what stands before the body.
	 * @return the first part of the payload; the body is the second
	 */
	public byte[] encodeHead() {
		return new MessageWriter().text(this.taskId)
			.number(this.attempt)
			.number(this.deadlineMillis)
			.number(this.item ? 1 : 0)
			.done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static TaskMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		return new TaskMessage(reader.requiredText(), (int) reader.number(), reader.number(), reader.number() == 1,
				reader.rest());
	}

}
