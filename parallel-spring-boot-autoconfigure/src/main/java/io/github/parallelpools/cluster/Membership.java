package io.github.parallelpools.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Whether this instance is a node of the cluster at present, and which one. An instance
 * is fenced while it does not know whether its record is still in the store: it may have
 * been evicted, and what it had may belong to others. It is one node after the other, as
 * a node that was evicted never lives again. Safe for use by several threads; no method
 * waits.
 */
public interface Membership {

	/**
	 * Which node this instance is. It is fenced by its own clock, from the very instant
	 * in which its last renewal is too old, whether anybody has noticed that or not.
	 * @return the node's id; {@code null} if the instance is fenced, has not joined yet
	 * or has left
	 */
	@Nullable String node();

	/**
	 * Whether this instance must not act on anything that it has of the cluster.
	 * @return {@code true} while there is no {@link #node()}
	 */
	default boolean isFenced() {
		return node() == null;
	}

	/**
	 * How many renewals of this instance have succeeded: the store has taken that many
	 * writes, so that what it refuses meanwhile is no outage.
	 * @return the number, which never falls
	 */
	long renewals();

	/**
	 * Has somebody told whenever the node has become another one, or is fenced, or is
	 * fenced no more. Several changes may be told at once; which they are is read from
	 * {@link #node()}.
	 * @param listener is told after the change by a thread of the membership, without a
	 * lock, and returns soon
	 */
	void onChange(Runnable listener);

}
