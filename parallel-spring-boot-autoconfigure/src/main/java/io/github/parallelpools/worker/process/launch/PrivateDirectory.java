package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A directory that only this user may enter, for the socket, the argument file and the
 * reports of crashed JVMs. Its owner holds a lock on a file in it; a directory whose lock
 * is free belonged to an application that was killed, and the next one removes it. Crash
 * reports are kept.
 * <p>
 * A process loses its lock on a file as soon as it closes any channel to that file, so a
 * process must not even look at the locks of its own other directories. It knows them by
 * the owner that is written in them.
 */
final class PrivateDirectory implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(PrivateDirectory.class.getName());

	private static final String PREFIX = "parallel-pools-";

	private static final String LOCK = "owner.lock";

	private static final String OWNER = "owner";

	private static final int LONGEST_OWNER = 256;

	private static final String SOCKET = "s";

	/** What fits into the address of a Unix domain socket on every system. */
	private static final int LONGEST_SOCKET_PATH = 100;

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	/** The bits of a directory in which all may write but only owners may rename. */
	private static final int OTHERS_WRITE = 02;

	private static final int STICKY = 01000;

	private final Path path;

	private final FileChannel lock;

	private PrivateDirectory(Path path, FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	static PrivateDirectory create(@Nullable Path configured) throws IOException {
		Path parent = ((configured != null) ? configured : Path.of(System.getProperty("java.io.tmpdir")))
			.toAbsolutePath();
		requireShort(parent);
		Files.createDirectories(parent);
		warnOfUnsafe(parent);
		Path path = Files.createTempDirectory(parent, PREFIX, ownerOnly());
		try {
			PrivateDirectory made = new PrivateDirectory(path, claim(path));
			made.requirePrivate();
			removeAbandoned(parent, path);
			return made;
		}
		catch (IOException | RuntimeException ex) {
			delete(path);
			throw ex;
		}
	}

	/**
	 * Whoever may rename what is in a directory may put another one in the place of ours.
	 * That is no reason to refuse it, as in a container it is usual and harmless.
	 */
	private static void warnOfUnsafe(Path parent) throws IOException {
		if (supports("unix")) {
			int mode = (Integer) Files.getAttribute(parent, "unix:mode");
			if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
				logger.log(System.Logger.Level.WARNING,
						"Every user may rename what is in {0}, and so put something else in the place of the sockets of worker "
								+ "processes. If others use this system, set ''parallel.process-directory'' to a directory "
								+ "of the application''s own.",
						parent);
			}
		}
	}

	private void requirePrivate() throws IOException {
		if (!isPrivate()) {
			throw new IOException(
					"The directory %s is not this user's alone, perhaps because its file system knows no permissions. "
						.formatted(this.path)
							+ "Set 'parallel.process-directory' to a directory on another file system.");
		}
	}

	/**
	 * Whether this is a directory and no link, that belongs to who has made the files in
	 * it, and that nobody else may enter.
	 */
	boolean isPrivate() {
		if (!supports("posix")) {
			return Files.isDirectory(this.path, LinkOption.NOFOLLOW_LINKS);
		}
		try {
			PosixFileAttributes found = attributes(this.path);
			return found.isDirectory() && found.permissions().equals(OWNER_ONLY)
					&& found.owner().equals(attributes(this.path.resolve(LOCK)).owner());
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static PosixFileAttributes attributes(Path path) throws IOException {
		return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
	}

	static boolean supports(String view) {
		return FileSystems.getDefault().supportedFileAttributeViews().contains(view);
	}

	/** Asked before anything is made, for the longest name that can be made. */
	private static void requireShort(Path parent) throws IOException {
		Path longest = parent.resolve(PREFIX + Long.toUnsignedString(-1)).resolve(SOCKET);
		int length = longest.toString().getBytes(StandardCharsets.UTF_8).length;
		if (length > LONGEST_SOCKET_PATH) {
			throw new IOException(
					"The path of a Unix domain socket below %s would have up to %d bytes, and at most %d fit. "
						.formatted(parent, length, LONGEST_SOCKET_PATH)
							+ "Set 'parallel.process-directory' to a directory with a shorter path.");
		}
	}

	private static FileChannel claim(Path path) throws IOException {
		Files.writeString(path.resolve(OWNER), thisProcess());
		FileChannel lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			lock.lock();
			return lock;
		}
		catch (IOException | RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	private static FileAttribute<?>[] ownerOnly() {
		return supports("posix") ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(OWNER_ONLY) }
				: new FileAttribute<?>[0];
	}

	Path path() {
		return this.path;
	}

	Path socket() {
		return this.path.resolve(SOCKET);
	}

	/**
	 * Where a JVM reports its crash: a pattern in which it fills in its process id for
	 * {@code %p}.
	 */
	String crashReportPattern(String worker) {
		String name = worker.replaceAll("[^A-Za-z0-9._-]", "_");
		return this.path.resolve("hs_err_" + name + "_%p.log").toString();
	}

	private static void removeAbandoned(Path parent, Path own) throws IOException {
		try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
			for (Path directory : found) {
				if (!directory.equals(own) && isMadeLike(own, directory) && isAbandoned(directory)) {
					delete(directory);
				}
			}
		}
		catch (UncheckedIOException ex) {
			// Another application removes it at the same time.
			return;
		}
	}

	/**
	 * Whether a directory is this user's alone, so that what lies in it is, too. Where
	 * all users may write, others may have put there what blocks whoever reads it, or
	 * what is huge.
	 */
	private static boolean isMadeLike(Path own, Path directory) {
		if (!supports("posix")) {
			return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
		}
		try {
			PosixFileAttributes found = attributes(directory);
			return found.isDirectory() && found.permissions().equals(OWNER_ONLY)
					&& found.owner().equals(attributes(own).owner());
		}
		catch (IOException ex) {
			// It is gone, or nobody may look at it.
			return false;
		}
	}

	private static boolean isAbandoned(Path directory) {
		Path file = directory.resolve(LOCK);
		// Where anybody may write, somebody may have put a link to what is not ours.
		if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
				|| !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || isOwn(directory.resolve(OWNER))) {
			return false;
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			return lock != null;
		}
		catch (OverlappingFileLockException | IOException ex) {
			// Another application holds it, or another user.
			return false;
		}
	}

	private static boolean isOwn(Path owner) {
		try {
			return Files.isRegularFile(owner, LinkOption.NOFOLLOW_LINKS) && Files.size(owner) <= LONGEST_OWNER
					&& Files.readString(owner).equals(thisProcess());
		}
		catch (IOException ex) {
			// It is not ours to read, so its lock is not ours either.
			return false;
		}
	}

	/** This process and no later one that happens to have the same id. */
	private static String thisProcess() {
		ProcessHandle self = ProcessHandle.current();
		return self.pid() + " " + self.info().startInstant().map(Instant::toString).orElse("");
	}

	private static void delete(Path directory) {
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.toList()) {
				if (!file.getFileName().toString().startsWith("hs_err_")) {
					Files.deleteIfExists(file);
				}
			}
			Files.deleteIfExists(directory);
		}
		catch (IOException ex) {
			// It keeps a crash report, or another application removes it at the same
			// time.
			return;
		}
	}

	@Override
	public void close() throws IOException {
		delete(this.path);
		this.lock.close();
	}

}
