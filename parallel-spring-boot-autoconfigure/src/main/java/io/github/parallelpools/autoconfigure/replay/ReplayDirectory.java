package io.github.parallelpools.autoconfigure.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The directory to which dead letters are written: files that only their owner may read,
 * bounded in number and size. Follows no link at the names of its files and overwrites
 * none. Refuses a directory that is a link or in which other users may write. Knows
 * nothing of what is in a file. Thread-safe.
 *
 * @param path where; made if it is not there
 * @param maxFiles how many files there may be, more than 0
 * @param maxBytes how many bytes they may have together, more than 0
 */
public record ReplayDirectory(Path path, int maxFiles, long maxBytes) {

	private static final int LONGEST_NAME = 120;

	private static final Object WRITING = new Object();

	/**
	 * The file of a task, if there is one. No two tasks have the same, of whatever pools.
	 * @param task the id of the task
	 * @return its file, {@code null} if there is none
	 */
	public @Nullable Path find(String task) {
		Path file = file(task);
		return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? file : null;
	}

	private Path file(String task) {
		return this.path.resolve(name(task) + ReplayFile.SUFFIX);
	}

	/**
	 * The id, or as much of it as every file system takes, and what tells it from others.
	 */
	private static String name(String task) {
		String name = task.replaceAll("[^\\p{Alnum}._-]", "_");
		if (name.equals(task) && name.length() <= LONGEST_NAME) {
			return name;
		}
		return name.substring(0, Math.min(name.length(), LONGEST_NAME)) + "-"
				+ UUID.nameUUIDFromBytes(task.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Writes the file of a task.
	 * @param task the id of the task
	 * @param file what is written
	 * @return where it is
	 * @throws ReplayFileException if it can't be written, is there already, or the
	 * directory is full
	 */
	public Path write(String task, ReplayFile file) {
		byte[] bytes = file.bytes();
		try {
			// One after the other in this application, so that they count together.
			synchronized (WRITING) {
				prepare();
				requireRoom(bytes.length);
				return write(file(task), bytes);
			}
		}
		catch (FileAlreadyExistsException ex) {
			throw new ReplayFileException(
					"There is '%s' already. Remove it to write the dead letter again.".formatted(ex.getFile()), ex);
		}
		catch (IOException ex) {
			throw new ReplayFileException("No file could be written to '%s': %s.".formatted(this.path, ex), ex);
		}
	}

	private void prepare() throws IOException {
		if (!Files.exists(this.path, LinkOption.NOFOLLOW_LINKS)) {
			Path parent = this.path.toAbsolutePath().getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			Files.createDirectory(this.path, ownerOnly("rwx------"));
		}
		if (!Files.isDirectory(this.path, LinkOption.NOFOLLOW_LINKS)) {
			throw refusal("is no directory but a link or a file");
		}
		if (isPosix()) {
			Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(this.path, LinkOption.NOFOLLOW_LINKS);
			if (permissions.contains(PosixFilePermission.GROUP_WRITE)
					|| permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
				throw refusal("is a directory in which other users may write");
			}
		}
	}

	private ReplayFileException refusal(String why) {
		return new ReplayFileException(
				"'%s' %s. Set 'replay.directory' to a directory of the application's own.".formatted(this.path, why));
	}

	private void requireRoom(long more) throws IOException {
		List<Path> there;
		try (Stream<Path> all = Files.list(this.path)) {
			there = all.filter((one) -> one.getFileName().toString().endsWith(ReplayFile.SUFFIX)).toList();
		}
		long bytes = more;
		for (Path one : there) {
			bytes += Files.readAttributes(one, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).size();
		}
		if (there.size() >= this.maxFiles || bytes > this.maxBytes) {
			throw new ReplayFileException(
					"'%s' is full: with this one it would have %s files of %s with %s bytes of %s. Remove some, or raise 'replay.max-files' or 'replay.max-bytes'."
						.formatted(this.path, there.size() + 1, this.maxFiles, bytes, this.maxBytes));
		}
	}

	private static Path write(Path file, byte[] bytes) throws IOException {
		Path incomplete = file.resolveSibling("." + UUID.randomUUID() + ".incomplete");
		try {
			// The options of a new file: no link is followed at its name.
			try (FileChannel channel = FileChannel.open(incomplete,
					Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly("rw-------"))) {
				ByteBuffer rest = ByteBuffer.wrap(bytes);
				while (rest.hasRemaining()) {
					channel.write(rest);
				}
				channel.force(true);
			}
			if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
				throw new FileAlreadyExistsException(file.toString());
			}
			return Files.move(incomplete, file);
		}
		finally {
			Files.deleteIfExists(incomplete);
		}
	}

	private static FileAttribute<?>[] ownerOnly(String permissions) {
		return isPosix()
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

	private static boolean isPosix() {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
	}

}
