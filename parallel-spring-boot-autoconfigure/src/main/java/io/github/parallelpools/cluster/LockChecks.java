package io.github.parallelpools.cluster;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.spi.cluster.StoredLock;

/**
 * Notices what others have taken away from owners of this instance: looks now and then,
 * while they have anything, and soon after there was reason to. Every method is called in
 * a turn.
 */
final class LockChecks {

	private static final long SOON_MILLIS = 1_000;

	private static final long SELDOM_MILLIS = 5_000;

	private final HoldBooks books;

	private final LockTrips trips;

	private boolean checking;

	private boolean checkingSoon;

	LockChecks(HoldBooks books, LockTrips trips) {
		this.books = books;
		this.trips = trips;
	}

	/** Something was granted, which others may take away. */
	void granted() {
		if (!this.checking) {
			this.checking = true;
			this.trips.later(SELDOM_MILLIS, () -> {
				this.checking = false;
				if (check()) {
					granted();
				}
			});
		}
	}

	/** Something may have been taken away. */
	void soon() {
		if (!this.checkingSoon) {
			this.checkingSoon = true;
			this.trips.later(SOON_MILLIS, () -> {
				this.checkingSoon = false;
				check();
			});
		}
	}

	/** Has the store asked whether it agrees; returns whether there is anything. */
	private boolean check() {
		List<Hold> held = this.books.all().stream().filter((hold) -> hold.is(Hold.Phase.HELD)).toList();
		if (!held.isEmpty()) {
			this.trips.check(held, this);
		}
		return !held.isEmpty();
	}

	/** The store has told which locks there are, after these were granted. */
	void checked(List<Hold> held, List<StoredLock> truth) {
		for (Hold hold : held) {
			if (hold.is(Hold.Phase.HELD) && truth.stream()
				.noneMatch((lock) -> lock.name().equals(hold.lock) && hold.isOf(lock.node())
						&& lock.token() == hold.token)) {
				this.books.remove(hold);
			}
		}
	}

	/** A lock was taken away; returns who had it if that was one of this instance. */
	@Nullable LockOwner forced(StoredLock lock) {
		Hold hold = this.books.find(lock.name());
		if (hold == null || !hold.name.equals(lock.owner()) || !hold.isOf(lock.node())) {
			return null;
		}
		hold.forced = lock.token();
		if (hold.is(Hold.Phase.HELD)) {
			this.books.remove(hold);
		}
		return hold.owner;
	}

}
