package io.github.parallelpools.spi;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.Serializable;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLock;

/**
 * Travels in place of what is shared by name, and becomes the same thing at the other
 * end.
 *
 * @param name its name
 */
record SharedReference(String name) implements Serializable {

	/**
	 * What travels in place of an object.
	 * @param object the object
	 * @return a reference, or the object itself if it is not shared
	 */
	static Object replace(Object object) {
		return (object instanceof SharedLock lock) ? new SharedReference(lock.name()) : object;
	}

	static boolean isShared(Object object) {
		return object instanceof SharedLock;
	}

	Object resolve(SharedObjects shared) {
		return shared.lock(this.name, () -> false);
	}

	/** A filter that lets references pass, whatever the user's own allows. */
	static @Nullable ObjectInputFilter allowedBy(@Nullable ObjectInputFilter filter) {
		if (filter == null) {
			return null;
		}
		return (info) -> (info.serialClass() == SharedReference.class) ? Status.ALLOWED : filter.checkInput(info);
	}

}
