package io.github.parallelpools.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * What this instance is in the cluster. Nothing of it holds unless a pool has the scope
 * cluster, locks and maps are shared, or it is enabled.
 *
 * @param enabled Whether this instance is in the cluster though no pool has the scope
 * cluster and locks and maps are its own, as for standalone tasks.
 * @param store Where is stored what the instances share: jdbc in a database of the
 * application, redis in its Redis or Valkey, auto in the only database, or else in Redis.
 * A bean of type ClusterStore wins.
 * @param name Name of the installation: instances of other names share nothing with this
 * one, though they use the same database or Redis. It stands in the names of tables and
 * keys.
 * @param nodeName Name of this instance, for people. Default is the name of the host.
 * @param lease How long this instance lives without a renewal, by the store's clock.
 * @param renew How often this instance renews itself.
 * @param fence How long after its last renewal this instance takes itself for alive; less
 * than the lease.
 * @param poll How often this instance looks for locks and turns of which nobody has told;
 * for tasks it looks an eighth as often.
 * @param fastDeath Whether an instance is taken for dead as soon as its connection is
 * gone, where the store can tell.
 * @param outcomeRetention How long outcomes of tasks are kept of which nobody wants to
 * know.
 * @param maxPayload Largest size of an encoded task or result.
 * @param shared Whether shared locks and maps are those of this instance, or of all that
 * are in the cluster.
 * @param build Which build of the application this is; lambdas travel between equal ones.
 * Default is computed from all classes of the class path.
 * @param jdbc How the store uses a database.
 * @param redis How the store uses Redis.
 */
record ClusterProperties(@DefaultValue("false") boolean enabled, @DefaultValue("auto") Store store,
		@Nullable String name, @Nullable String nodeName, @DefaultValue("6s") Duration lease,
		@DefaultValue("1s") Duration renew, @DefaultValue("4s") Duration fence, @DefaultValue("250ms") Duration poll,
		@DefaultValue("true") boolean fastDeath, @DefaultValue("10m") Duration outcomeRetention,
		@DefaultValue("1MB") DataSize maxPayload, @DefaultValue("local") PoolProperties.Scope shared,
		@Nullable String build, @NestedConfigurationProperty @DefaultValue JdbcClusterProperties jdbc,
		@NestedConfigurationProperty @DefaultValue RedisClusterProperties redis) {

	private static final Duration SHORTEST = Duration.ofMillis(10);

	/** A node that dies is missed after its lease at the latest. */
	private static final Duration LONGEST = Duration.ofDays(1);

	private static final int LONGEST_NAME = 200;

	private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);

	/** Where is stored what the instances share. */
	enum Store {

		/** In the only database, or else in Redis. */
		AUTO,

		/** In a database of the application. */
		JDBC,

		/** In the application's Redis or Valkey. */
		REDIS

	}

	ClusterProperties {
		if (name != null) {
			Installation.require(name);
		}
		requireName("cluster.node-name", nodeName);
		requireName("cluster.build", build);
		if (renew.compareTo(SHORTEST) < 0) {
			throw new InvalidSettingException("cluster.renew", renew, "Set it to 10ms or more.");
		}
		if (fence.compareTo(renew) <= 0) {
			throw new InvalidSettingException("cluster.fence", fence,
					"Set it to more than 'parallel.cluster.renew', which is %s ms, best to four times as much."
						.formatted(renew.toMillis()));
		}
		if (lease.compareTo(fence) <= 0) {
			throw new InvalidSettingException("cluster.lease", lease,
					"Set it to more than 'parallel.cluster.fence', which is %s ms, so that an instance knows that it is fenced before others take what it has."
						.formatted(fence.toMillis()));
		}
		if (lease.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException("cluster.lease", lease,
					"Set it to 1d at most: for that long nobody may run what an instance had that has died.");
		}
		if (poll.compareTo(SHORTEST) < 0 || poll.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException("cluster.poll", poll, "Set it to 10ms or more, and 1d at most.");
		}
		if (outcomeRetention.compareTo(lease) < 0 || outcomeRetention.compareTo(LONGEST_RETENTION) > 0) {
			throw new InvalidSettingException("cluster.outcome-retention", outcomeRetention,
					"Set it to at least 'parallel.cluster.lease', so that submitters have time to ask, and to 3650d at most.");
		}
		if (maxPayload.toBytes() < 1024 || maxPayload.toBytes() > Integer.MAX_VALUE - 1024) {
			throw new InvalidSettingException("cluster.max-payload", maxPayload,
					"Set it to at least 1KB and less than 2GB.");
		}
	}

	private static void requireName(String property, @Nullable String name) {
		if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
			throw new InvalidSettingException(property, name,
					"Use 1 to %s characters that are not all blank, or leave it out.".formatted(LONGEST_NAME));
		}
	}

}
