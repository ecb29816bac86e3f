package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskProgress;

/**
 * What a task that runs tells of itself.
 *
 * @param waiting whether it waits at a checkpoint
 * @param round the latest request that it knows
 * @param progress how far it has come, {@code null} if it has not told
 */
public record StatusMessage(boolean waiting, int round, @Nullable TaskProgress progress) {

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		MessageWriter writer = new MessageWriter().number(this.waiting ? 1 : 0).number(this.round);
		TaskProgress told = this.progress;
		return (told == null) ? writer.number(0).done()
				: writer.number(1).number(Double.doubleToLongBits(told.fraction())).text(told.text()).done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static StatusMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		boolean waiting = reader.number() == 1;
		int round = (int) reader.number();
		return new StatusMessage(waiting, round, (reader.number() == 0) ? null : progress(reader));
	}

	private static TaskProgress progress(MessageReader reader) throws IOException {
		try {
			return new TaskProgress(Double.longBitsToDouble(reader.number()), reader.text());
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("A status has an impossible progress", ex);
		}
	}

}
