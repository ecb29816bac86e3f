package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Tells a path so that it means the same in another working directory. The application's
 * own may be gone: then no way leads through it, and a path that goes up from it is told
 * without it.
 */
final class AbsolutePath {

	private AbsolutePath() {
	}

	static Path of(String path) {
		Path absolute = Path.of(path).toAbsolutePath();
		Path direct = absolute.normalize();
		return (!Files.exists(absolute) && Files.exists(direct)) ? direct : absolute;
	}

	/** Paths as a class path has them. What is no path is left as it is. */
	static String list(String paths) {
		return Arrays.stream(paths.split(File.pathSeparator, -1))
			.map(AbsolutePath::text)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static String text(String path) {
		try {
			return path.isEmpty() ? path : of(path).toString();
		}
		catch (InvalidPathException ex) {
			return path;
		}
	}

}
