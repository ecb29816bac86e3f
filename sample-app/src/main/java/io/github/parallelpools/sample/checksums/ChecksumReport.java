package io.github.parallelpools.sample.checksums;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param job its id
 * @param state whether it goes on
 * @param folder what it reads
 * @param progress how many files it has found and read, beside the others in JSON
 * @param message why it could not go on, {@code null} if it could
 * @param checksums the checksums, in the order of the names
 * @param failures the files without one, in the order of the names
 */
public record ChecksumReport(String job, State state, String folder, @JsonUnwrapped Progress progress,
		@Nullable String message, List<Checksum> checksums, List<Failure> failures) {

	/** Whether a job goes on. */
	public enum State {

		/** Files are being looked for or read. */
		RUNNING,

		/** Every file has its result. */
		DONE,

		/** The folder could not be read, or the pool refused a file. */
		FAILED

	}

	/**
	 * How many files a job has found and read.
	 *
	 * @param files how many it has found so far
	 * @param done how many of them have a checksum
	 * @param failed how many of them have none
	 * @param bytes how much was read
	 * @param elapsedMs for how long it has worked
	 */
	public record Progress(int files, int done, int failed, long bytes, long elapsedMs) {
	}

	/**
	 * A file with its checksum.
	 *
	 * @param file its name below the folder
	 * @param bytes how long it is
	 * @param sha256 the SHA-256 of its content
	 */
	public record Checksum(String file, long bytes, String sha256) {
	}

	/**
	 * A file without one.
	 *
	 * @param file its name below the folder
	 * @param code the code of its task
	 * @param message why
	 */
	public record Failure(String file, String code, String message) {
	}

}
