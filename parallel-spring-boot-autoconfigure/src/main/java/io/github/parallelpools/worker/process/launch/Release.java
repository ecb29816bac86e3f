package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The archives that the application was started from, as they were then. When the next
 * release is put in their place, workers go on with this one: on Linux an archive that
 * was replaced or deleted can be read as long as the application has it open. What was
 * overwritten is lost, and then no worker is started, as it would run another release
 * than the application. Directories of classes are not watched, as developers change them
 * on purpose.
 */
final class Release {

	private static final Path OPEN_FILES = Path.of("/proc/self/fd");

	private final Map<Path, State> archives = new LinkedHashMap<>();

	/**
	 * What tells one state of a file from another.
	 *
	 * @param key the file, {@code null} where the platform has no such thing
	 * @param size its size
	 * @param modified when it was written
	 */
	private record State(@Nullable Object key, long size, FileTime modified) {

		static @Nullable State of(Path file) {
			try {
				BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
				return found.isRegularFile() ? new State(found.fileKey(), found.size(), found.lastModifiedTime())
						: null;
			}
			catch (IOException ex) {
				return null;
			}
		}

	}

	/**
	 * Remembers archives.
	 * @param paths files and directories, some of which may not exist
	 */
	Release(Collection<Path> paths) {
		for (Path path : paths) {
			State state = State.of(path);
			if (state != null) {
				this.archives.put(path, state);
			}
		}
	}

	/**
	 * Where to find those archives that are no longer where they were.
	 * @return from where they were to where they can be read now; empty if nothing has
	 * changed
	 * @throws IOException if an archive is lost
	 */
	Map<Path, Path> moved() throws IOException {
		Map<Path, Path> moved = new LinkedHashMap<>();
		for (Map.Entry<Path, State> archive : this.archives.entrySet()) {
			if (!archive.getValue().equals(State.of(archive.getKey()))) {
				moved.put(archive.getKey(), find(archive.getKey(), archive.getValue()));
			}
		}
		return moved;
	}

	private static Path find(Path lost, State wanted) throws IOException {
		Path open = findOpen(wanted);
		if (open == null) {
			throw new IOException(
					("'%s', from which the application was started, was changed while it runs, so that a new worker would run another release. "
							+ "Start the application again; workers that are there go on")
						.formatted(lost));
		}
		return Path.of("/proc", String.valueOf(ProcessHandle.current().pid()), "fd", open.getFileName().toString());
	}

	private static @Nullable Path findOpen(State wanted) throws IOException {
		if (wanted.key() != null && Files.isDirectory(OPEN_FILES)) {
			try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN_FILES)) {
				for (Path one : all) {
					if (Objects.equals(State.of(one), wanted)) {
						return one;
					}
				}
			}
		}
		return null;
	}

}
