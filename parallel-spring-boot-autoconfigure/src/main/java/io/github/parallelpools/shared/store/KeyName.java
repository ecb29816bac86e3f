package io.github.parallelpools.shared.store;

/** How messages name keys and maps, whose names may be as long as a book. */
public final class KeyName {

	private static final int LONGEST = 100;

	private KeyName() {
	}

	/**
	 * Names a key.
	 * @param tag the map's tag
	 * @param key the key
	 * @return its name for a message
	 */
	public static String of(String tag, String key) {
		return "key '%s' of the shared map '%s'".formatted(shorten(key), shorten(tag));
	}

	/**
	 * Shortens a name.
	 * @param name the name
	 * @return the name, or its beginning
	 */
	public static String shorten(String name) {
		return (name.length() <= LONGEST) ? name : name.substring(0, LONGEST) + "...";
	}

}
