package io.github.parallelpools.worker.process.launch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * Whether worker processes start from class-data archives, and where these are kept.
 *
 * @param on whether there are any
 * @param directory an absolute path; {@code null} for a directory beside those of the
 * sockets
 */
public record ArchivePlace(boolean on, @Nullable Path directory) {

	/** No archives. */
	public static final ArchivePlace OFF = new ArchivePlace(false, null);

	/** Archives in a directory of this user beside those of the sockets. */
	public static final ArchivePlace AUTO = new ArchivePlace(true, null);

	/**
	 * Reads the property.
	 * @param text {@code auto}, {@code off} or a directory; YAML makes {@code false} of
	 * {@code off}
	 * @return the place
	 * @throws InvalidSettingException if it is none of these
	 */
	public static ArchivePlace of(String text) {
		return switch (text.strip()) {
			case "auto", "true" -> AUTO;
			case "off", "false" -> OFF;
			case "" -> throw invalid(text);
			default -> at(text);
		};
	}

	private static ArchivePlace at(String text) {
		try {
			return new ArchivePlace(true, Path.of(text.strip()).toAbsolutePath().normalize());
		}
		catch (InvalidPathException ex) {
			throw invalid(text);
		}
	}

	private static InvalidSettingException invalid(String text) {
		return new InvalidSettingException("process.archive", text, "Set it to 'auto', 'off' or a directory.");
	}

}
