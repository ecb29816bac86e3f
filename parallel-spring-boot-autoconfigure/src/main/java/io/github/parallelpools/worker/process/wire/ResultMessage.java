package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;

/**
 * How a task ended.
 *
 * @param error what is known of the error as text, {@code null} if the task returned
 * @param body the encoded value; or the encoded throwable, empty if that can't travel
 */
public record ResultMessage(@Nullable ErrorText error, ByteBuffer body) {

	/**
	 * Encodes what stands before the body.
	 * @return the first part of the payload; the body is the second
	 */
	public byte[] encodeHead() {
		ErrorText failure = this.error;
		if (failure == null) {
			return new MessageWriter().number(0).done();
		}
		return new MessageWriter().number(1)
			.text(failure.errorClass())
			.text(failure.message())
			.text(failure.stack())
			.done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static ResultMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		ErrorText error = (reader.number() == 0) ? null
				: new ErrorText(reader.requiredText(), reader.text(), reader.requiredText());
		return new ResultMessage(error, reader.rest());
	}

}
