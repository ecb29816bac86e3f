package io.github.parallelpools.spi;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.Serializable;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;

/**
 * Travels in place of what is shared by name, and becomes the same thing at the other
 * end.
 *
 * @param kind what it is
 * @param name its name
 */
record SharedReference(Kind kind, String name) implements Serializable {

	enum Kind {

		LOCK, MAP

	}

	/**
	 * What travels in place of an object.
	 * @param object the object
	 * @return a reference, or the object itself if it is not shared
	 */
	static Object replace(Object object) {
		if (object instanceof SharedLock lock) {
			return new SharedReference(Kind.LOCK, lock.name());
		}
		return (object instanceof SharedMap<?> map) ? new SharedReference(Kind.MAP, map.tag()) : object;
	}

	static boolean isShared(Object object) {
		return object instanceof SharedLock || object instanceof SharedMap;
	}

	Object resolve(SharedObjects shared) {
		return switch (this.kind) {
			case LOCK -> shared.lock(this.name, () -> false);
			case MAP -> shared.map(this.name);
		};
	}

	private static boolean isReference(@Nullable Class<?> type) {
		return type == SharedReference.class || type == Kind.class;
	}

	/** A filter that lets references pass, whatever the user's own allows. */
	static @Nullable ObjectInputFilter allowedBy(@Nullable ObjectInputFilter filter) {
		if (filter == null) {
			return null;
		}
		return (info) -> (isReference(info.serialClass())) ? Status.ALLOWED : filter.checkInput(info);
	}

}
