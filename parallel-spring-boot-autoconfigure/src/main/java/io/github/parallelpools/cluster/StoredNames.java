package io.github.parallelpools.cluster;

import java.nio.charset.StandardCharsets;

/** Which names every store can store. */
final class StoredNames {

	static final int LONGEST = 200;

	private StoredNames() {
	}

	/** Whether a name is short enough and can be written in UTF-8 without NUL. */
	static boolean isPossible(String name) {
		return !name.isEmpty() && name.length() <= LONGEST && name.indexOf('\0') < 0
				&& StandardCharsets.UTF_8.newEncoder().canEncode(name);
	}

}
