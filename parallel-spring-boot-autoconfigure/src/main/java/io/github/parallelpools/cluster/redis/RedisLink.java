package io.github.parallelpools.cluster.redis;

import java.time.Duration;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Opens connections as the application does, to the same servers with the same
 * credentials and encryption, but with options of its own. Knows nothing of what is said
 * over them. Safe for use by several threads.
 */
final class RedisLink implements AutoCloseable {

	private static final Duration LONGEST = Duration.ofSeconds(3);

	private final LettuceConnectionFactory own;

	private final Duration limit;

	private final String place;

	private RedisLink(LettuceConnectionFactory own, Duration limit, String place) {
		this.own = own;
		this.limit = limit;
		this.place = place;
	}

	static RedisLink like(RedisConnectionFactory connections) {
		if (!(connections instanceof LettuceConnectionFactory lettuce)) {
			throw new IllegalArgumentException("The store 'redis' connects with Lettuce, but the application has a "
					+ connections.getClass().getName()
					+ ". Set spring.data.redis.client-type=lettuce, or parallel.cluster.store=jdbc.");
		}
		RedisClientConfiguration client = new RedisClientConfiguration(lettuce.getClientConfiguration(), LONGEST);
		RedisConfiguration servers = servers(lettuce);
		LettuceConnectionFactory own = new LettuceConnectionFactory(servers, client);
		own.setShareNativeConnection(false);
		own.afterPropertiesSet();
		own.start();
		return new RedisLink(own, client.getCommandTimeout(), place(servers));
	}

	/** How long an answer may take. */
	Duration limit() {
		return this.limit;
	}

	RedisLine open() {
		AbstractRedisClient client = this.own.getRequiredNativeClient();
		if (client instanceof RedisClusterClient cluster) {
			StatefulRedisClusterConnection<byte[], byte[]> opened = cluster.connect(ByteArrayCodec.INSTANCE);
			opened.setTimeout(this.limit);
			return new RedisLine(opened, opened.async());
		}
		StatefulRedisConnection<byte[], byte[]> opened = ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
		opened.setTimeout(this.limit);
		return new RedisLine(opened, opened.async());
	}

	StatefulRedisPubSubConnection<byte[], byte[]> openForNotices() {
		AbstractRedisClient client = this.own.getRequiredNativeClient();
		StatefulRedisPubSubConnection<byte[], byte[]> opened = (client instanceof RedisClusterClient cluster)
				? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
				: ((RedisClient) client).connectPubSub(ByteArrayCodec.INSTANCE);
		opened.setTimeout(this.limit);
		return opened;
	}

	private static RedisConfiguration servers(LettuceConnectionFactory connections) {
		if (connections.getClusterConfiguration() != null) {
			return connections.getClusterConfiguration();
		}
		if (connections.getSentinelConfiguration() != null) {
			return connections.getSentinelConfiguration();
		}
		RedisSocketConfiguration socket = connections.getSocketConfiguration();
		return (socket != null) ? socket : connections.getStandaloneConfiguration();
	}

	private static String place(RedisConfiguration servers) {
		if (servers instanceof RedisConfiguration.WithHostAndPort standalone) {
			return standalone.getHostName() + ":" + standalone.getPort();
		}
		if (servers instanceof RedisConfiguration.SentinelConfiguration sentinel) {
			return "the sentinels " + sentinel.getSentinels();
		}
		if (servers instanceof RedisConfiguration.ClusterConfiguration cluster) {
			return "the cluster " + cluster.getClusterNodes();
		}
		return (servers instanceof RedisConfiguration.WithDomainSocket socket) ? socket.getSocket()
				: servers.toString();
	}

	@Override
	public void close() {
		this.own.destroy();
	}

	@Override
	public String toString() {
		return this.place;
	}

}
