package io.github.parallelpools.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;
import io.github.parallelpools.task.TaskUsage;

/**
 * What is stored of an outcome: the task's result, and its value or its error where that
 * can travel.
 *
 * @param codec encodes values and errors
 * @param maxBytes how many bytes these may have
 */
record OutcomePayload(PayloadCodec codec, long maxBytes) {

	private static final int VERSION = 1;

	private static final byte[] NOTHING = {};

	/**
	 * An outcome as it travels.
	 *
	 * @param result how the task ended
	 * @param bytes the same, encoded
	 */
	record Encoded(TaskResult result, byte[] bytes) {
	}

	/**
	 * An outcome as it has come.
	 *
	 * @param result how the task ended
	 * @param value its value or its error, {@code null} if there is none
	 */
	record Decoded(TaskResult result, @Nullable Object value) {
	}

	/** A value that can't travel is a failure of the task. */
	Encoded encode(TaskOutcome outcome, TaskResult result) {
		if (outcome instanceof TaskOutcome.Succeeded succeeded) {
			try {
				return encoded(result, body(succeeded.value()));
			}
			catch (TaskNotPortableException ex) {
				return failure(result, ex);
			}
		}
		if (outcome instanceof TaskOutcome.Failed failed) {
			try {
				return encoded(result, body(failed.error()));
			}
			catch (TaskNotPortableException ex) {
				return encoded(result, NOTHING);
			}
		}
		return encoded(result, NOTHING);
	}

	/**
	 * A failure that stands where the end of a task was refused by the store.
	 * @param code how the task has ended
	 * @param said what the store has said
	 * @param times how long it took
	 */
	Encoded refused(String code, String said, TaskTimes times) {
		TaskNotPortableException error = new TaskNotPortableException(
				"The task has run and ended with %s, but the store of the cluster has refused that, while it took other writes: %s"
					.formatted(code, said),
				null);
		return encode(new TaskOutcome.Failed(error),
				new TaskResult(ResultCode.FAILED, error.getClass().getName(), error.getMessage(), null, false, times));
	}

	private Encoded failure(TaskResult result, Throwable error) {
		ErrorText text = ErrorText.of(error);
		return encoded(new TaskResult(ResultCode.FAILED, text.errorClass(), text.message(), text.stack(),
				result.overtime(), result.times()), NOTHING);
	}

	private byte[] body(@Nullable Object value) {
		byte[] body = this.codec.encode(value);
		if (body.length > this.maxBytes) {
			throw new TaskNotPortableException(
					"The task has run, but its result has %s bytes when it is encoded, and %s are allowed in the cluster. Raise 'parallel.cluster.max-payload', or return less."
						.formatted(body.length, this.maxBytes),
					null);
		}
		return body;
	}

	private static Encoded encoded(TaskResult result, byte[] body) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 64);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeUTF(result.code());
			out.writeBoolean(result.overtime());
			out.writeLong(result.waited().toNanos());
			out.writeLong(result.elapsed().toNanos());
			out.writeInt(result.attempts());
			TaskUsage usage = result.usage();
			out.writeLong((usage != null) ? usage.cpuTime().toNanos() : -1);
			out.writeLong((usage != null) ? usage.allocatedBytes() : -1);
			text(out, result.errorClass());
			text(out, result.message());
			text(out, result.stack());
			out.write(body);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Memory does not fail", ex);
		}
		return new Encoded(result, bytes.toByteArray());
	}

	private static void text(DataOutputStream out, @Nullable String text) throws IOException {
		byte[] bytes = (text != null) ? text.getBytes(StandardCharsets.UTF_8) : NOTHING;
		out.writeInt((text != null) ? bytes.length : -1);
		out.write(bytes);
	}

	/** What can't be decoded here is a failure of the task, or stands as a text. */
	Decoded decode(byte[] bytes) throws IOException {
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
		if (in.readByte() != VERSION) {
			throw new IOException("The stored outcome has an unknown version");
		}
		ResultCode code = code(in.readUTF());
		boolean overtime = in.readBoolean();
		Duration waited = Duration.ofNanos(in.readLong());
		Duration elapsed = Duration.ofNanos(in.readLong());
		int attempts = in.readInt();
		long cpu = in.readLong();
		long allocated = in.readLong();
		TaskTimes times = new TaskTimes(waited, elapsed, attempts,
				(cpu >= 0) ? new TaskUsage(Duration.ofNanos(cpu), allocated) : null);
		TaskResult result = new TaskResult(code, text(in), text(in), text(in), overtime, times);
		return decode(result, ByteBuffer.wrap(in.readAllBytes()));
	}

	private Decoded decode(TaskResult result, ByteBuffer body) {
		if (result.resultCode() == ResultCode.SUCCESS) {
			try {
				return new Decoded(result, this.codec.decode(body));
			}
			catch (Throwable ex) {
				TaskNotPortableException error = new TaskNotPortableException(
						"The task has run, but its result can't be decoded here: " + ErrorText.of(ex).summary(), ex);
				ErrorText text = ErrorText.of(error);
				return new Decoded(new TaskResult(ResultCode.FAILED, text.errorClass(), text.message(), text.stack(),
						result.overtime(), result.times()), error);
			}
		}
		return new Decoded(result, (result.resultCode() == ResultCode.FAILED) ? error(result, body) : null);
	}

	private Throwable error(TaskResult result, ByteBuffer body) {
		if (body.hasRemaining()) {
			try {
				if (this.codec.decode(body) instanceof Throwable error) {
					return error;
				}
			}
			catch (Throwable ex) {
				return asText(result);
			}
		}
		return asText(result);
	}

	private static RemoteTaskError asText(TaskResult result) {
		return new RemoteTaskError(String.valueOf(result.errorClass()), result.message(),
				String.valueOf(result.stack()));
	}

	private static ResultCode code(String digits) throws IOException {
		for (ResultCode code : ResultCode.values()) {
			if (code.code().equals(digits)) {
				return code;
			}
		}
		throw new IOException("The stored outcome has the unknown code " + digits);
	}

	private static @Nullable String text(DataInputStream in) throws IOException {
		int length = in.readInt();
		return (length < 0) ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
	}

}
