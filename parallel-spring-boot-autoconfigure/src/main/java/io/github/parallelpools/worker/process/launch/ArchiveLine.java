package io.github.parallelpools.worker.process.launch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The way of one archive in one application, from nothing to use. Knows neither files nor
 * processes. Safe for use by several threads.
 *
 * <pre>
 *   EMPTY -- a worker starts as learner --> LEARNING -- it ended in good order --> LISTED
 *   LEARNING -- it did not --> EMPTY, or GIVEN_UP after three
 *   LISTED -- the archive was made --> TRIAL -- a canary was ready sooner --> TRUSTED
 *   any -- it could not be made, brings nothing or does harm --> GIVEN_UP
 * </pre>
 */
final class ArchiveLine {

	private static final int MOST_TRIES = 3;

	private static final int REMEMBERED = 9;

	/** Where it is on its way. */
	enum Phase {

		EMPTY, LEARNING, LISTED, TRIAL, TRUSTED, GIVEN_UP

	}

	/** What one worker does on this way. */
	enum Role {

		/** Starts as if there were no archives. */
		PLAIN,
		/** Writes down which classes it loads. */
		LEARNER,
		/** Starts with an archive that nobody has used. */
		CANARY,
		/** Starts with an archive that has proved itself. */
		USER

	}

	// Guarded by this.

	private Phase phase;

	private int tries;

	private boolean canaryIsOut;

	/** How long the last plain starts took. */
	private final Deque<Duration> plain = new ArrayDeque<>();

	ArchiveLine(Phase phase) {
		this.phase = phase;
	}

	synchronized Phase phase() {
		return this.phase;
	}

	/** What the next worker is to do. */
	synchronized Role next() {
		if (this.phase == Phase.EMPTY) {
			this.phase = Phase.LEARNING;
			return Role.LEARNER;
		}
		if (this.phase == Phase.TRIAL && !this.canaryIsOut && !this.plain.isEmpty()) {
			this.canaryIsOut = true;
			return Role.CANARY;
		}
		return (this.phase == Phase.TRUSTED) ? Role.USER : Role.PLAIN;
	}

	/**
	 * A worker is ready.
	 * @return why the archive is given up, {@code null} if it is not
	 */
	synchronized @Nullable String ready(Role role, Duration elapsed) {
		if (role == Role.PLAIN) {
			this.plain.addLast(elapsed);
			if (this.plain.size() > REMEMBERED) {
				this.plain.removeFirst();
			}
		}
		if (role != Role.CANARY || this.phase != Phase.TRIAL) {
			return null;
		}
		this.canaryIsOut = false;
		Duration usual = this.plain.stream().sorted().skip(this.plain.size() / 2).findFirst().orElseThrow();
		if (elapsed.compareTo(usual) < 0) {
			this.phase = Phase.TRUSTED;
			return null;
		}
		return (++this.tries < MOST_TRIES) ? null : giveUp("workers start no sooner with it (%s ms instead of %s ms)"
			.formatted(elapsed.toMillis(), usual.toMillis()));
	}

	/**
	 * A worker did not start, or its JVM has crashed.
	 * @return why the archive is given up, {@code null} if it is not
	 */
	synchronized @Nullable String failed(Role role) {
		return switch (role) {
			case PLAIN -> null;
			case LEARNER -> learnedNothing();
			case CANARY, USER ->
				(this.phase == Phase.GIVEN_UP) ? null : giveUp("a worker that had it did not start, or has crashed");
		};
	}

	private @Nullable String learnedNothing() {
		if (this.phase != Phase.LEARNING) {
			return null;
		}
		this.phase = Phase.EMPTY;
		return (++this.tries < MOST_TRIES) ? null : giveUp("no worker has ended in good order of those to learn from");
	}

	/**
	 * A worker has ended that was not ready, for a reason that has nothing to do with it.
	 */
	synchronized void undecided(Role role) {
		if (role == Role.CANARY) {
			this.canaryIsOut = false;
		}
	}

	/** The learner has ended in good order; whether there is something to make. */
	synchronized boolean learned() {
		return move(Phase.LEARNING, Phase.LISTED);
	}

	/** The archive was made. */
	synchronized void made() {
		if (move(Phase.LISTED, Phase.TRIAL)) {
			this.tries = 0;
		}
	}

	private boolean move(Phase from, Phase to) {
		boolean moves = this.phase == from;
		this.phase = moves ? to : this.phase;
		return moves;
	}

	synchronized String giveUp(String why) {
		this.phase = Phase.GIVEN_UP;
		return why;
	}

}
