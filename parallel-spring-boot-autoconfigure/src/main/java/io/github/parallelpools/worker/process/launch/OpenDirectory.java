package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A directory that was opened once: whatever is done in it is done in that directory,
 * even if something else takes its place meanwhile. Follows no link below it. Where the
 * platform has no such thing, paths are used. Confined to a thread.
 */
final class OpenDirectory implements AutoCloseable {

	private static final Set<OpenOption> READ_AND_WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
			LinkOption.NOFOLLOW_LINKS);

	private final Path path;

	private final DirectoryStream<Path> stream;

	private final @Nullable SecureDirectoryStream<Path> secure;

	private OpenDirectory(Path path, DirectoryStream<Path> stream) {
		this.path = path;
		this.stream = stream;
		this.secure = (stream instanceof SecureDirectoryStream<Path> found) ? found : null;
	}

	static OpenDirectory of(Path path) throws IOException {
		return new OpenDirectory(path, Files.newDirectoryStream(path));
	}

	/** Opens a directory in this one, which may be a link by now, and then is refused. */
	OpenDirectory open(String name) throws IOException {
		Path below = this.path.resolve(name);
		// To open a pipe would wait for its other end; with the dot only directories
		// open. A link that this follows has another key.
		DirectoryStream<Path> opened = (this.secure != null) ? this.secure.newDirectoryStream(Path.of(name, "."))
				: Files.newDirectoryStream(below);
		OpenDirectory directory = new OpenDirectory(below, opened);
		boolean same = false;
		try {
			same = directory.identity().equals(identity(name));
			if (!same) {
				throw new IOException("Something else took the place of " + below);
			}
			return directory;
		}
		finally {
			if (!same) {
				directory.close();
			}
		}
	}

	/** What the opened directory is. */
	FileIdentity identity() throws IOException {
		if (this.secure == null) {
			return FileIdentity.of(this.path);
		}
		PosixFileAttributeView posix = this.secure.getFileAttributeView(PosixFileAttributeView.class);
		return FileIdentity.of((posix != null) ? posix.readAttributes()
				: this.secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
	}

	/** What is there by a name, which may be a link. */
	FileIdentity identity(String name) throws IOException {
		if (this.secure == null) {
			return FileIdentity.of(this.path.resolve(name));
		}
		PosixFileAttributeView posix = this.secure.getFileAttributeView(Path.of(name), PosixFileAttributeView.class,
				LinkOption.NOFOLLOW_LINKS);
		return FileIdentity.of((posix != null) ? posix.readAttributes() : attributes(name));
	}

	/**
	 * Whether there is a file of that name, and nothing else such as a link or a pipe.
	 */
	boolean isFile(String name) {
		try {
			return attributes(name).isRegularFile();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** When a file, or the link of that name, was written last. */
	Instant written(String name) throws IOException {
		return attributes(name).lastModifiedTime().toInstant();
	}

	private BasicFileAttributes attributes(String name) throws IOException {
		return (this.secure != null)
				? this.secure
					.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
					.readAttributes()
				: Files.readAttributes(this.path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
	}

	/** Opens a file to be read and written: opened so, a pipe waits for nobody. */
	FileChannel file(String name) throws IOException {
		return (this.secure != null) ? (FileChannel) this.secure.newByteChannel(Path.of(name), READ_AND_WRITE)
				: FileChannel.open(this.path.resolve(name), READ_AND_WRITE);
	}

	/** The names of what is in it. To be asked once. */
	List<String> names() throws IOException {
		List<String> names = new ArrayList<>();
		try {
			this.stream.forEach((file) -> names.add(file.getFileName().toString()));
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return names;
	}

	/** Deletes a file, or the link of that name, if it is still there. */
	void deleteFile(String name) throws IOException {
		try {
			if (this.secure != null) {
				this.secure.deleteFile(Path.of(name));
			}
			else {
				Files.delete(this.path.resolve(name));
			}
		}
		catch (NoSuchFileException ex) {
			// Another application removes it at the same time.
			return;
		}
	}

	/** Deletes a directory that is empty. */
	void deleteDirectory(String name) throws IOException {
		if (this.secure != null) {
			this.secure.deleteDirectory(Path.of(name));
		}
		else {
			Files.delete(this.path.resolve(name));
		}
	}

	@Override
	public void close() throws IOException {
		this.stream.close();
	}

}
