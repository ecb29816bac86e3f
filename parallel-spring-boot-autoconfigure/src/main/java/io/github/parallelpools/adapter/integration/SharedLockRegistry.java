package io.github.parallelpools.adapter.integration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Function;

import org.springframework.integration.support.locks.LockRegistry;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.shared.SharedLock;

/**
 * The shared locks of an application as a registry of Spring Integration: the same to the
 * application and to its workers, and to all instances with
 * {@code parallel.cluster.shared: cluster}. What a worker process or an instance holds
 * when it dies is free. Nothing expires and nothing need be renewed; locks that nobody
 * has take no room. Safe for use by several threads.
 */
public final class SharedLockRegistry implements LockRegistry<SharedLock> {

	private static final String STANDARD_PREFIX = "integration:";

	private static final int LONGEST_NAME = 200;

	private static final int LONGEST_PREFIX = 100;

	private static final int LONGEST_DIGEST = 64;

	private final Function<String, SharedLock> locks;

	private final String prefix;

	/**
	 * Makes a registry whose locks have names that begin with {@code integration:}.
	 * @param parallel has the locks
	 */
	public SharedLockRegistry(Parallel parallel) {
		this(parallel, STANDARD_PREFIX);
	}

	/**
	 * Makes a registry.
	 * @param parallel has the locks
	 * @param prefix how the names of its locks begin, so that they are no others'; 100
	 * characters at most
	 * @throws IllegalArgumentException if the prefix is longer
	 */
	public SharedLockRegistry(Parallel parallel, String prefix) {
		if (prefix.length() > LONGEST_PREFIX) {
			throw new IllegalArgumentException("A prefix of locks can't have %s characters. Use %s at most."
				.formatted(prefix.length(), LONGEST_PREFIX));
		}
		this.locks = parallel::lock;
		this.prefix = prefix;
	}

	/**
	 * Finds a lock.
	 * @param key what it is called: keys of the same text are the same lock. One that is
	 * too long for a name is shortened, with a digest of all of it
	 * @return the lock, which has no conditions
	 */
	@Override
	public SharedLock obtain(Object key) {
		String name = this.prefix + Objects.requireNonNull(key, "The key of a lock can't be null");
		return this.locks.apply((name.length() <= LONGEST_NAME) ? name
				: name.substring(0, LONGEST_NAME - LONGEST_DIGEST - 1) + "#" + digest(name));
	}

	private static String digest(String name) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has SHA-256", ex);
		}
	}

}
