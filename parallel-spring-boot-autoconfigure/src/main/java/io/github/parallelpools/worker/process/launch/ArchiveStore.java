package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A directory of archives that only this user may enter, shared by all applications of
 * the user. A file gets its name when it is complete, in one step. The name of an archive
 * has the checksum of its bytes:
 *
 * <pre>
 *   KEY.list              the classes that a worker has loaded
 *   KEY-CHECKSUM.new      an archive that no worker has used
 *   KEY-CHECKSUM.jsa      an archive that a worker has started with, and sooner
 *   tmp-*                 a file that is being written
 * </pre>
 *
 * Nothing of another user is used. Knows nothing of processes.
 */
final class ArchiveStore {

	static final String NEW = ".new";

	static final String PROVED = ".jsa";

	private static final String LIST = ".list";

	private static final String TEMPORARY = "tmp-";

	/** Nobody writes a file for so long. */
	private static final Duration ABANDONED = Duration.ofHours(1);

	private static final Duration UNUSED = Duration.ofDays(30);

	/** An archive and its list for each that one application may have. */
	private static final int MOST_FILES = 2 * Archives.MOST;

	/**
	 * What another application uses is not removed for being one of many: it would make
	 * it anew at once, and both would do so on and on.
	 */
	private static final Duration IN_USE = Duration.ofHours(1);

	/** How old the mark of the last use may become. */
	private static final Duration MARKED = Duration.ofMinutes(10);

	private static final long LEAST_SPACE = 256L * 1024 * 1024;

	private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS = Set.of(PosixFilePermission.GROUP_WRITE,
			PosixFilePermission.OTHERS_WRITE);

	private final Path directory;

	private final FileIdentity identity;

	private ArchiveStore(Path directory, FileIdentity identity) {
		this.directory = directory;
		this.identity = identity;
	}

	/**
	 * Opens the directory, which is made if it is not there, and removes what is old.
	 * @param directory the directory
	 * @param own a directory that this user has made
	 * @param allowUnsafe whether others may rename it
	 * @throws IOException if it is not this user's alone, or can't be written
	 */
	static ArchiveStore open(Path directory, FileIdentity own, boolean allowUnsafe) throws IOException {
		if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
			make(directory);
		}
		FileIdentity found = FileIdentity.of(directory);
		if (!found.isPrivate() || !found.isOfOwnerOf(own)) {
			throw new IOException("'%s' is not a directory of this user's alone (rwx------)".formatted(directory));
		}
		new ProcessDirectory(directory.getParent(), allowUnsafe).check(directory);
		ArchiveStore store = new ArchiveStore(directory, found);
		Files.delete(Files.createTempFile(directory, TEMPORARY, ""));
		store.tidy();
		return store;
	}

	private static void make(Path directory) throws IOException {
		if (directory.getParent() != null) {
			PrivateDirectory.createParents(directory.getParent());
		}
		try {
			Files.createDirectory(directory, PrivateDirectory.ownerOnly());
		}
		catch (FileAlreadyExistsException ex) {
			// Another application of this user was faster, or it is refused.
			return;
		}
	}

	private void tidy() throws IOException {
		Instant now = Instant.now();
		// Each time is read once: others may use a file meanwhile.
		Map<Path, Instant> kept = new HashMap<>();
		for (Path file : files("*")) {
			boolean temporary = file.getFileName().toString().startsWith(TEMPORARY);
			Instant written = written(file);
			if (written.isBefore(now.minus(temporary ? ABANDONED : UNUSED))) {
				delete(file);
			}
			else if (!temporary) {
				kept.put(file, written);
			}
		}
		kept.entrySet()
			.stream()
			.sorted(Map.Entry.<Path, Instant>comparingByValue().reversed())
			.skip(MOST_FILES)
			.filter((file) -> file.getValue().isBefore(now.minus(IN_USE)))
			.forEach((file) -> delete(file.getKey()));
	}

	private static Instant written(Path file) {
		try {
			return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
		}
		catch (IOException ex) {
			// It is gone.
			return Instant.EPOCH;
		}
	}

	private List<Path> files(String glob) throws IOException {
		List<Path> files = new ArrayList<>();
		try (DirectoryStream<Path> found = Files.newDirectoryStream(this.directory, glob)) {
			found.forEach(files::add);
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return files;
	}

	/** Whether it is still the directory that was opened. */
	boolean isThere() {
		try {
			return FileIdentity.of(this.directory).equals(this.identity);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Whether there is room for an archive. */
	boolean hasSpace() throws IOException {
		return Files.getFileStore(this.directory).getUsableSpace() >= LEAST_SPACE;
	}

	/** A name for a file that is to be written. */
	Path temporary() {
		return this.directory.resolve(TEMPORARY + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36));
	}

	/** What a worker has loaded, if that is known. */
	Optional<Path> list(String key) {
		Path list = this.directory.resolve(key + LIST);
		return isOwn(list) ? Optional.of(list) : Optional.empty();
	}

	void putList(String key, Path written) throws IOException {
		keepFromOthers(written);
		if (!isOwn(written) || Files.size(written) == 0) {
			throw new IOException("no class was written down");
		}
		Files.move(written, this.directory.resolve(key + LIST), StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Takes an archive that was written.
	 * @return where it is now
	 */
	Path putArchive(String key, Path written) throws IOException {
		keepFromOthers(written);
		if (!isOwn(written) || Files.size(written) == 0) {
			throw new IOException("no archive was written");
		}
		Path archive = this.directory.resolve(key + "-" + checksum(written) + NEW);
		return Files.move(written, archive, StandardCopyOption.ATOMIC_MOVE);
	}

	/** An archive has proved itself. */
	Path prove(Path archive) throws IOException {
		String name = archive.getFileName().toString();
		Path proved = archive.resolveSibling(name.substring(0, name.length() - NEW.length()) + PROVED);
		return Files.move(archive, proved, StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Finds an archive whose bytes are those that were written. Others are deleted.
	 * @param ending whether it has proved itself
	 * @param broken is told of each file that was deleted
	 */
	Optional<Path> archive(String key, String ending, Consumer<Path> broken) throws IOException {
		for (Path file : files(key + "-*" + ending)) {
			if (!isOwn(file)) {
				continue;
			}
			if (file.getFileName().toString().equals(key + "-" + checksum(file) + ending)) {
				// So that it is not removed as unused.
				Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
				return Optional.of(file);
			}
			delete(file);
			broken.accept(file);
		}
		return Optional.empty();
	}

	/** Notes that an archive is used. */
	static void used(Path archive) {
		Instant now = Instant.now();
		if (written(archive).isBefore(now.minus(MARKED))) {
			try {
				Files.setLastModifiedTime(archive, FileTime.from(now));
			}
			catch (IOException ex) {
				// It is gone, and so is the reason.
				return;
			}
		}
	}

	private static String checksum(Path file) throws IOException {
		CRC32C sum = new CRC32C();
		try (InputStream in = new CheckedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), sum)) {
			byte[] buffer = new byte[64 * 1024];
			while (in.read(buffer) >= 0) {
				continue;
			}
		}
		return HexFormat.of().toHexDigits(sum.getValue(), 8);
	}

	/**
	 * The user's umask often lets the group write what a JVM makes. No other user could
	 * enter the directory to do so.
	 */
	private static void keepFromOthers(Path written) throws IOException {
		PosixFileAttributeView view = Files.getFileAttributeView(written, PosixFileAttributeView.class,
				LinkOption.NOFOLLOW_LINKS);
		if (view == null || !Files.isRegularFile(written, LinkOption.NOFOLLOW_LINKS)) {
			return;
		}
		Set<PosixFilePermission> permissions = new HashSet<>(view.readAttributes().permissions());
		if (permissions.removeAll(WRITTEN_BY_OTHERS)) {
			view.setPermissions(permissions);
		}
	}

	/** A file that nobody else has made or may write. */
	private boolean isOwn(Path file) {
		try {
			FileIdentity found = FileIdentity.of(file);
			Set<PosixFilePermission> permissions = found.permissions();
			return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && found.isOfOwnerOf(this.identity)
					&& (permissions == null || Collections.disjoint(permissions, WRITTEN_BY_OTHERS));
		}
		catch (IOException ex) {
			return false;
		}
	}

	static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			// It is removed when it is old.
			return;
		}
	}

}
