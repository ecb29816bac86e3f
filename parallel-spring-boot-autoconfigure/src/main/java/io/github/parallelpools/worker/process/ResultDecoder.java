package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.io.InvalidClassException;
import java.nio.ByteBuffer;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskUsage;
import io.github.parallelpools.worker.process.wire.ResultMessage;

/**
 * Makes an outcome of what a worker process sends of a task that it has run. What can't
 * be decoded here is a failure of the task, or stands as a text; only a message that
 * breaks the protocol is an error.
 *
 * @param codec decodes values and errors
 */
record ResultDecoder(PayloadCodec codec) {

	/** Tells the run what it has used, if that is known. */
	TaskOutcome decode(byte[] message, TaskRun run) throws IOException {
		ResultMessage result = ResultMessage.decode(message);
		TaskUsage usage = result.usage();
		if (usage != null) {
			run.used(usage);
		}
		ErrorText error = result.error();
		return (error != null) ? new TaskOutcome.Failed(decodeError(error, result.body())) : decodeValue(result.body());
	}

	private TaskOutcome decodeValue(ByteBuffer body) {
		try {
			return new TaskOutcome.Succeeded(this.codec.decode(body));
		}
		catch (Throwable ex) {
			return new TaskOutcome.Failed(new TaskNotPortableException(
					"The task has run, but its result can't be decoded here: " + ErrorText.of(ex).summary(), ex));
		}
	}

	private Throwable decodeError(ErrorText text, ByteBuffer body) {
		RemoteTaskError asText = new RemoteTaskError(text.errorClass(), text.message(), text.stack());
		if (!body.hasRemaining()) {
			return asText;
		}
		try {
			return (this.codec.decode(body) instanceof Throwable error) ? error : asText;
		}
		catch (InvalidClassException ex) {
			return new RemoteTaskError(text.errorClass(), text.message(),
					"%s%nThis is its text, as it can't be decoded here: %s".formatted(text.stack(), ex.getMessage()));
		}
		catch (Throwable ex) {
			return asText;
		}
	}

}
