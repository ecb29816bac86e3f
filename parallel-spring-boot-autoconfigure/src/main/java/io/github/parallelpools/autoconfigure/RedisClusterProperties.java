package io.github.parallelpools.autoconfigure;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * How the cluster's store uses Redis.
 *
 * @param keyPrefix What all keys and channels begin with, in braces, before the name of
 * the installation if it has one. Applications that share a Redis need different ones.
 */
record RedisClusterProperties(@DefaultValue("pp") String keyPrefix) {

	private static final String PREFIX = "[^{}\\s]{1,100}";

	RedisClusterProperties {
		if (!keyPrefix.matches(PREFIX)) {
			throw new InvalidSettingException("cluster.redis.key-prefix", keyPrefix,
					"Use 1 to 100 characters without blanks and braces, which are put around it.");
		}
	}

}
