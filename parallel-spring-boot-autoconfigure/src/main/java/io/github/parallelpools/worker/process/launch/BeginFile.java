package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import io.github.parallelpools.spi.MarkedProcesses;

/**
 * The application's end of a small file in which a worker process writes the number of
 * the task that it begins, see {@code BeginMark} of the process. What was written there
 * is known however the process has died. Its bytes exist before the process starts, so
 * that a full disk refuses the start and ends no process later. The file is read through
 * the one descriptor that was opened when it was made, as a process could put something
 * else in its place. Safe for use by several threads.
 */
final class BeginFile implements AutoCloseable {

	private static final String PREFIX = "begun-";

	/** What is there until the process has mapped the file. */
	private static final long UNKNOWN = -1;

	private final Path path;

	private final RandomAccessFile file;

	// Guarded by this.

	private boolean closed;

	private long last = UNKNOWN;

	private BeginFile(Path path, RandomAccessFile file) {
		this.path = path;
		this.file = file;
	}

	/**
	 * Makes the file of a process that has not been started.
	 * @param directory the private directory
	 * @param mark the process's mark, by which what it left behind can be found
	 */
	static BeginFile create(Path directory, MarkedProcesses mark) throws IOException {
		return create(directory.resolve(PREFIX + mark.mark()));
	}

	/** The mark in the name of a file that was left behind, empty if it is none. */
	static Optional<MarkedProcesses> mark(String file) {
		return file.startsWith(PREFIX) ? MarkedProcesses.parse(file.substring(PREFIX.length())) : Optional.empty();
	}

	static BeginFile create(Path path) throws IOException {
		if (PrivateDirectory.supports("posix")) {
			Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		}
		else {
			Files.createFile(path);
		}
		RandomAccessFile file = null;
		boolean made = false;
		try {
			file = new RandomAccessFile(path.toFile(), "rw");
			file.writeLong(UNKNOWN);
			made = true;
			return new BeginFile(path, file);
		}
		finally {
			if (!made) {
				if (file != null) {
					file.close();
				}
				Files.deleteIfExists(path);
			}
		}
	}

	Path path() {
		return this.path;
	}

	/**
	 * The number of the task that the process has begun last.
	 * @return 0 if it has begun none, -1 if nobody knows
	 */
	synchronized long last() {
		if (!this.closed) {
			this.last = read();
		}
		return this.last;
	}

	private long read() {
		try {
			this.file.seek(0);
			return this.file.readLong();
		}
		catch (IOException ex) {
			// The process may have cut it off.
			return UNKNOWN;
		}
	}

	/** Keeps what is written now, and removes the file. */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.last = read();
		this.closed = true;
		try {
			this.file.close();
			Files.deleteIfExists(this.path);
		}
		catch (IOException ex) {
			// It goes with the directory.
			return;
		}
	}

}
