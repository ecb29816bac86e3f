package io.github.parallelpools.engine.pool;

/**
 * What a pool knows of the work that waits elsewhere, and whether there is an end of it.
 * Knows nothing of the pool's own queue. Not thread-safe: the pool's lock guards it.
 */
public final class Demand {

	/** No round. */
	static final long NEVER = -1;

	private final Kind kind;

	private long told;

	/** What is left of that, as far as the pool's own workers are concerned. */
	private long backlog;

	/** Counts the ends of tasks, any of which may have left more work behind. */
	private long round;

	private long dryRound = NEVER;

	private enum Kind {

		NONE, TOLD, ENDLESS

	}

	private Demand(Kind kind) {
		this.kind = kind;
	}

	/** Nothing waits elsewhere. */
	static Demand none() {
		return new Demand(Kind.NONE);
	}

	/** Somebody tells how much waits elsewhere. */
	public static Demand counted() {
		return new Demand(Kind.TOLD);
	}

	/** Nobody can tell how much waits elsewhere, so that there is always more. */
	public static Demand endless() {
		return new Demand(Kind.ENDLESS);
	}

	/** How many items wait elsewhere, as far as is known. */
	long backlog() {
		return this.backlog;
	}

	/** How many workers would have something to do beside the pool's own queue. */
	long workers() {
		return (this.kind == Kind.ENDLESS) ? Long.MAX_VALUE : this.backlog;
	}

	void told(long items) {
		this.told = Math.max(0, items);
		this.backlog = this.told;
	}

	/** A worker takes an item, or goes to look for one. */
	public void taken() {
		this.backlog = Math.max(0, this.backlog - 1);
	}

	public long round() {
		return this.round;
	}

	/** A task has ended. */
	public void ended() {
		this.round++;
	}

	/**
	 * A worker has found nothing.
	 * @param since the round in which it began to look
	 */
	public void nothingFound(long since) {
		if (since == this.round) {
			this.dryRound = since;
		}
	}

	/** Whether somebody looked after the last task had ended, and found nothing. */
	boolean isDry() {
		return this.kind == Kind.NONE || (this.told == 0 && this.dryRound == this.round);
	}

}
