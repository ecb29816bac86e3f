package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * Where the private directory of the worker processes is made. Whoever may rename what is
 * there, or on the way to there, may put something of their own in its place: then their
 * code would run as this user. Members of a group that may write are trusted.
 *
 * @param configured the directory, {@code null} for the JVM's directory for temporary
 * files
 * @param allowUnsafe whether it may be one in which other users may rename
 */
public record ProcessDirectory(@Nullable Path configured, boolean allowUnsafe) {

	/** The bits of a directory in which all may write but only owners may rename. */
	private static final int OTHERS_WRITE = 02;

	private static final int STICKY = 01000;

	private static final int ROOT = 0;

	/** The JVM's directory for temporary files, if other users can't rename there. */
	public static final ProcessDirectory STANDARD = new ProcessDirectory(null, false);

	/** The directory as it is written, as a path of a socket must be short. */
	Path path() {
		return ((this.configured != null) ? this.configured : Path.of(System.getProperty("java.io.tmpdir")))
			.toAbsolutePath();
	}

	/**
	 * Refuses a directory in which other users may rename, or whose path is too long.
	 * @throws InvalidSettingException if they may, or it is
	 */
	public void check() {
		Path directory = path();
		try {
			PrivateDirectory.requireShort(directory);
		}
		catch (IOException ex) {
			throw new InvalidSettingException("kind", "process", String.valueOf(ex.getMessage()));
		}
		if (this.allowUnsafe || !PrivateDirectory.supports("unix") || !Files.isDirectory(directory)) {
			// What is not there yet is looked at when it is made.
			return;
		}
		try {
			String danger = danger(ownUser(directory));
			if (danger != null) {
				throw new InvalidSettingException("kind", "process", danger);
			}
		}
		catch (IOException ex) {
			// The first worker tells what can't be used or looked at.
			return;
		}
	}

	/** The user of whatever is made there now. */
	private static int ownUser(Path directory) throws IOException {
		Path probe = Files.createTempDirectory(directory, PrivateDirectory.PREFIX);
		try {
			return user(probe);
		}
		finally {
			Files.delete(probe);
		}
	}

	/**
	 * Refuses a directory in which other users may rename.
	 * @param made what was made there
	 * @throws IOException if they may
	 */
	void check(Path made) throws IOException {
		String danger = (this.allowUnsafe || !PrivateDirectory.supports("unix")) ? null : danger(user(made));
		if (danger != null) {
			throw new IOException(danger);
		}
	}

	/** Who could put something else there, and what helps; nothing if nobody could. */
	private @Nullable String danger(int self) throws IOException {
		Path directory = path();
		Set<Path> way = new LinkedHashSet<>();
		addWay(directory, way);
		Path real = directory.toRealPath();
		addWay(real, way);
		for (Path one : way) {
			int user = user(one);
			if (isOpen(one) && (mode(one) & STICKY) == 0) {
				return "Every user may rename what is in '%s', and so put something else in the place of the sockets of worker processes. "
					.formatted(one) + remedy("Have only owners rename there (chmod +t %s), set".formatted(one));
			}
			boolean isLast = one.equals(directory) || one.equals(real);
			// Who owns what is further up was chosen by whoever made that, unless
			// everybody could.
			if (user != ROOT && user != self && (isLast || isOpen(one.getParent()))) {
				return "'%s' belongs to another user (%s), who may put something else in the place of the sockets of worker processes. "
					.formatted(one, Files.getOwner(one).getName()) + remedy("Set");
			}
		}
		return null;
	}

	private static String remedy(String first) {
		return first
				+ " 'parallel.process-directory' to a directory of the application's own, or, if nobody else uses this system, "
				+ "set 'parallel.allow-unsafe-process-directory: true'.";
	}

	private static void addWay(Path directory, Set<Path> way) {
		for (Path one = directory; one != null; one = one.getParent()) {
			way.add(one);
		}
	}

	private static boolean isOpen(@Nullable Path directory) throws IOException {
		return directory != null && (mode(directory) & OTHERS_WRITE) != 0;
	}

	private static int mode(Path path) throws IOException {
		return (Integer) Files.getAttribute(path, "unix:mode");
	}

	private static int user(Path path) throws IOException {
		return (Integer) Files.getAttribute(path, "unix:uid");
	}

}
