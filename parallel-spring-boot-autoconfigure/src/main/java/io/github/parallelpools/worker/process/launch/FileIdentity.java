package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which directory this is, whatever its path, and whose.
 *
 * @param key the platform's own name of it, {@code null} where there is none
 * @param owner whose it is, {@code null} where nobody knows
 * @param isDirectory whether it is one, and no link
 * @param permissions who may enter, {@code null} where nobody knows
 */
record FileIdentity(@Nullable Object key, @Nullable UserPrincipal owner, boolean isDirectory,
		@Nullable Set<PosixFilePermission> permissions) {

	static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	/** What is at a path now; a link is a link. */
	static FileIdentity of(Path path) throws IOException {
		Class<? extends BasicFileAttributes> known = PrivateDirectory.supports("posix") ? PosixFileAttributes.class
				: BasicFileAttributes.class;
		return of(Files.readAttributes(path, known, LinkOption.NOFOLLOW_LINKS));
	}

	static FileIdentity of(BasicFileAttributes found) {
		return (found instanceof PosixFileAttributes posix)
				? new FileIdentity(posix.fileKey(), posix.owner(), posix.isDirectory(), posix.permissions())
				: new FileIdentity(found.fileKey(), null, found.isDirectory(), null);
	}

	/** Whether it is a directory that nobody but its owner may enter, as far as known. */
	boolean isPrivate() {
		return this.isDirectory && (this.permissions == null || this.permissions.equals(OWNER_ONLY));
	}

	/** Whether both have one owner, as far as that is known. */
	boolean isOfOwnerOf(FileIdentity other) {
		return (this.owner != null) ? this.owner.equals(other.owner()) : other.owner() == null;
	}

	/** Whether it is the same directory, whoever may enter it now. */
	boolean isSameAs(FileIdentity other) {
		return this.isDirectory && other.isDirectory && Objects.equals(this.key, other.key) && isOfOwnerOf(other);
	}

}
