package io.github.parallelpools.worker.process.launch;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a JVM would have reported its crash.
 *
 * @param pattern the path, with {@code %p} for the process id
 */
record CrashReport(String pattern) {

	/** What stands before the path where the end of a process is told. */
	static final String WORDS = "; the JVM's crash report is ";

	/**
	 * The report that is named where the end of a process is told. A worker may have told
	 * that of its end, too: only a report that lies where its JVM was told to put it is
	 * one.
	 * @param reason what is told
	 * @param parent where the private directories of worker processes are made
	 */
	static Optional<Path> namedIn(String reason, Path parent) {
		int begin = reason.indexOf(WORDS);
		int end = (begin >= 0) ? reason.indexOf(';', begin + 1) : -1;
		if (end < 0) {
			return Optional.empty();
		}
		try {
			Path path = Path.of(reason.substring(begin + WORDS.length(), end));
			Path directory = path.getParent();
			boolean placed = path.equals(path.normalize()) && directory != null && parent.equals(directory.getParent())
					&& directory.getFileName().toString().startsWith(PrivateDirectory.PREFIX)
					&& CrashReports.isReport(path.getFileName().toString());
			return (placed && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) ? Optional.of(path)
					: Optional.empty();
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

	Optional<Path> of(long pid) {
		Path path = Path.of(this.pattern.replace("%p", Long.toString(pid)));
		return Files.exists(path) ? Optional.of(path) : Optional.empty();
	}

}
