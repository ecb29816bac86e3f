package io.github.parallelpools.cluster;

import java.nio.charset.StandardCharsets;

/** Which names every store can store, and which of them an application does not use. */
final class StoredNames {

	static final int LONGEST = 200;

	/**
	 * What this library stores for itself is called so, and nothing of an application.
	 */
	static final String OWN = "parallel:";

	private StoredNames() {
	}

	/** Whether a name is short enough and can be written in UTF-8 without NUL. */
	static boolean isPossible(String name) {
		return !name.isEmpty() && name.length() <= LONGEST && name.indexOf('\0') < 0
				&& StandardCharsets.UTF_8.newEncoder().canEncode(name);
	}

	/** Whether a lock or map of that name is this library's own. */
	static boolean isOwn(String name) {
		return name.startsWith(OWN);
	}

}
