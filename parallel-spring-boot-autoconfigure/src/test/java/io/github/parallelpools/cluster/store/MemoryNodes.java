package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterNode;

/** The records of nodes. Guarded by the memory. */
final class MemoryNodes {

	private final InstantSource clock;

	private final MemoryNotices notices;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private Instant upSince;

	private boolean showsDeath;

	MemoryNodes(InstantSource clock, MemoryNotices notices) {
		this.clock = clock;
		this.notices = notices;
		// Who makes a memory does not wait for the first lease.
		this.upSince = Instant.MIN;
	}

	void showsDeath(boolean shows) {
		this.showsDeath = shows;
	}

	boolean showsDeath() {
		return this.showsDeath;
	}

	void restarted() {
		this.upSince = this.clock.instant();
	}

	Instant upSince() {
		return this.upSince;
	}

	void join(ClusterNode node, Duration lease) {
		Instant now = this.clock.instant();
		Entry before = this.entries.get(node.id());
		Instant since = (before != null) ? before.since : now;
		this.entries.put(node.id(), new Entry(node, since, now.plus(lease), lease, false));
	}

	boolean renew(String id, String status) {
		Entry entry = this.entries.get(id);
		if (entry == null) {
			return false;
		}
		ClusterNode node = new ClusterNode(id, entry.node.name(), entry.node.build(), status);
		this.entries.put(id,
				new Entry(node, entry.since, this.clock.instant().plus(entry.lease), entry.lease, entry.watched));
		return true;
	}

	void watched(String id) {
		this.entries.computeIfPresent(id, (key, entry) -> entry.withWatch());
	}

	boolean has(String id) {
		return this.entries.containsKey(id);
	}

	/** Takes a node away. */
	boolean remove(String id) {
		return this.entries.remove(id) != null;
	}

	List<ClusterMember> list() {
		Instant now = this.clock.instant();
		return this.entries.values()
			.stream()
			.map((entry) -> new ClusterMember(entry.node, Duration.between(entry.since, now),
					Duration.between(now, entry.until)))
			.toList();
	}

	/** The nodes that are dead, beyond doubt. */
	List<String> dead() {
		Instant now = this.clock.instant();
		List<String> dead = new ArrayList<>();
		this.entries.forEach((id, entry) -> {
			boolean quiet = now.minus(entry.lease).isBefore(this.upSince);
			boolean cutOff = this.showsDeath && entry.watched && !this.notices.isConnected(id);
			if (!quiet && (cutOff || !entry.until.isAfter(now))) {
				dead.add(id);
			}
		});
		return dead;
	}

	/**
	 * The record of a node.
	 *
	 * @param node who it is
	 * @param since when it joined
	 * @param until when it is dead
	 * @param lease how long it lives from each renewal
	 * @param watched whether it has been connected, so that this is missed
	 */
	private record Entry(ClusterNode node, Instant since, Instant until, Duration lease, boolean watched) {

		Entry withWatch() {
			return new Entry(this.node, this.since, this.until, this.lease, true);
		}

	}

}
