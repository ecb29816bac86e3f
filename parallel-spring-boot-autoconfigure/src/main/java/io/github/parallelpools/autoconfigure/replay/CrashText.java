package io.github.parallelpools.autoconfigure.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** The text of a crash report, as far as it is short. Follows no link. */
public final class CrashText {

	private static final int LONGEST = 256 * 1024;

	private CrashText() {
	}

	/**
	 * Reads a report.
	 * @param report the file
	 * @return its beginning; {@code null} if it can't be read
	 */
	public static @Nullable String of(Path report) {
		try (InputStream in = Files.newInputStream(report, LinkOption.NOFOLLOW_LINKS)) {
			return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			// It was removed meanwhile, as there are others.
			return null;
		}
	}

}
