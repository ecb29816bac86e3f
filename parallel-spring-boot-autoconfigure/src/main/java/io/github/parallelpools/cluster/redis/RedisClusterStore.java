package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.DesiredState;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.Requeued;
import io.github.parallelpools.spi.cluster.StoredLock;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;

/**
 * The store of a cluster in the application's Redis (6.2 or newer) or Valkey. Safe for
 * use by several threads. A call waits at most for the application's command timeout, of
 * which no more than three seconds count; one that opens a connection waits for up to
 * three times as long.
 */
public final class RedisClusterStore implements ClusterStore {

	private final RedisClusterSettings settings;

	private final RedisLink link;

	private final RedisCalls calls;

	private final RedisServer server;

	private final RedisNodes nodes;

	private final RedisTasks tasks;

	private final RedisLetters letters;

	private final RedisLocks locks;

	private final RedisMaps maps;

	private final Set<RedisWatch> watches = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a store that connects when it is first used.
	 * @param connections how the application connects, with Lettuce; stays untouched
	 * @param settings how the store is used
	 * @throws IllegalArgumentException if the application does not connect with Lettuce
	 */
	public RedisClusterStore(RedisConnectionFactory connections, RedisClusterSettings settings) {
		this.settings = settings;
		this.link = RedisLink.like(connections);
		this.calls = new RedisCalls(this.link, settings.tag());
		this.server = new RedisServer(this.calls);
		this.nodes = new RedisNodes(this.calls);
		this.tasks = new RedisTasks(this.calls);
		this.letters = new RedisLetters(this.calls);
		this.locks = new RedisLocks(this.calls);
		this.maps = new RedisMaps(this.calls);
	}

	@Override
	public String name() {
		return "redis";
	}

	/**
	 * {@inheritDoc} Uses a new connection: who joins again may have been cut off, and the
	 * old one would not know it for long.
	 */
	@Override
	public void join(ClusterNode node, Duration lease) {
		this.calls.startAfresh();
		this.server.check();
		this.nodes.join(node, lease);
	}

	@Override
	public boolean renew(String node, String status) {
		return this.nodes.renew(node, status);
	}

	@Override
	public void leave(String node) {
		this.nodes.leave(node);
	}

	@Override
	public List<ClusterMember> nodes() {
		return this.nodes.all();
	}

	@Override
	public List<String> evict() {
		return this.nodes.evict();
	}

	@Override
	public boolean submit(NewTask task) {
		return this.tasks.submit(task);
	}

	@Override
	public Optional<Claim> submit(NewTask task, String node, ClaimOrder order) {
		return this.tasks.submit(task, node, order);
	}

	@Override
	public List<Claim> claim(String node, ClaimOrder order) {
		return this.tasks.claim(node, order);
	}

	@Override
	public boolean complete(TaskClaim claim, ClusterOutcome outcome) {
		return this.tasks.complete(claim, outcome);
	}

	@Override
	public List<Boolean> complete(List<TaskEnd> ends) {
		return this.tasks.complete(ends);
	}

	@Override
	public boolean release(TaskClaim claim, boolean counted) {
		return this.tasks.release(claim, counted);
	}

	@Override
	public List<OwnedTask> mine(String node) {
		return this.tasks.mine(node);
	}

	@Override
	public CancelResult cancel(String task, boolean running, String reason) {
		return this.tasks.cancel(task, running, reason);
	}

	@Override
	public int cancelTagged(String pool, String tag, boolean running, String reason) {
		return this.tasks.cancelTagged(pool, tag, running, reason);
	}

	@Override
	public List<EndedTask> outcomes(Collection<String> ids) {
		return this.tasks.outcomes(ids);
	}

	@Override
	public void forget(Collection<String> ids) {
		this.tasks.forget(ids);
	}

	@Override
	public List<StoredTask> untold(String pool, Collection<String> listeners, int most) {
		return this.tasks.untold(pool, listeners, most);
	}

	@Override
	public boolean adopt(String node, String task, String submitter) {
		return this.tasks.adopt(node, task, submitter);
	}

	@Override
	public void told(Collection<String> ids) {
		this.tasks.told(ids);
	}

	@Override
	public Optional<StoredTask> find(String task) {
		return this.tasks.find(task);
	}

	@Override
	public Requeued requeue() {
		return this.tasks.requeue();
	}

	@Override
	public int expire(Duration retention) {
		return this.tasks.expire(retention);
	}

	@Override
	public QueueFigures figures(String pool) {
		return this.letters.figures(pool);
	}

	@Override
	public List<StoredTask> deadLetters(String pool, int most) {
		return this.letters.all(pool, most);
	}

	@Override
	public boolean resend(String letter, String task, String submitter) {
		return this.letters.resend(letter, task, submitter);
	}

	@Override
	public boolean removeDeadLetter(String letter) {
		return this.letters.remove(letter);
	}

	@Override
	public OptionalLong tryLock(String node, String lock, String owner) {
		return this.locks.lock(node, lock, owner);
	}

	@Override
	public boolean unlock(String node, String lock, long token) {
		return this.locks.unlock(node, lock, token);
	}

	@Override
	public Optional<StoredLock> forceUnlock(String lock) {
		return this.locks.force(lock);
	}

	@Override
	public List<StoredLock> locks() {
		return this.locks.all();
	}

	@Override
	public @Nullable MapValue get(String map, String key) {
		return this.maps.get(map, key);
	}

	@Override
	public OptionalLong cas(String map, String key, long expected, byte @Nullable [] value) {
		return this.maps.cas(map, key, expected, value);
	}

	@Override
	public @Nullable MapValue put(String map, String key, byte @Nullable [] value) {
		return this.maps.put(map, key, value);
	}

	@Override
	public List<MapEntry> entries(String map) {
		return this.maps.entries(map);
	}

	@Override
	public int size(String map) {
		return this.maps.size(map);
	}

	@Override
	public void clear(String map) {
		this.maps.clear(map);
	}

	@Override
	public List<String> maps() {
		return this.maps.names();
	}

	@Override
	public Optional<DesiredState> desired(String pool) {
		return this.maps.desired(pool);
	}

	@Override
	public OptionalLong desire(String pool, long version, String state) {
		return this.maps.desire(pool, version, state);
	}

	@Override
	public Watch watch(String node, ClusterListener listener) {
		this.watches.removeIf(RedisWatch::isClosed);
		try {
			RedisWatch watch = new RedisWatch(this.link, this.nodes, this.settings.tag(), node, listener);
			watch.start(this.settings.fastDeath());
			this.watches.add(watch);
			return watch;
		}
		catch (RedisException ex) {
			throw new ClusterStoreException("Node " + node + " can't listen to Redis at " + this.link + ": "
					+ ex.getMessage() + ". Check the server and spring.data.redis.*", ex);
		}
	}

	@Override
	public void close() {
		this.watches.forEach(Watch::close);
		this.calls.startAfresh();
		this.link.close();
	}

}
