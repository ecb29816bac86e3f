package io.github.parallelpools.cluster.redis;

/**
 * How a Redis store is used.
 *
 * @param keyPrefix what all keys and channels begin with, between braces: those who have
 * the same share everything
 * @param fastDeath whether a node is dead as soon as the connection of its watch is gone,
 * or only when its lease is over
 */
public record RedisClusterSettings(String keyPrefix, boolean fastDeath) {

	private static final int LONGEST = 100;

	/**
	 * Checks the prefix.
	 * @throws IllegalArgumentException if the prefix is empty, too long or has braces
	 */
	public RedisClusterSettings {
		if (keyPrefix.isBlank() || keyPrefix.length() > LONGEST || keyPrefix.matches(".*[{}].*")) {
			throw new IllegalArgumentException("The prefix of keys is '" + keyPrefix + "', but must have 1 to "
					+ LONGEST
					+ " characters and no braces, which are put around it. Change parallel.cluster.redis.key-prefix.");
		}
	}

	/** What stands before the name of each key: the prefix as a hash tag. */
	String tag() {
		return "{" + this.keyPrefix + "}:";
	}

}
