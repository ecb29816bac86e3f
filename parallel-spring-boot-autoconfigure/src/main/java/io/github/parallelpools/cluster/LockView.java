package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.spi.cluster.StoredLock;

/**
 * Puts together what an instance knows of its own locks and what the store tells of those
 * of others. For how long others have had theirs is not known here.
 */
final class LockView {

	private final Map<String, Hold> holds;

	private final @Nullable String node;

	private final long now = System.nanoTime();

	LockView(Map<String, Hold> holds, @Nullable String node) {
		this.holds = holds;
		this.node = node;
	}

	List<LockSnapshot> of(List<StoredLock> stored, List<LockSnapshot> local) {
		Map<String, LockSnapshot> queues = local.stream()
			.collect(Collectors.toMap(LockSnapshot::name, Function.identity()));
		Map<String, LockSnapshot> view = new TreeMap<>();
		for (StoredLock lock : stored) {
			Hold hold = this.holds.get(lock.name());
			if (hold != null && hold.is(Hold.Phase.ASKING) && !lock.owner().equals(hold.name)) {
				view.put(lock.name(), foreign(lock, waiters(hold, queues.get(lock.name()))));
			}
			else if (hold == null && !lock.node().equals(this.node)) {
				view.put(lock.name(), foreign(lock, List.of()));
			}
		}
		this.holds.values().forEach((hold) -> {
			LockSnapshot queue = queues.get(hold.lock);
			if (!hold.is(Hold.Phase.ASKING) && queue != null) {
				view.put(hold.lock, new LockSnapshot(hold.lock, queue.owner(), hold.count,
						Duration.ofNanos(this.now - hold.sinceNanos), queue.waiters()));
			}
		});
		return List.copyOf(view.values());
	}

	private List<LockSnapshot.Waiter> waiters(Hold hold, @Nullable LockSnapshot queue) {
		List<LockSnapshot.Waiter> waiters = new ArrayList<>();
		waiters.add(hold.waiter(this.now));
		if (queue != null) {
			waiters.addAll(queue.waiters());
		}
		return waiters;
	}

	private static LockSnapshot foreign(StoredLock lock, List<LockSnapshot.Waiter> waiters) {
		return new LockSnapshot(lock.name(), OwnerName.user(lock.owner(), lock.node()), 1, Duration.ZERO, waiters);
	}

}
