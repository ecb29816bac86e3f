package io.github.parallelpools.spi;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.Serializable;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.CurrentContext;
import io.github.parallelpools.task.MappedItem;

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
			case LOCK -> shared.lock(this.name, CurrentContext::isEnded);
			case MAP -> shared.map(this.name);
		};
	}

	/** Whether it is one, or what this library itself puts around an item. */
	private static boolean isReference(@Nullable Class<?> type) {
		// An enum's class never comes without that of all enums, which allows no other.
		return type == SharedReference.class || type == Kind.class || type == Enum.class || type == MappedItem.class
				|| (type != null && isWhatBecameOfIt(type));
	}

	/** A filter is asked for that, too. It never comes from outside: it can't travel. */
	private static boolean isWhatBecameOfIt(Class<?> type) {
		return (SharedLock.class.isAssignableFrom(type) || SharedMap.class.isAssignableFrom(type))
				&& !Serializable.class.isAssignableFrom(type);
	}

	/** A filter that lets these pass, whatever the user's own allows. */
	static @Nullable ObjectInputFilter allowedBy(@Nullable ObjectInputFilter filter) {
		if (filter == null) {
			return null;
		}
		return (info) -> (isReference(info.serialClass())) ? Status.ALLOWED : filter.checkInput(info);
	}

}
