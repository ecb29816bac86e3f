package io.github.parallelpools.worker.process;

import java.util.Locale;

import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Encoded work that leaves the application, for a file perhaps, without what its
 * submitter had along.
 *
 * @param mode what is done with the body: {@code call}, {@code item} or {@code apply}
 * @param body the encoded object or objects; belongs to who has it
 */
public record PortableWork(String mode, byte[] body) {

	/**
	 * Takes over work.
	 * @throws IllegalArgumentException if there is no such mode, or one without a body
	 */
	public PortableWork {
		if (!mode.equals("call") && !mode.equals("item") && !mode.equals("apply")) {
			throw new IllegalArgumentException("Work can't be '%s', only: call, item, apply".formatted(mode));
		}
	}

	static PortableWork of(EncodedWork work) {
		return new PortableWork(work.mode().name().toLowerCase(Locale.ROOT), work.body());
	}

	EncodedWork encoded() {
		return new EncodedWork(TaskMessage.Mode.valueOf(this.mode.toUpperCase(Locale.ROOT)), this.body);
	}

}
