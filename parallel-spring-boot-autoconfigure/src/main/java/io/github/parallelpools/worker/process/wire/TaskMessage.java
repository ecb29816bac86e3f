package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * A task to be run.
 *
 * @param taskId the task's id
 * @param attempt which attempt it is
 * @param token what tells this run from earlier ones, mostly the attempt
 * @param deadlineMillis when it is over time, in milliseconds of the epoch; -1 for never
 * @param tag what its submitter has called it, {@code null} for nothing
 * @param mode what is done with the body
 * @param context what the submitter of the task had along, {@code null} for nothing
 * @param body the encoded object or objects, empty for a poll
 */
public record TaskMessage(String taskId, int attempt, long token, long deadlineMillis, @Nullable String tag, Mode mode,
		byte @Nullable [] context, ByteBuffer body) {

	/** Is added to the number of the mode if there is a context. */
	private static final int WITH_CONTEXT = 0x100;

	/** Is added to the number of the mode if there is a tag. */
	private static final int WITH_TAG = 0x200;

	/** Is added to the number of the mode if the token is not the attempt. */
	private static final int WITH_TOKEN = 0x400;

	private static final Mode[] MODES = Mode.values();

	/**
	 * What a task is. The order is part of the protocol.
	 */
	public enum Mode {

		/** The body is called. */
		CALL,

		/** The body is an item for the worker's handler. */
		ITEM,

		/** The poller looks for work; there is no body. */
		POLL,

		/**
		 * The number of the bytes of a handler, the handler, which is nothing for the
		 * worker's own, and its argument.
		 */
		APPLY

	}

	/**
	 * Encodes what stands before the body.
	 * @return the first part of the payload; the body is the second
	 */
	public byte[] encodeHead() {
		boolean hasToken = this.token != this.attempt;
		int with = ((this.context != null) ? WITH_CONTEXT : 0) | ((this.tag != null) ? WITH_TAG : 0)
				| (hasToken ? WITH_TOKEN : 0);
		MessageWriter writer = new MessageWriter().text(this.taskId)
			.number(this.attempt)
			.number(this.deadlineMillis)
			.number(this.mode.ordinal() | with);
		if (this.context != null) {
			writer.bytes(this.context);
		}
		if (this.tag != null) {
			writer.text(this.tag);
		}
		return (hasToken ? writer.number(this.token) : writer).done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static TaskMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		String taskId = reader.requiredText();
		int attempt = (int) reader.number();
		long deadlineMillis = reader.number();
		long mode = reader.number();
		byte[] context = ((mode & WITH_CONTEXT) != 0) ? reader.bytes() : null;
		String tag = ((mode & WITH_TAG) != 0) ? reader.requiredText() : null;
		long token = ((mode & WITH_TOKEN) != 0) ? reader.number() : attempt;
		return new TaskMessage(taskId, attempt, token, deadlineMillis, tag,
				mode(mode & ~(WITH_CONTEXT | WITH_TAG | WITH_TOKEN)), context, reader.rest());
	}

	private static Mode mode(long ordinal) throws IOException {
		if (ordinal < 0 || ordinal >= MODES.length) {
			throw new IOException("Unknown mode " + ordinal);
		}
		return MODES[(int) ordinal];
	}

	/**
	 * Puts a handler and its argument together.
	 * @param handler the encoded handler, empty for the worker's own
	 * @param argument the encoded argument
	 * @return a body of the mode {@link Mode#APPLY}
	 */
	public static byte[] applying(byte[] handler, byte[] argument) {
		return ByteBuffer.allocate(Integer.BYTES + handler.length + argument.length)
			.putInt(handler.length)
			.put(handler)
			.put(argument)
			.array();
	}

	/**
	 * Takes the handler off a body of the mode {@link Mode#APPLY}, so that the argument
	 * is left.
	 * @return the encoded handler, empty for the worker's own
	 * @throws IOException if there is none
	 */
	public ByteBuffer takeHandler() throws IOException {
		if (this.body.remaining() < Integer.BYTES) {
			throw new IOException("A task is too short");
		}
		int length = this.body.getInt();
		if (length < 0 || length > this.body.remaining()) {
			throw new IOException("A task is too short for a handler of " + length + " bytes");
		}
		ByteBuffer handler = this.body.slice(this.body.position(), length);
		this.body.position(this.body.position() + length);
		return handler;
	}

}
