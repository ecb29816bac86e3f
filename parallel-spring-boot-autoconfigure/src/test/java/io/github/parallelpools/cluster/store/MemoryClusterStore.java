package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

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

/**
 * The way of one instance to a {@link MemoryCluster}, which a test can cut. Safe for use
 * by several threads.
 */
public final class MemoryClusterStore implements ClusterStore {

	private final MemoryCluster memory;

	private final Queue<Watch> watches = new ConcurrentLinkedQueue<>();

	private volatile boolean down;

	private volatile boolean gives;

	MemoryClusterStore(MemoryCluster memory) {
		this.memory = memory;
	}

	/**
	 * The memory behind this.
	 * @return the one that all instances share
	 */
	public MemoryCluster memory() {
		return this.memory;
	}

	/** This instance does not reach the memory, and its connections are gone. */
	public void down() {
		this.down = true;
	}

	/** This instance reaches the memory again, and its connections are there again. */
	public void up() {
		this.down = false;
		this.memory.notices().missed();
	}

	boolean isConnected() {
		return !this.down && !this.memory.isDown();
	}

	private <R> R ask(Function<MemoryCluster, R> question) {
		if (!isConnected()) {
			throw new ClusterStoreException("The store in memory is down. Call 'up()'.", null);
		}
		return this.memory.ask(question);
	}

	private void tell(Consumer<MemoryCluster> order) {
		ask((memory) -> {
			order.accept(memory);
			return memory;
		});
	}

	@Override
	public String name() {
		return "memory";
	}

	@Override
	public void join(ClusterNode node, Duration lease) {
		tell((memory) -> memory.nodes.join(node, lease));
	}

	@Override
	public boolean renew(String node, String status) {
		return ask((memory) -> memory.nodes.renew(node, status));
	}

	@Override
	public void leave(String node) {
		tell((memory) -> {
			memory.tasks.leave(node);
			memory.locks.leave(node);
			memory.nodes.remove(node);
		});
	}

	@Override
	public List<ClusterMember> nodes() {
		return ask((memory) -> memory.nodes.list());
	}

	@Override
	public List<String> evict() {
		return ask((memory) -> {
			List<String> dead = memory.nodes.dead();
			dead.forEach(memory.nodes::remove);
			dead.forEach(memory.locks::leave);
			return dead;
		});
	}

	@Override
	public boolean submit(NewTask task) {
		return ask((memory) -> memory.tasks.submit(task));
	}

	/** Gives tasks at once from now on to nodes that want them. */
	public void giveAtOnce() {
		this.gives = true;
	}

	@Override
	public Optional<Claim> submit(NewTask task, String node, ClaimOrder order) {
		return this.gives ? ask((memory) -> memory.tasks.submit(task, node, order))
				: ClusterStore.super.submit(task, node, order);
	}

	@Override
	public List<Claim> claim(String node, ClaimOrder order) {
		return ask((memory) -> memory.tasks.claim(node, order));
	}

	@Override
	public boolean complete(TaskClaim claim, ClusterOutcome outcome) {
		return ask((memory) -> memory.tasks.complete(claim, outcome));
	}

	@Override
	public boolean release(TaskClaim claim, boolean counted) {
		return ask((memory) -> memory.tasks.release(claim, counted));
	}

	@Override
	public List<OwnedTask> mine(String node) {
		return ask((memory) -> memory.tasks.mine(node));
	}

	@Override
	public CancelResult cancel(String task, boolean running, String reason) {
		return ask((memory) -> memory.tasks.cancel(task, running, reason));
	}

	@Override
	public int cancelTagged(String pool, String tag, boolean running, String reason) {
		return ask((memory) -> memory.tasks.cancelTagged(pool, tag, running, reason));
	}

	@Override
	public List<EndedTask> outcomes(Collection<String> tasks) {
		return ask((memory) -> memory.tasks.outcomes(tasks));
	}

	@Override
	public void forget(Collection<String> tasks) {
		tell((memory) -> memory.tasks.forget(tasks));
	}

	@Override
	public List<StoredTask> untold(String pool, Collection<String> listeners, int most) {
		return ask((memory) -> memory.tasks.untold(pool, listeners, most));
	}

	@Override
	public boolean adopt(String node, String task, String submitter) {
		return ask((memory) -> memory.tasks.adopt(node, task, submitter));
	}

	@Override
	public void told(Collection<String> ids) {
		tell((memory) -> memory.tasks.told(ids));
	}

	@Override
	public Optional<StoredTask> find(String task) {
		return ask((memory) -> memory.tasks.find(task));
	}

	@Override
	public Requeued requeue() {
		return ask((memory) -> memory.tasks.requeue());
	}

	@Override
	public int expire(Duration retention) {
		return ask((memory) -> memory.tasks.expire(retention));
	}

	@Override
	public QueueFigures figures(String pool) {
		return ask((memory) -> memory.tasks.figures(pool));
	}

	@Override
	public List<StoredTask> deadLetters(String pool, int most) {
		return ask((memory) -> memory.tasks.deadLetters(pool, most));
	}

	@Override
	public boolean resend(String letter, String task, String submitter) {
		return ask((memory) -> memory.tasks.resend(letter, task, submitter));
	}

	@Override
	public boolean removeDeadLetter(String letter) {
		return ask((memory) -> memory.tasks.removeDeadLetter(letter));
	}

	@Override
	public OptionalLong tryLock(String node, String lock, String owner) {
		return ask((memory) -> memory.locks.tryLock(node, lock, owner));
	}

	@Override
	public boolean unlock(String node, String lock, long token) {
		return ask((memory) -> memory.locks.unlock(node, lock, token));
	}

	@Override
	public Optional<StoredLock> forceUnlock(String lock) {
		return ask((memory) -> memory.locks.forceUnlock(lock));
	}

	@Override
	public List<StoredLock> locks() {
		return ask((memory) -> memory.locks.list());
	}

	@Override
	public @Nullable MapValue get(String map, String key) {
		return ask((memory) -> memory.maps.get(map, key));
	}

	@Override
	public OptionalLong cas(String map, String key, long expected, byte @Nullable [] value) {
		return ask((memory) -> memory.maps.cas(map, key, expected, value));
	}

	@Override
	public @Nullable MapValue put(String map, String key, byte @Nullable [] value) {
		return ask((memory) -> memory.maps.put(map, key, value));
	}

	@Override
	public List<MapEntry> entries(String map) {
		return ask((memory) -> memory.maps.entries(map));
	}

	@Override
	public int size(String map) {
		return ask((memory) -> memory.maps.size(map));
	}

	@Override
	public void clear(String map) {
		tell((memory) -> memory.maps.clear(map));
	}

	@Override
	public List<String> maps() {
		return ask((memory) -> memory.maps.names());
	}

	@Override
	public Optional<DesiredState> desired(String pool) {
		return ask((memory) -> memory.wishes.desired(pool));
	}

	@Override
	public OptionalLong desire(String pool, long version, String state) {
		return ask((memory) -> memory.wishes.desire(pool, version, state));
	}

	@Override
	public Watch watch(String node, ClusterListener listener) {
		Watch watch = ask((memory) -> {
			memory.nodes.watched(node);
			return memory.notices().watch(this, node, listener, memory.nodes.showsDeath());
		});
		this.watches.add(watch);
		return watch;
	}

	@Override
	public void close() {
		this.watches.forEach(Watch::close);
	}

}
