package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.task.TaskUsage;

/**
 * How a task ended.
 *
 * @param usage what it has used, {@code null} if that is not measured
 * @param error what is known of the error as text, {@code null} if the task returned
 * @param body the encoded value; or the encoded throwable, empty if that can't travel
 */
public record ResultMessage(@Nullable TaskUsage usage, @Nullable ErrorText error, ByteBuffer body) {

	private static final long FAILED = 1;

	private static final long MEASURED = 2;

	/**
	 * Encodes what stands before the body.
	 * @return the first part of the payload; the body is the second
	 */
	public byte[] encodeHead() {
		ErrorText failure = this.error;
		TaskUsage used = this.usage;
		MessageWriter writer = new MessageWriter()
			.number(((failure != null) ? FAILED : 0) | ((used != null) ? MEASURED : 0));
		if (used != null) {
			writer.number(used.cpuTime().toNanos()).number(used.allocatedBytes());
		}
		if (failure != null) {
			writer.text(failure.errorClass()).text(failure.message()).text(failure.stack());
		}
		return writer.done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static ResultMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		long parts = reader.number();
		TaskUsage usage = ((parts & MEASURED) != 0)
				? new TaskUsage(Duration.ofNanos(Math.max(0, reader.number())), Math.max(0, reader.number())) : null;
		ErrorText error = ((parts & FAILED) != 0)
				? new ErrorText(reader.requiredText(), reader.text(), reader.requiredText()) : null;
		return new ResultMessage(usage, error, reader.rest());
	}

}
