package io.github.parallelpools.cluster.redis;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterStore.Watch;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * A node's ear: a connection of its own that has subscribed to what all nodes are told
 * and to what only this one is. That somebody has subscribed to the latter is also how
 * the server shows that the node lives.
 * <p>
 * Its thread tells the listener, asks every two seconds whether the connection is still
 * one, and opens another when it is not. Then something may have been missed.
 */
final class RedisWatch implements Watch {

	private static final Log logger = LogFactory.getLog(RedisWatch.class);

	private static final Duration PULSE = Duration.ofSeconds(2);

	private static final Duration PAUSE = Duration.ofMillis(200);

	private final RedisLink link;

	private final byte[][] channels;

	private final ClusterListener listener;

	private final RedisNodes nodes;

	private final String node;

	private final RedisNotices notices = new RedisNotices();

	private final Thread thread;

	/** What the thread reads from, which only it replaces. */
	private volatile StatefulRedisPubSubConnection<byte[], byte[]> line;

	/** Written before the thread starts. */
	private boolean shows;

	private volatile boolean closed;

	RedisWatch(RedisLink link, RedisNodes nodes, String tag, String node, ClusterListener listener) {
		this.link = link;
		this.nodes = nodes;
		this.node = node;
		this.channels = new byte[][] { bytes(tag + "told"), bytes(tag + "told:" + node) };
		this.listener = listener;
		this.line = subscribe();
		this.thread = new Thread(this::listen, "parallel-cluster-watch");
		this.thread.setDaemon(true);
	}

	void start(boolean fastDeath) {
		try {
			this.shows = fastDeath && this.nodes.watched(this.node, true);
		}
		catch (RuntimeException ex) {
			this.line.closeAsync();
			throw ex;
		}
		this.thread.start();
	}

	@Override
	public boolean showsDeath() {
		return this.shows;
	}

	@Override
	public boolean tells() {
		return this.line.isOpen();
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (this.line.isOpen()) {
			hide();
			closeLine();
		}
		this.notices.wake();
	}

	/** Or the node would be taken for dead. */
	private void hide() {
		try {
			this.nodes.watched(this.node, false);
		}
		catch (ClusterStoreException ex) {
			logger.debug("The end of a watch can't be told, so that its node is taken for dead", ex);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	private void listen() {
		long asked = System.nanoTime();
		try {
			while (!this.closed) {
				this.notices.tell(this.listener);
				this.notices.await(this.line.isOpen() ? PULSE : PAUSE);
				if (this.closed) {
					break;
				}
				if (!this.line.isOpen()) {
					reconnect();
				}
				else if (System.nanoTime() - asked >= PULSE.toNanos()) {
					asked = System.nanoTime();
					ask();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			closeLine();
		}
	}

	private void closeLine() {
		if (this.line.isOpen()) {
			this.line.closeAsync();
		}
	}

	private void reconnect() {
		try {
			this.line = subscribe();
			this.notices.addMissed();
		}
		catch (RuntimeException ex) {
			logger.debug("No connection for the notices of the cluster yet", ex);
		}
	}

	/** A connection whose other end is gone without a word looks open for ever. */
	private void ask() throws InterruptedException {
		try {
			if (!this.line.async().ping().await(this.link.limit().toMillis(), TimeUnit.MILLISECONDS)) {
				closeLine();
			}
		}
		catch (RuntimeException ex) {
			closeLine();
		}
	}

	private StatefulRedisPubSubConnection<byte[], byte[]> subscribe() {
		StatefulRedisPubSubConnection<byte[], byte[]> opened = this.link.openForNotices();
		try {
			opened.addListener(new RedisPubSubAdapter<>() {

				@Override
				public void message(byte[] channel, byte[] message) {
					RedisWatch.this.notices.add(message);
				}

			});
			opened.addListener(new RedisConnectionStateListener() {

				@Override
				public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
					RedisWatch.this.notices.wake();
				}

			});
			opened.sync().subscribe(this.channels);
			return opened;
		}
		catch (RuntimeException ex) {
			opened.closeAsync();
			throw ex;
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
