package io.github.parallelpools.cluster.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What the server is asked to do in one atomic step: the file of the same name, after
 * {@code common.lua}. Knows neither keys nor connections.
 */
enum RedisScript {

	JOIN, RENEW, WATCH, LEAVE, NODES, EVICT,

	SUBMIT, CLAIM, COMPLETE, RELEASE, MINE, CANCEL, CANCEL_TAGGED, OUTCOMES, FORGET, UNTOLD, ADOPT, TOLD, FIND, REQUEUE,
	EXPIRE,

	FIGURES, LETTERS, RESEND, DISCARD,

	LOCK, UNLOCK, UNLOCK_FORCE, LOCKS,

	GET, PUT, ENTRIES, SIZE, CLEAR, MAPS,

	DESIRED, DESIRE;

	private final byte[] text;

	private final String digest;

	RedisScript() {
		this.text = (read("common") + read(lowerCase())).getBytes(StandardCharsets.UTF_8);
		this.digest = digest(this.text);
	}

	/**
	 * The whole script.
	 * @return Lua as UTF-8, not to be changed
	 */
	byte[] text() {
		return this.text;
	}

	/**
	 * By what the server knows the script once it has seen it.
	 * @return SHA-1 in hexadecimal digits
	 */
	String digest() {
		return this.digest;
	}

	/**
	 * What is done, for messages.
	 * @return the file's name without its extension
	 */
	String lowerCase() {
		return name().toLowerCase(Locale.ROOT);
	}

	private static String read(String name) {
		try (InputStream file = RedisScript.class.getResourceAsStream(name + ".lua")) {
			if (file == null) {
				throw new IllegalStateException(
						"The script '" + name + ".lua' is missing beside " + RedisScript.class.getName()
								+ ". A repackaged jar must keep it; a native image needs a hint.");
			}
			return new String(file.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Can't read the script '" + name + ".lua'", ex);
		}
	}

	private static String digest(byte[] text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
