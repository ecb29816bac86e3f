package io.github.parallelpools.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.MemoryLocks;
import io.github.parallelpools.spi.cluster.StoredLock;

/**
 * Whose turn it is in this instance, and which of them the store has granted. Owners of
 * this instance queue for a lock as they do without a cluster; only the first of them has
 * a {@link Hold}, for which the store is asked. Whoever removes a hold from these books,
 * and nobody else, has the next owner's turn come.
 * <p>
 * Every method that does not say otherwise is called in a turn.
 */
final class LockDesk {

	static final String FENCED = "this instance has lost its connection to the store of the cluster for longer than "
			+ "'parallel.cluster.fence', and its locks may belong to others";

	private static final long OFTEN_MILLIS = 1_000;

	private static final long SELDOM_MILLIS = 5_000;

	private final Turns turns;

	private final LockTrips trips;

	private final Membership membership;

	private final String instance;

	private final long pollMillis;

	/** The queues within this instance. */
	private final MemoryLocks local = new MemoryLocks();

	private final Map<String, Hold> holds = new TreeMap<>();

	/** The wishes that wait for their turn in this instance. */
	private final Set<LockWish> waiting = new LinkedHashSet<>();

	/** How many grants were asked for. */
	private long names;

	private boolean polling;

	private boolean checking;

	private boolean checkingSoon;

	private boolean closed;

	/** How many holds there are; written in a turn. */
	private volatile int count;

	/**
	 * A lock that is being given back.
	 *
	 * @param lock its name
	 * @param done when that is done
	 */
	record Returning(String lock, CompletableFuture<@Nullable Void> done) {
	}

	LockDesk(Turns turns, StoreCalls calls, LockTrips.Way way, String instance) {
		this.turns = turns;
		this.trips = new LockTrips(this, turns, calls, way);
		this.membership = way.membership();
		this.instance = instance;
		this.pollMillis = way.poll().toMillis();
	}

	Turns turns() {
		return this.turns;
	}

	/** How many locks are some owner's turn. Needs no turn. */
	int count() {
		return this.count;
	}

	/** Has somebody told of circles within this instance, after the turn. */
	void watch(Consumer<Deadlock> watcher) {
		this.local.watch((closedCircle) -> this.turns.then(() -> watcher.accept(closedCircle)));
	}

	/** The circles within this instance. Needs no turn. */
	CompletableFuture<List<Deadlock>> deadlocks() {
		return this.local.deadlocks();
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
			localAnswer(wish, this.local.tryAcquire(wish.lock, wish.owner));
		}
		else {
			wish.turn = this.local.acquire(wish.lock, wish.owner, wish.timed);
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
		Hold hold = this.holds.get(wish.lock);
		if (hold == null) {
			hold = new Hold(wish.lock, wish.owner, OwnerName.of(++this.names, this.instance, wish.owner), wish.once,
					wish.timed);
			this.holds.put(wish.lock, hold);
			this.count = this.holds.size();
			join(wish, hold);
			ask(hold);
		}
		else if (hold.is(Hold.Phase.RETURNING)) {
			wish.turn = null;
			hold.returned.whenComplete((done, error) -> this.turns.run(() -> queue(wish)));
		}
		else if (isLost(hold)) {
			lose(hold);
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
		String node = this.membership.node();
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
			this.trips.ask(hold, node);
		}
		else if (hold.once) {
			fail(hold, hold.failure(FENCED + ". Try again once it is back.", null));
		}
		else {
			poll();
		}
	}

	/** The store has answered. */
	void asked(Hold hold, String node, OptionalLong token) {
		hold.underWay = false;
		hold.doubtful = false;
		hold.failures = 0;
		boolean granted = token.isPresent() && token.getAsLong() > hold.forced;
		if (granted && (!hold.is(Hold.Phase.ASKING) || hold.ended || !node.equals(this.membership.node()))) {
			this.trips.giveAway(node, hold.lock, token.getAsLong());
			granted = false;
		}
		if (!hold.is(Hold.Phase.ASKING)) {
			return;
		}
		if (granted) {
			hold.grant(token.getAsLong());
			this.turns.then(() -> hold.granted.complete(true));
			checkLater(SELDOM_MILLIS);
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
		if (node.equals(this.membership.node())) {
			giveUp(hold);
		}
		else {
			fail(hold, hold.failure(FENCED + ". Try again once it is back.", null));
		}
	}

	/** The answer of the store was lost: it may have granted the lock. */
	void doubted(Hold hold, String node) {
		hold.underWay = false;
		hold.doubtful = true;
		hold.failures++;
		if (!hold.is(Hold.Phase.ASKING)) {
			this.trips.abandon(node, hold);
		}
		else if (node.equals(this.membership.node()) && !this.closed) {
			this.trips.askLater(hold);
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
		remove(hold);
	}

	void fail(Hold hold, RuntimeException cause) {
		if (hold.is(Hold.Phase.ASKING)) {
			this.turns.then(() -> hold.granted.completeExceptionally(cause));
			remove(hold);
		}
	}

	private void remove(Hold hold) {
		hold.phase = Hold.Phase.GONE;
		this.holds.remove(hold.lock, hold);
		this.count = this.holds.size();
		CompletableFuture<?> unused = this.local.forceRelease(hold.lock);
	}

	// Giving back

	CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
		Hold hold = this.holds.get(lock);
		if (hold == null || !isHeld(hold, owner)) {
			return CompletableFuture.failedFuture(notHeld(lock, owner, hold));
		}
		if (hold.count > 1) {
			hold.count--;
			return this.local.release(lock, owner);
		}
		return giveBack(hold);
	}

	/** Under which token an owner has a lock. */
	CompletableFuture<Long> token(String lock, LockOwner owner) {
		Hold hold = this.holds.get(lock);
		return (hold != null && isHeld(hold, owner)) ? CompletableFuture.completedFuture(hold.token)
				: CompletableFuture.failedFuture(notHeld(lock, owner, hold));
	}

	private boolean isHeld(Hold hold, LockOwner owner) {
		return hold.owner.equals(owner) && hold.is(Hold.Phase.HELD) && !isLost(hold);
	}

	/**
	 * Tells why an owner has not what it wants to use; what was lost is so from now on.
	 */
	private IllegalMonitorStateException notHeld(String lock, LockOwner owner, @Nullable Hold hold) {
		if (hold != null && isLost(hold)) {
			lose(hold);
			if (hold.owner.equals(owner)) {
				return hold.lost(FENCED);
			}
		}
		return new IllegalMonitorStateException("Lock '%s' is not held by %s, but by %s.".formatted(lock, owner,
				(hold != null && hold.is(Hold.Phase.HELD)) ? hold.owner : "another owner or nobody"));
	}

	private CompletableFuture<@Nullable Void> giveBack(Hold hold) {
		hold.phase = Hold.Phase.RETURNING;
		hold.failures = 0;
		hold.doubtful = false;
		this.trips.giveBack(hold);
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
		remove(hold);
	}

	/**
	 * The answer of the store was lost; a grant of a node that is gone needs no other.
	 */
	void doubtedReturn(Hold hold) {
		hold.doubtful = true;
		hold.failures++;
		if (hold.isOf(this.membership.node())) {
			this.trips.giveBackLater(hold);
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
		for (Hold hold : List.copyOf(this.holds.values())) {
			if (!which.test(hold) || hold.is(Hold.Phase.ASKING)) {
				continue;
			}
			if (isLost(hold)) {
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

	/** Forgets what the threads of a session wait for. */
	void forgetWishes(LockSession session) {
		List.copyOf(this.waiting)
			.stream()
			.filter((wish) -> wish.owner.session().equals(session))
			.forEach(this::withdraw);
		for (Hold hold : List.copyOf(this.holds.values())) {
			if (hold.owner.session().equals(session) && hold.is(Hold.Phase.ASKING)) {
				hold.ended = true;
				giveUpIfIdle(hold);
			}
		}
	}

	// What is known

	/** The hold of an owner that has a lock, {@code null} if it has it not. */
	@Nullable Hold held(String lock, LockOwner owner) {
		Hold hold = this.holds.get(lock);
		if (hold == null || !hold.owner.equals(owner) || hold.is(Hold.Phase.ASKING)) {
			return null;
		}
		if (isLost(hold)) {
			lose(hold);
			return null;
		}
		return hold;
	}

	List<String> heldBy(LockOwner owner) {
		return List.copyOf(this.holds.values())
			.stream()
			.filter((hold) -> held(hold.lock, owner) != null)
			.map((hold) -> hold.lock)
			.toList();
	}

	private boolean isLost(Hold hold) {
		return hold.is(Hold.Phase.HELD) && !hold.isOf(this.membership.node());
	}

	/**
	 * What a fenced instance has had is lost at once; should the store still think that
	 * it has it, then it is told otherwise.
	 */
	private void lose(Hold hold) {
		this.trips.giveAway(Objects.requireNonNull(hold.node), hold.lock, hold.token);
		remove(hold);
	}

	/** The instance has become another node, or is fenced, or is so no more. */
	void changed() {
		for (Hold hold : List.copyOf(this.holds.values())) {
			if (isLost(hold)) {
				lose(hold);
			}
			else if (hold.is(Hold.Phase.ASKING)) {
				ask(hold);
			}
		}
	}

	/** A lock may be free, or was taken away. */
	void unlocked(String lock) {
		Hold hold = this.holds.get(lock);
		if (hold == null) {
			return;
		}
		if (hold.is(Hold.Phase.HELD)) {
			checkSoon();
		}
		ask(hold);
	}

	/** Anything may have happened. */
	void missed() {
		List.copyOf(this.holds.values()).forEach(this::ask);
		checkSoon();
	}

	/** Looks again after a while whether what is asked for is free. */
	private void poll() {
		if (!this.polling) {
			this.polling = true;
			this.trips.later(this.pollMillis, () -> {
				this.polling = false;
				List.copyOf(this.holds.values()).forEach(this::ask);
			});
		}
	}

	// What others may have taken away

	private void checkSoon() {
		if (!this.checkingSoon) {
			this.checkingSoon = true;
			this.trips.later(OFTEN_MILLIS, () -> {
				this.checkingSoon = false;
				check();
			});
		}
	}

	private void checkLater(long millis) {
		if (!this.checking) {
			this.checking = true;
			this.trips.later(millis, () -> {
				this.checking = false;
				if (check()) {
					checkLater(millis);
				}
			});
		}
	}

	/** Has the store asked whether it agrees; returns whether there is anything. */
	private boolean check() {
		List<Hold> held = this.holds.values().stream().filter((hold) -> hold.is(Hold.Phase.HELD)).toList();
		if (!held.isEmpty()) {
			this.trips.check(held);
		}
		return !held.isEmpty();
	}

	/** The store has told which locks there are, after these were granted. */
	void checked(List<Hold> held, List<StoredLock> truth) {
		for (Hold hold : held) {
			if (hold.is(Hold.Phase.HELD) && truth.stream()
				.noneMatch((lock) -> lock.name().equals(hold.lock) && hold.isOf(lock.node())
						&& lock.token() == hold.token)) {
				remove(hold);
			}
		}
	}

	/** A lock was taken away; returns who had it if that was one of this instance. */
	@Nullable LockOwner forced(StoredLock lock) {
		Hold hold = this.holds.get(lock.name());
		if (hold == null || !hold.name.equals(lock.owner()) || !hold.isOf(lock.node())) {
			return null;
		}
		hold.forced = lock.token();
		if (hold.is(Hold.Phase.HELD)) {
			remove(hold);
		}
		return hold.owner;
	}

	/** The locks of this instance and those of others. */
	List<LockSnapshot> snapshot(List<StoredLock> stored) {
		return new LockView(this.holds, this.membership.node()).of(stored, this.local.snapshot().join());
	}

	/** Refuses everything from now on; what is held belongs to the node. */
	void close() {
		this.closed = true;
		for (LockWish wish : List.copyOf(this.waiting)) {
			wish.refusal = closedException(wish.lock);
			withdraw(wish);
		}
		for (Hold hold : List.copyOf(this.holds.values())) {
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
