package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A task to be run.
 *
 * @param taskId the task's id
 * @param attempt which attempt it is
 * @param deadlineMillis when it is over time, in milliseconds of the epoch; -1 for never
 * @param mode what is done with the body
 * @param body the encoded item or callable, empty for a poll
 */
public record TaskMessage(String taskId, int attempt, long deadlineMillis, Mode mode, ByteBuffer body) {

	private static final Mode[] MODES = Mode.values();

	/**
	 * What a task is. The order is part of the protocol.
	 */
	public enum Mode {

		/** The body is called. */
		CALL,

		/** The body is an item for the handler. */
		ITEM,

		/** The poller looks for work; there is no body. */
		POLL

	}

	/**
	 * Encodes what stands before the body.
	 * @return the first part of the payload; the body is the second
	 */
	public byte[] encodeHead() {
		return new MessageWriter().text(this.taskId)
			.number(this.attempt)
			.number(this.deadlineMillis)
			.number(this.mode.ordinal())
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
		return new TaskMessage(reader.requiredText(), (int) reader.number(), reader.number(), mode(reader.number()),
				reader.rest());
	}

	private static Mode mode(long ordinal) throws IOException {
		if (ordinal < 0 || ordinal >= MODES.length) {
			throw new IOException("Unknown mode " + ordinal);
		}
		return MODES[(int) ordinal];
	}

}
