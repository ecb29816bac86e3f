package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockOwner;

/**
 * A lock that is one owner's turn in this instance, and what the store says to that. All
 * of it is guarded by the turns of its {@link HoldBooks}.
 *
 * <pre>
 *   ASKING --the store has granted it--> HELD --given back the last time--> RETURNING --> GONE
 *      |                                  '---fenced, or taken away-------------------> GONE
 *      '---withdrawn, or failed-------------------------------------------------------> GONE
 * </pre>
 */
final class Hold {

	/** What has become of the locks of an instance that is fenced. */
	static final String FENCED = "this instance has lost its connection to the store of the cluster for longer than "
			+ "'parallel.cluster.fence', and its locks may belong to others";

	/** After how many refusals the waiting thread is told. */
	private static final int REFUSALS = 8;

	/** Where it is. */
	enum Phase {

		/** The store is asked for it, again and again. */
		ASKING,

		/** The store has granted it to its owner. */
		HELD,

		/** The store is told that it is given back. */
		RETURNING,

		/** It is the turn of another owner. */
		GONE

	}

	final String lock;

	final LockOwner owner;

	/** How the store calls the owner of this grant. */
	final String name;

	/** Whether it is asked for once only. */
	final boolean once;

	final boolean timed;

	/** Whether the owner has it. */
	final CompletableFuture<Boolean> granted = new CompletableFuture<>();

	/** Done when it is given back. */
	CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();

	final long askedNanos = System.nanoTime();

	Phase phase = Phase.ASKING;

	/** How many times its owner has taken it. */
	int count = 1;

	/** Whether a call of the store is under way. */
	boolean underWay;

	/** Whether the store is to be asked again once that call has ended. */
	boolean again;

	/** Whether an answer was lost, so that the store may have granted it or not. */
	boolean doubtful;

	/** How many answers in a row were lost. */
	int failures;

	/** How often the store has refused it meanwhile, though it took other writes. */
	Refusals refusals = new Refusals(REFUSALS);

	/** Whether nobody wants it any more. */
	boolean withdrawn;

	/** Whether its owner is gone. */
	boolean ended;

	/** The last token of this owner that was taken away by force. */
	long forced;

	/** The node that has asked for it, or has it. */
	@Nullable String node;

	long token;

	/** When it was granted. */
	long sinceNanos;

	Hold(String lock, LockOwner owner, String name, boolean once, boolean timed) {
		this.lock = lock;
		this.owner = owner;
		this.name = name;
		this.once = once;
		this.timed = timed;
	}

	boolean is(Phase other) {
		return this.phase == other;
	}

	boolean isOf(@Nullable String other) {
		return other != null && other.equals(this.node);
	}

	/** Whether nobody needs to find out anything before it is given up. */
	boolean isIdle() {
		return !this.underWay && !this.doubtful;
	}

	void grant(long newToken) {
		this.phase = Phase.HELD;
		this.token = newToken;
		this.sinceNanos = System.nanoTime();
	}

	/** It can't be given back now; returns what its owner waits for. */
	CompletableFuture<@Nullable Void> keep() {
		CompletableFuture<@Nullable Void> failed = this.returned;
		this.returned = new CompletableFuture<>();
		this.phase = Phase.HELD;
		return failed;
	}

	/** Its owner as one who waits. */
	LockSnapshot.Waiter waiter(long now) {
		return new LockSnapshot.Waiter(this.owner.user(), this.timed, Duration.ofNanos(now - this.askedNanos));
	}

	/** The store has answered. */
	void answered() {
		this.failures = 0;
		this.refusals = new Refusals(REFUSALS);
	}

	/** The store refuses this one thing. */
	SharedLockException refused(String what, RuntimeException cause) {
		return new SharedLockException(
				"Lock '%s' could not be %s for %s, as the store of the cluster refuses that again and again while it takes other writes: %s"
					.formatted(this.lock, what, this.owner, cause.getMessage()),
				cause);
	}

	SharedLockException failure(String why, @Nullable Throwable cause) {
		return new SharedLockException("Lock '%s' could not be taken for %s: %s".formatted(this.lock, this.owner, why),
				cause);
	}

	IllegalMonitorStateException lost(String how) {
		return new IllegalMonitorStateException(
				("Lock '%s' is not held by %s any more: %s. Have what it protects check the token of the lock, %s here.")
					.formatted(this.lock, this.owner, how, this.token));
	}

}
