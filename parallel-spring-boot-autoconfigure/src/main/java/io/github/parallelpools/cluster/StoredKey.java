package io.github.parallelpools.cluster;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * What the store calls a key: the key itself where every store can store that, else its
 * digest; then the value knows the key.
 *
 * @param name what the store calls it
 * @param key the key, {@code null} if that is the name
 */
record StoredKey(String name, @Nullable String key) {

	/** No name that begins like this is the key itself. */
	private static final char DIGEST = '#';

	static StoredKey of(String key) {
		if (StoredNames.isPossible(key) && key.charAt(0) != DIGEST) {
			return new StoredKey(key, null);
		}
		return digested(key);
	}

	/**
	 * What the store calls a map of an application: never as one of this library's own.
	 */
	static StoredKey ofTag(String tag) {
		return StoredNames.isOwn(tag) ? digested(tag) : of(tag);
	}

	private static StoredKey digested(String key) {
		byte[] digest = digest(ValueBytes.rawText(key));
		return new StoredKey(DIGEST + Base64.getUrlEncoder().withoutPadding().encodeToString(digest), key);
	}

	private static byte[] digest(byte[] characters) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(characters);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has SHA-256", ex);
		}
	}

}
