package io.github.parallelpools.cluster.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * An open connection and what can be said over it.
 *
 * @param connection the connection, which never connects again by itself
 * @param commands what can be said; safe for several threads
 */
record RedisLine(StatefulConnection<byte[], byte[]> connection, RedisClusterAsyncCommands<byte[], byte[]> commands) {

	boolean isOpen() {
		return this.connection.isOpen();
	}

	void close() {
		if (isOpen()) {
			this.connection.closeAsync();
		}
	}

}
