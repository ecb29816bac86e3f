package io.github.parallelpools.worker.process.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a JVM would have reported its crash.
 *
 * @param pattern the path, with {@code %p} for the process id
 */
record CrashReport(String pattern) {

	Optional<Path> of(long pid) {
		Path path = Path.of(this.pattern.replace("%p", Long.toString(pid)));
		return Files.exists(path) ? Optional.of(path) : Optional.empty();
	}

}
