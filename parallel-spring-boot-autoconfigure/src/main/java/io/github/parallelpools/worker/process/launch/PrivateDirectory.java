package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A directory that only this user may enter, for the socket, the argument file and the
 * reports of crashed JVMs. Its owner holds a lock on a file in it; a directory whose lock
 * is free belonged to an application that was killed, and the next one removes it. Crash
 * reports are kept for some time. What it is was remembered when it was made, so that
 * nothing else is taken for it later.
 */
final class PrivateDirectory implements AutoCloseable {

	static final String PREFIX = "parallel-pools-";

	private static final String SOCKET = "s";

	/** What fits into the address of a Unix domain socket on every system. */
	private static final int LONGEST_SOCKET_PATH = 100;

	private final Path path;

	private final FileIdentity identity;

	private final FileChannel lock;

	private final AtomicBoolean tidied = new AtomicBoolean();

	private PrivateDirectory(Path path, FileIdentity identity, FileChannel lock) {
		this.path = path;
		this.identity = identity;
		this.lock = lock;
	}

	static PrivateDirectory create(ProcessDirectory place) throws IOException {
		Path parent = place.path();
		requireShort(parent);
		createParents(parent);
		Path path = Files.createTempDirectory(parent, PREFIX, ownerOnly());
		FileIdentity identity = FileIdentity.of(path);
		try {
			place.check(path);
			requirePrivate(path, identity);
			FileChannel lock = claim(path);
			if (FileIdentity.of(path.resolve(Leftovers.LOCK)).isOfOwnerOf(identity)) {
				return new PrivateDirectory(path, identity, lock);
			}
			lock.close();
			throw new IOException("Something else took the place of " + path);
		}
		catch (IOException | RuntimeException ex) {
			Leftovers.removeOwn(path, identity);
			throw ex;
		}
	}

	private static void requirePrivate(Path path, FileIdentity identity) throws IOException {
		if (!identity.isPrivate()) {
			throw new IOException(
					"The directory %s is not this user's alone, perhaps because its file system knows no permissions. "
						.formatted(path) + "Set 'parallel.process-directory' to a directory on another file system.");
		}
	}

	/**
	 * Whether the directory that was made is still there, and nobody else may enter it.
	 */
	boolean isPrivate() {
		try {
			return FileIdentity.of(this.path).equals(this.identity);
		}
		catch (IOException ex) {
			return false;
		}
	}

	static boolean supports(String view) {
		return FileSystems.getDefault().supportedFileAttributeViews().contains(view);
	}

	/**
	 * Asked before anything is made, for the longest name that can be made.
	 * @throws IOException if the path of a socket there would be too long
	 */
	static void requireShort(Path parent) throws IOException {
		Path longest = parent.resolve(PREFIX + Long.toUnsignedString(-1)).resolve(SOCKET);
		int length = longest.toString().getBytes(StandardCharsets.UTF_8).length;
		if (length > LONGEST_SOCKET_PATH) {
			throw new IOException(
					"The path of a Unix domain socket below %s would have up to %s bytes, and at most %s fit. "
						.formatted(parent, length, LONGEST_SOCKET_PATH)
							+ "Set 'parallel.process-directory' to a directory with a shorter path.");
		}
	}

	/**
	 * The file with the lock gets its name when it is locked: a directory with a free
	 * lock is taken for abandoned by other applications that start at the same time.
	 */
	private static FileChannel claim(Path path) throws IOException {
		Files.writeString(path.resolve(Leftovers.OWNER), Leftovers.thisProcess(), StandardCharsets.UTF_8,
				StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		Path unlocked = path.resolve(Leftovers.LOCK + ".new");
		FileChannel lock = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		try {
			lock.lock();
			Files.move(unlocked, path.resolve(Leftovers.LOCK), StandardCopyOption.ATOMIC_MOVE);
			return lock;
		}
		catch (IOException | RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	static FileAttribute<?>[] ownerOnly() {
		return permitting(FileIdentity.OWNER_ONLY);
	}

	/**
	 * Makes what is not there yet, in which only its owner may rename even where the
	 * umask would let everybody do so: it would be refused else.
	 */
	static void createParents(Path directory) throws IOException {
		Files.createDirectories(directory, permitting(PosixFilePermissions.fromString("rwxr-xr-x")));
	}

	private static FileAttribute<?>[] permitting(Set<PosixFilePermission> permissions) {
		return supports("posix") ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) }
				: new FileAttribute<?>[0];
	}

	Path path() {
		return this.path;
	}

	/** What it was when it was made. */
	FileIdentity identity() {
		return this.identity;
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
		return this.path.resolve(CrashReports.PREFIX + name + "_%p.log").toString();
	}

	/**
	 * Removes what killed applications left beside it, once, and each time what crash
	 * reports are too many in it. May take long where many files are, so no lock may be
	 * held that others need.
	 */
	void removeLeftovers() {
		Leftovers.removeOldReports(this.path, this.identity);
		if (this.tidied.compareAndSet(false, true)) {
			Leftovers.remove(this.path, this.identity);
		}
	}

	@Override
	public void close() throws IOException {
		Leftovers.removeOwn(this.path, this.identity);
		this.lock.close();
	}

}
