package io.github.parallelpools.cluster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Asks the store for locks. Owners of this instance queue for a lock as they do without a
 * cluster; only the first of them has a {@link Hold}, for which the store is asked again
 * and again. Every method that does not say otherwise is called in a turn.
 */
final class LockDesk {

	private static final String AGAIN = Hold.FENCED + ". Try again once it is back.";

	private final Turns turns;

	private final HoldBooks books;

	private final LockTrips trips;

	private final LockReturns returns;

	private final LockChecks checks;

	private final String instance;

	private final long pollMillis;

	/** The wishes that wait for their turn in this instance. */
	private final Set<LockWish> waiting = new LinkedHashSet<>();

	/** How many grants were asked for. */
	private long names;

	private boolean polling;

	private boolean closed;

	LockDesk(Turns turns, HoldBooks books, LockTrips trips, LockSettings settings) {
		this.turns = turns;
		this.books = books;
		this.trips = trips;
		this.returns = new LockReturns(turns, books, trips);
		this.checks = new LockChecks(books, trips);
		this.instance = settings.instance();
		this.pollMillis = settings.poll().toMillis();
	}

	/** How owners give locks back. */
	LockReturns returns() {
		return this.returns;
	}

	/** What others take away. */
	LockChecks checks() {
		return this.checks;
	}

	// Coming and waiting

	/** Has a wish wait for its turn in this instance. */
	void queue(LockWish wish) {
		if (wish.withdrawn) {
			answer(wish, false);
		}
		else if (this.closed) {
			refuse(wish, closedException(wish.lock));
		}
		else if (wish.once) {
			localAnswer(wish, this.books.queues().tryAcquire(wish.lock, wish.owner));
		}
		else {
			wish.turn = this.books.queues().acquire(wish.lock, wish.owner, wish.timed);
			this.waiting.add(wish);
			localAnswer(wish, wish.turn.answer());
		}
	}

	private void localAnswer(LockWish wish, CompletableFuture<Boolean> turn) {
		turn.whenComplete((granted, error) -> this.turns.run(() -> {
			this.waiting.remove(wish);
			wish.turn = null;
			if (error != null) {
				refuse(wish, (RuntimeException) LockAnswers.cause(error));
			}
			else if (wish.refusal != null) {
				refuse(wish, wish.refusal);
			}
			else if (!granted) {
				answer(wish, false);
			}
			else {
				begin(wish);
			}
		}));
	}

	/** A wish's turn has come, or its owner had it already. */
	private void begin(LockWish wish) {
		Hold hold = this.books.find(wish.lock);
		if (hold == null) {
			hold = new Hold(wish.lock, wish.owner, OwnerName.of(++this.names, this.instance, wish.owner), wish.once,
					wish.timed);
			this.books.add(hold);
			join(wish, hold);
			ask(hold);
		}
		else if (hold.is(Hold.Phase.RETURNING)) {
			wish.turn = null;
			hold.returned.whenComplete((done, error) -> this.turns.run(() -> queue(wish)));
		}
		else if (this.books.isLost(hold)) {
			this.returns.lose(hold);
			queue(wish);
		}
		else {
			hold.count++;
			join(wish, hold);
		}
	}

	private void join(LockWish wish, Hold hold) {
		wish.hold = hold;
		if (hold.is(Hold.Phase.HELD)) {
			answer(wish, true);
			return;
		}
		hold.granted.whenComplete((granted, error) -> {
			if (error != null) {
				wish.answer().completeExceptionally(error);
			}
			else {
				wish.answer().complete(granted);
			}
		});
	}

	private void answer(LockWish wish, boolean granted) {
		this.turns.then(() -> wish.answer().complete(granted));
	}

	private void refuse(LockWish wish, RuntimeException refusal) {
		this.turns.then(() -> wish.answer().completeExceptionally(refusal));
	}

	/** Takes a wish back, unless it is answered. Needs no turn. */
	void cancel(LockWish wish) {
		this.turns.run(() -> withdraw(wish));
	}

	private void withdraw(LockWish wish) {
		wish.withdrawn = true;
		if (wish.hold != null) {
			if (wish.hold.is(Hold.Phase.ASKING)) {
				wish.hold.withdrawn = true;
				giveUpIfIdle(wish.hold);
			}
		}
		else if (wish.turn != null) {
			wish.turn.cancel();
		}
	}

	private void giveUpIfIdle(Hold hold) {
		if (hold.is(Hold.Phase.ASKING) && hold.isIdle()) {
			giveUp(hold);
		}
	}

	// Asking the store

	/** Has the store asked for a hold, unless it is asked just now. */
	void ask(Hold hold) {
		if (!hold.is(Hold.Phase.ASKING)) {
			return;
		}
		if (hold.underWay) {
			hold.again = true;
			return;
		}
		String node = this.books.node();
		if (hold.doubtful && !hold.isOf(node)) {
			this.trips.abandon(Objects.requireNonNull(hold.node), hold);
			hold.doubtful = false;
		}
		if (!hold.doubtful && (hold.withdrawn || hold.ended)) {
			giveUp(hold);
		}
		else if (this.closed) {
			fail(hold, closedException(hold.lock));
		}
		else if (node != null) {
			hold.node = node;
			hold.underWay = true;
			hold.again = false;
			this.trips.ask(hold, node, this);
		}
		else if (hold.once) {
			fail(hold, hold.failure(AGAIN, null));
		}
		else {
			poll();
		}
	}

	/** The store has answered. */
	void asked(Hold hold, String node, OptionalLong token) {
		hold.underWay = false;
		hold.doubtful = false;
		hold.answered();
		boolean granted = token.isPresent() && token.getAsLong() > hold.forced;
		if (granted && (!hold.is(Hold.Phase.ASKING) || hold.ended || !node.equals(this.books.node()))) {
			this.trips.giveAway(node, hold.lock, token.getAsLong());
			granted = false;
		}
		if (!hold.is(Hold.Phase.ASKING)) {
			return;
		}
		if (granted) {
			hold.grant(token.getAsLong());
			this.turns.then(() -> hold.granted.complete(true));
			this.checks.granted();
		}
		else if (hold.withdrawn || hold.ended) {
			giveUp(hold);
		}
		else if (hold.once) {
			refuseOnce(hold, node);
		}
		else if (hold.again || token.isPresent()) {
			ask(hold);
		}
		else {
			poll();
		}
	}

	private void refuseOnce(Hold hold, String node) {
		if (node.equals(this.books.node())) {
			giveUp(hold);
		}
		else {
			fail(hold, hold.failure(AGAIN, null));
		}
	}

	/** The answer of the store was lost: it may have granted the lock. */
	void doubted(Hold hold, String node, ClusterStoreException failure) {
		hold.underWay = false;
		hold.doubtful = true;
		hold.failures++;
		if (!hold.is(Hold.Phase.ASKING)) {
			this.trips.abandon(node, hold);
		}
		else if (this.books.isRefused(hold, failure)) {
			this.trips.abandon(node, hold);
			fail(hold, hold.refused("taken", failure));
		}
		else if (node.equals(this.books.node()) && !this.closed) {
			this.trips.askLater(hold, this);
		}
		else {
			ask(hold);
		}
	}

	/** The store has failed in a way that asking again does not mend. */
	void broken(Hold hold, String node, RuntimeException cause) {
		hold.underWay = false;
		this.trips.abandon(node, hold);
		fail(hold, hold.failure("the store of the cluster has failed with " + cause, cause));
	}

	/** Nobody has it, and the next one's turn comes. */
	private void giveUp(Hold hold) {
		this.turns.then(() -> hold.granted.complete(false));
		this.books.remove(hold);
	}

	void fail(Hold hold, RuntimeException cause) {
		if (hold.is(Hold.Phase.ASKING)) {
			this.turns.then(() -> hold.granted.completeExceptionally(cause));
			this.books.remove(hold);
		}
	}

	/** Forgets what the threads of a session wait for. */
	void forgetWishes(LockSession session) {
		List.copyOf(this.waiting)
			.stream()
			.filter((wish) -> wish.owner.session().equals(session))
			.forEach(this::withdraw);
		for (Hold hold : this.books.all()) {
			if (hold.owner.session().equals(session) && hold.is(Hold.Phase.ASKING)) {
				hold.ended = true;
				giveUpIfIdle(hold);
			}
		}
	}

	/** The instance has become another node, or is fenced, or is so no more. */
	void changed() {
		for (Hold hold : this.books.all()) {
			if (this.books.isLost(hold)) {
				this.returns.lose(hold);
			}
			else if (hold.is(Hold.Phase.ASKING)) {
				ask(hold);
			}
		}
	}

	/** A lock may be free, or was taken away. */
	void unlocked(String lock) {
		Hold hold = this.books.find(lock);
		if (hold == null) {
			return;
		}
		if (hold.is(Hold.Phase.HELD)) {
			this.checks.soon();
		}
		ask(hold);
	}

	/** Anything may have happened. */
	void missed() {
		this.books.all().forEach(this::ask);
		this.checks.soon();
	}

	/** Looks again after a while whether what is asked for is free. */
	private void poll() {
		if (!this.polling) {
			this.polling = true;
			this.trips.later(this.pollMillis, () -> {
				this.polling = false;
				this.books.all().forEach(this::ask);
			});
		}
	}

	/** Refuses everything from now on; what is held belongs to the node. */
	void close() {
		this.closed = true;
		for (LockWish wish : List.copyOf(this.waiting)) {
			wish.refusal = closedException(wish.lock);
			withdraw(wish);
		}
		for (Hold hold : this.books.all()) {
			if (hold.is(Hold.Phase.ASKING) && !hold.underWay) {
				fail(hold, closedException(hold.lock));
			}
		}
	}

	private static SharedLockException closedException(String lock) {
		return new SharedLockException(
				"Lock '%s' could not be taken: this instance leaves the cluster.".formatted(lock), null);
	}

}
