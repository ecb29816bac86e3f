package io.github.parallelpools.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a pool on all nodes.
 *
 * @param state what it is to do, {@code null} if nobody has said
 * @param size how many workers it may have on each node, {@code null} if nobody has said
 * @param by who has said something last
 * @param moves how often the state was said, so that who says it again is obeyed again
 * @param sizes how often the size was said
 */
public record PoolOrder(@Nullable State state, @Nullable Size size, String by, int moves, int sizes) {

	/** What a pool is to do. */
	public enum State {

		/** Run tasks. */
		RUNNING,

		/** Run none, and accept those that are submitted. */
		PAUSED,

		/** Run and accept none. */
		STOPPED

	}

	/**
	 * How many workers a pool may have on each node.
	 *
	 * @param min how many it keeps
	 * @param max how many it may have
	 */
	public record Size(int min, int max) {
	}

	/** Nobody has said anything. */
	static final PoolOrder NONE = new PoolOrder(null, null, "nobody", 0, 0);

	PoolOrder to(State wanted, String who) {
		return new PoolOrder(wanted, this.size, who, this.moves + 1, this.sizes);
	}

	PoolOrder to(Size wanted, String who) {
		return new PoolOrder(this.state, wanted, who, this.moves, this.sizes + 1);
	}

}
