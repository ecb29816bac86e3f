package io.github.parallelpools.cluster.redis;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Whether a server can be trusted with tasks, by what it says of itself. It knows that
 * from {@code INFO}, which more users may ask than {@code CONFIG GET}. Knows no keys.
 */
final class RedisServer {

	private static final Log logger = LogFactory.getLog(RedisServer.class);

	private static final int MAJOR = 6;

	private static final int MINOR = 2;

	private final RedisCalls calls;

	private final AtomicBoolean warned = new AtomicBoolean();

	RedisServer(RedisCalls calls) {
		this.calls = calls;
	}

	/**
	 * Refuses a server that is too old or may throw tasks away, and warns once of one
	 * that forgets them with a restart.
	 */
	void check() {
		String info = this.calls.info();
		if (info == null) {
			warn("Redis may not be asked with INFO. Make sure that it is 6.2 or newer, that its 'maxmemory-policy' is "
					+ "noeviction, and that it has 'appendonly yes'. Dead nodes are noticed only when their leases are "
					+ "over; permit INFO to its user for more (ACL SETUSER <user> +info).");
			return;
		}
		String version = value(info, "redis_version");
		if (isOld(version)) {
			throw new ClusterStoreException("Redis " + version + " is too old to be the store of a cluster. Use Redis "
					+ MAJOR + "." + MINOR + " or newer, or Valkey, or set parallel.cluster.store=jdbc.", null);
		}
		String policy = value(info, "maxmemory_policy");
		if (!policy.isEmpty() && !policy.equals("noeviction")) {
			throw new ClusterStoreException("Redis has 'maxmemory-policy " + policy
					+ "' and may throw tasks, locks and nodes away when its memory is full. Set 'maxmemory-policy "
					+ "noeviction' (CONFIG SET, and in its configuration), or use another Redis than that of a cache.",
					null);
		}
		if (value(info, "aof_enabled").equals("0")) {
			warn("Redis has 'appendonly no': tasks that were accepted are lost when it stops. Set 'appendonly yes' if "
					+ "they must not be.");
		}
	}

	private void warn(String message) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn(message);
		}
	}

	private static boolean isOld(String version) {
		Matcher numbers = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(version);
		if (!numbers.matches()) {
			return false;
		}
		int major = Integer.parseInt(numbers.group(1));
		return major < MAJOR || (major == MAJOR && Integer.parseInt(numbers.group(2)) < MINOR);
	}

	private static String value(String info, String name) {
		Matcher line = Pattern.compile("^" + name + ":(.*?)\\s*$", Pattern.MULTILINE).matcher(info);
		return line.find() ? line.group(1) : "";
	}

}
