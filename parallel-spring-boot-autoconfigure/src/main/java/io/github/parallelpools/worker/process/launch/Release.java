package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The archives that the application was started from, as they were then. When the next
 * release is put in their place, workers go on with this one: on Linux an archive that
 * was replaced or deleted can be read as long as the application has it open. What was
 * overwritten is lost, and then no worker is started, as it would run another release
 * than the application. An archive that the application has not opened yet is kept open
 * here. Archives on a module path are lost when they are replaced, as a JVM takes no such
 * file for a module. Directories of classes are not watched, as developers change them on
 * purpose. Confined to the launcher's lock.
 */
final class Release implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(Release.class.getName());

	private static final Path OPEN_FILES = Path.of("/proc/self/fd");

	private final Map<Path, State> archives = new LinkedHashMap<>();

	private final Map<Path, State> modules = new LinkedHashMap<>();

	private final List<FileChannel> held = new ArrayList<>();

	/**
	 * What tells one state of a file from another.
	 *
	 * @param key the file, {@code null} where the platform has no such thing
	 * @param size its size
	 * @param modified when it was written
	 */
	record State(@Nullable Object key, long size, FileTime modified) {

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
	 * @param modules archives that can be read by no other name
	 */
	Release(Collection<Path> paths, Collection<Path> modules) {
		remember(paths, this.archives);
		remember(modules, this.modules);
		this.archives.keySet().removeAll(this.modules.keySet());
		holdOpen();
	}

	private static void remember(Collection<Path> paths, Map<Path, State> archives) {
		for (Path path : paths) {
			State state = State.of(path);
			if (state != null) {
				archives.put(path, state);
			}
		}
	}

	private void holdOpen() {
		try {
			Set<State> open = open().keySet();
			for (Map.Entry<Path, State> archive : this.archives.entrySet()) {
				if (!open.isEmpty() && !open.contains(archive.getValue())) {
					this.held.add(FileChannel.open(archive.getKey(), StandardOpenOption.READ));
				}
			}
		}
		catch (IOException ex) {
			logger.log(System.Logger.Level.DEBUG, "An archive that is replaced will be lost", ex);
		}
	}

	/**
	 * Where to find those archives that are no longer where they were.
	 * @return from where they were to where they can be read now; empty if nothing has
	 * changed
	 * @throws IOException if an archive is lost
	 */
	Map<Path, Path> moved() throws IOException {
		for (Map.Entry<Path, State> module : this.modules.entrySet()) {
			if (!module.getValue().equals(State.of(module.getKey()))) {
				throw lost(module.getKey());
			}
		}
		Map<Path, State> missing = new LinkedHashMap<>(this.archives);
		missing.entrySet().removeIf((archive) -> archive.getValue().equals(State.of(archive.getKey())));
		return missing.isEmpty() ? Map.of() : find(missing);
	}

	private static Map<Path, Path> find(Map<Path, State> missing) throws IOException {
		Map<State, Path> open = open();
		Map<Path, Path> found = new LinkedHashMap<>();
		for (Map.Entry<Path, State> archive : missing.entrySet()) {
			State wanted = archive.getValue();
			Path one = (wanted.key() != null) ? open.get(wanted) : null;
			if (one == null) {
				throw lost(archive.getKey());
			}
			found.put(archive.getKey(), Path.of("/proc", String.valueOf(ProcessHandle.current().pid()), "fd",
					one.getFileName().toString()));
		}
		return found;
	}

	private static IOException lost(Path lost) {
		return new IOException(
				("'%s', from which the application was started, was changed while it runs, so that a new worker would run another release. "
						+ "Start the application again; workers that are there go on. To have it go on next time, "
						+ "put each release into a directory of its own")
					.formatted(lost));
	}

	/** What this process has open, as far as the system tells. */
	private static Map<State, Path> open() throws IOException {
		Map<State, Path> open = new HashMap<>();
		if (Files.isDirectory(OPEN_FILES)) {
			try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN_FILES)) {
				for (Path one : all) {
					State state = State.of(one);
					if (state != null) {
						open.put(state, one);
					}
				}
			}
			catch (DirectoryIteratorException ex) {
				throw ex.getCause();
			}
		}
		return open;
	}

	@Override
	public void close() throws IOException {
		for (FileChannel one : this.held) {
			one.close();
		}
	}

}
