package io.github.parallelpools.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * What owners of this instance have, and how they give it back: the store is told until
 * it has answered, or until the grant is worth nothing. Asks for nothing. Every method is
 * called in a turn.
 */
final class LockReturns {

	private final Turns turns;

	private final HoldBooks books;

	private final LockTrips trips;

	/**
	 * A lock that is being given back.
	 *
	 * @param lock its name
	 * @param done when that is done
	 */
	record Returning(String lock, CompletableFuture<@Nullable Void> done) {
	}

	LockReturns(Turns turns, HoldBooks books, LockTrips trips) {
		this.turns = turns;
		this.books = books;
		this.trips = trips;
	}

	/** The hold of an owner that has a lock, {@code null} if it has it not. */
	@Nullable Hold held(String lock, LockOwner owner) {
		Hold hold = this.books.find(lock);
		if (hold == null || !hold.owner.equals(owner) || hold.is(Hold.Phase.ASKING)) {
			return null;
		}
		if (this.books.isLost(hold)) {
			lose(hold);
			return null;
		}
		return hold;
	}

	List<String> heldBy(LockOwner owner) {
		return this.books.all()
			.stream()
			.filter((hold) -> held(hold.lock, owner) != null)
			.flatMap((hold) -> Collections.nCopies(hold.count, hold.lock).stream())
			.toList();
	}

	/**
	 * Gives back what an owner has taken more often than it is to have it.
	 * @param kept the names of what it keeps, as often as it keeps it
	 * @return the names of what it has less often
	 */
	List<String> giveBackBut(LockOwner owner, Collection<String> kept) {
		List<String> names = new ArrayList<>();
		for (Hold hold : this.books.all()) {
			int count = Collections.frequency(kept, hold.lock);
			if (count == 0 || hold.count <= count || held(hold.lock, owner) != hold) {
				continue;
			}
			names.add(hold.lock);
			for (; hold.count > count; hold.count--) {
				CompletableFuture<?> unused = this.books.queues().release(hold.lock, owner);
			}
		}
		return names;
	}

	CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
		Hold hold = this.books.find(lock);
		if (hold == null || !this.books.isHeld(hold, owner)) {
			return CompletableFuture.failedFuture(notHeld(lock, owner, hold));
		}
		if (hold.count > 1) {
			hold.count--;
			return this.books.queues().release(lock, owner);
		}
		return giveBack(hold);
	}

	/** Under which token an owner has a lock. */
	CompletableFuture<Long> token(String lock, LockOwner owner) {
		Hold hold = this.books.find(lock);
		return (hold != null && this.books.isHeld(hold, owner)) ? CompletableFuture.completedFuture(hold.token)
				: CompletableFuture.failedFuture(notHeld(lock, owner, hold));
	}

	/**
	 * Tells why an owner has not what it wants to use; what was lost is so from now on.
	 */
	private IllegalMonitorStateException notHeld(String lock, LockOwner owner, @Nullable Hold hold) {
		if (hold != null && this.books.isLost(hold)) {
			lose(hold);
			if (hold.owner.equals(owner)) {
				return hold.lost(Hold.FENCED);
			}
		}
		return new IllegalMonitorStateException("Lock '%s' is not held by %s, but by %s.".formatted(lock, owner,
				(hold != null && hold.is(Hold.Phase.HELD)) ? hold.owner : "another owner or nobody"));
	}

	private CompletableFuture<@Nullable Void> giveBack(Hold hold) {
		hold.phase = Hold.Phase.RETURNING;
		hold.answered();
		hold.doubtful = false;
		this.trips.giveBack(hold, this);
		return hold.returned;
	}

	/**
	 * The store has answered.
	 * @param done whether the grant had not ended before
	 */
	void returned(Hold hold, boolean done) {
		if (!hold.is(Hold.Phase.RETURNING)) {
			return;
		}
		CompletableFuture<@Nullable Void> returned = hold.returned;
		if (done || hold.doubtful) {
			this.turns.then(() -> returned.complete(null));
		}
		else {
			IllegalMonitorStateException lost = hold
				.lost("it was taken away by force, or this instance was taken for dead");
			this.turns.then(() -> returned.completeExceptionally(lost));
		}
		this.books.remove(hold);
	}

	/**
	 * The answer of the store was lost; a grant of a node that is gone needs no other.
	 */
	void doubtedReturn(Hold hold, ClusterStoreException failure) {
		hold.doubtful = true;
		hold.failures++;
		if (this.books.isRefused(hold, failure)) {
			failReturn(hold, hold.refused("given back", failure));
		}
		else if (hold.isOf(this.books.node())) {
			this.trips.giveBackLater(hold, this);
		}
		else {
			this.trips.giveAway(Objects.requireNonNull(hold.node), hold.lock, hold.token);
			returned(hold, true);
		}
	}

	/** It can't be given back: the owner has it still, and may try again. */
	void failReturn(Hold hold, RuntimeException cause) {
		if (hold.is(Hold.Phase.RETURNING)) {
			CompletableFuture<@Nullable Void> returned = hold.keep();
			this.turns.then(() -> returned.completeExceptionally(cause));
		}
	}

	/** Gives back what owners have; returns what is given back, or is on its way. */
	List<Returning> giveBackAll(Predicate<Hold> which) {
		List<Returning> all = new ArrayList<>();
		for (Hold hold : this.books.all()) {
			if (!which.test(hold) || hold.is(Hold.Phase.ASKING)) {
				continue;
			}
			if (this.books.isLost(hold)) {
				lose(hold);
				continue;
			}
			if (hold.is(Hold.Phase.HELD)) {
				giveBack(hold);
			}
			all.add(new Returning(hold.lock, hold.returned));
		}
		return all;
	}

	/**
	 * What a fenced instance has had is lost at once; should the store still think that
	 * it has it, then it is told otherwise.
	 */
	void lose(Hold hold) {
		this.trips.giveAway(Objects.requireNonNull(hold.node), hold.lock, hold.token);
		this.books.remove(hold);
	}

}
