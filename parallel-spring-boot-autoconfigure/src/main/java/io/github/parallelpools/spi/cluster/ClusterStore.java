package io.github.parallelpools.spi.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Where that is stored which instances of an application share: their nodes, tasks, locks
 * and maps. Safe for use by several threads. It runs none of its callers' code but a
 * {@link ClusterListener}, starts no thread but for that, and never calls back from
 * within a method.
 * <p>
 * Each method is one atomic step, and waits until the store has done it. Each may throw
 * {@link ClusterStoreException}; nobody knows then whether it was done, and the caller
 * may do it again with the same arguments. Names and ids have 1 to 200 characters that
 * UTF-8 can tell, and none of them is NUL; names that differ in any character differ.
 */
public interface ClusterStore extends AutoCloseable {

	/**
	 * Which kind of store this is.
	 * @return its name in the configuration, as {@code jdbc}
	 */
	String name();

	// Nodes

	/**
	 * Writes a node into the store.
	 * @param node who joins; its id was never used before
	 * @param lease how long the node lives without a renewal, by the store's clock
	 * @throws ClusterStoreException if the store can't be used; the message says why and
	 * what to do
	 */
	void join(ClusterNode node, Duration lease);

	/**
	 * Has a node live for one more lease, counted from now. One write, whatever the node
	 * runs and holds.
	 * @param node the node's id
	 * @param status what others are to know of it, as JSON
	 * @return {@code false} if its record is gone; the id never lives again
	 */
	boolean renew(String node, String status);

	/**
	 * Takes a node out of the store in good order: gives back its claims, whose attempts
	 * do not count, and its locks. Does nothing if there is no such node.
	 * @param node the node's id
	 */
	void leave(String node);

	/**
	 * The nodes that live, or whose end nobody has noticed yet.
	 * @return an entry for each, the oldest first
	 */
	List<ClusterMember> nodes();

	/**
	 * Takes nodes out of the store that are known to be dead: whose lease is over, or
	 * whose connection is gone. Does nothing within one lease of the store's own start,
	 * as all leases are old then and all connections gone. Their locks are free from now
	 * on, and their tasks belong to nobody until {@link #requeue}.
	 * @return the ids of those that this call has taken out
	 */
	List<String> evict();

	// Tasks

	/**
	 * Puts a task into its pool's queue, durably, as far as the store knows durability.
	 * @param task the task
	 * @return {@code false} if there is a task with this id, in whatever state
	 */
	boolean submit(NewTask task);

	/**
	 * Puts a task into its pool's queue in the caller's transaction, as
	 * {@link NewTask.Rules#inTransaction} says. Without a transaction it is there at
	 * once.
	 * @param task the task
	 * @param end is told once how the transaction has ended, by the thread that ends it;
	 * before this returns if there is none
	 * @return {@code false} if there is a task with this id, in whatever state
	 * @throws IllegalStateException if the transaction is none of the store's
	 * @throws UnsupportedOperationException if the store has no part in transactions
	 */
	default boolean submit(NewTask task, TransactionEnd end) {
		boolean done = submit(task);
		end.ended(false);
		return done;
	}

	/**
	 * Puts a task into its pool's queue, or gives it to a node at once if no other waits
	 * that the node would claim first: as if it had been queued, and the node had asked
	 * for one task. A store that has no such step queues it.
	 * @param task the task, which is none of a transaction
	 * @param node the node's id
	 * @param order what the node wants: it is among what it can do
	 * @return what the node gets; empty if the task is queued, or there is one with this
	 * id, in whatever state. Whose answer was lost repeats {@link #submit(NewTask)}: what
	 * the node got then is told by {@link #mine}
	 */
	default Optional<Claim> submit(NewTask task, String node, ClaimOrder order) {
		submit(task);
		return Optional.empty();
	}

	/**
	 * Takes queued tasks: those with the highest priority, of these the oldest. Their
	 * attempts rise by one. Takes none for a node whose record is gone.
	 * @param node the node's id
	 * @param order what is wanted
	 * @return what it gets, in this order; empty if there is nothing
	 */
	List<Claim> claim(String node, ClaimOrder order);

	/**
	 * Ends a task, if it is still this claim's: the same node and the same attempt.
	 * @param claim the claim
	 * @param outcome how it ended
	 * @return {@code false} if somebody else has it, or it has ended otherwise; what it
	 * brought is to be thrown away then. {@code true} also if this claim has ended it
	 * before
	 */
	boolean complete(TaskClaim claim, ClusterOutcome outcome);

	/**
	 * Ends several tasks, each of them as {@link #complete(TaskClaim, ClusterOutcome)}
	 * does, in one or several steps. If it throws, some may have been ended; all may be
	 * asked for again.
	 * @param ends the ends, of different tasks
	 * @return for each, in this order, what that would have returned
	 */
	default List<Boolean> complete(List<TaskEnd> ends) {
		return ends.stream().map((end) -> complete(end.claim(), end.outcome())).toList();
	}

	/**
	 * Puts a task back to the head of its queue, if it is still this claim's: before all
	 * of its priority that came later.
	 * @param claim the claim
	 * @param counted whether the attempt counts
	 * @return {@code false} if somebody else has it, or it has ended
	 */
	boolean release(TaskClaim claim, boolean counted);

	/**
	 * The tasks that a node has, as the store knows it. A claim whose answer was lost is
	 * among them.
	 * @param node the node's id
	 * @return the claims, in no particular order
	 */
	List<OwnedTask> mine(String node);

	/**
	 * Ends a task that is queued, or marks one that runs: {@link #mine} tells its node,
	 * which decides. The mark stays with the task, whoever gets it next.
	 * @param task the task's id
	 * @param running whether one that runs is marked; if not, it is too late for it
	 * @param reason for people
	 * @return what became of it
	 */
	CancelResult cancel(String task, boolean running, String reason);

	/**
	 * Does the same to all tasks of a pool that have a tag and have not ended, in one or
	 * several steps. Asking again counts those only that are ended or marked then.
	 * @param pool the pool's name
	 * @param tag the tag, as in {@link NewTask.Rules}
	 * @param running whether those that run are marked
	 * @param reason for people
	 * @return how many tasks this call has ended or marked
	 */
	int cancelTagged(String pool, String tag, boolean running, String reason);

	/**
	 * How tasks ended.
	 * @param tasks the ids
	 * @return an entry for each that has ended and is not forgotten, in no particular
	 * order
	 */
	List<EndedTask> outcomes(Collection<String> tasks);

	/**
	 * Removes tasks that have ended, but for dead letters: their submitter knows their
	 * outcome.
	 * @param tasks the ids
	 */
	void forget(Collection<String> tasks);

	/**
	 * Tasks that have ended and name somebody who is to be told, but whose submitter is
	 * gone, so that nobody else tells. Dead letters are among them.
	 * @param pool the pool's name
	 * @param listeners the names of those who can be told here, at least one
	 * @param most how many at most
	 * @return some of them, until somebody {@linkplain #adopt adopts} them
	 */
	List<StoredTask> untold(String pool, Collection<String> listeners, int most);

	/**
	 * Has a node be the submitter of a task that has ended, in place of one that is gone.
	 * @param node the node's id
	 * @param task the task's id
	 * @param submitter who has submitted or adopted it, as {@link #untold} knows him
	 * @return {@code false} if somebody else was faster, or the node's own record is
	 * gone; {@code true} also if this node has done it before
	 */
	boolean adopt(String node, String task, String submitter);

	/**
	 * Has nobody be told any more of the ends of tasks: those were who are named. They
	 * stay as they are otherwise, until they expire or, if they are dead letters, for
	 * ever.
	 * @param tasks the ids; those that have not ended, or are unknown, don't matter
	 */
	void told(Collection<String> tasks);

	/**
	 * A task in whatever state.
	 * @param task the id
	 * @return what the store knows of it; empty if nothing
	 */
	Optional<StoredTask> find(String task);

	/**
	 * Puts the tasks of nodes that are gone back to the heads of their queues; those that
	 * have been attempted as often as they may end as dead letters, with
	 * {@link ClusterOutcome#deadWith}.
	 * @return what was done
	 */
	Requeued requeue();

	/**
	 * Removes what ended long ago, but for dead letters.
	 * @param retention how long outcomes are kept
	 * @return how many tasks were removed
	 */
	int expire(Duration retention);

	/**
	 * How much is to be done for a pool.
	 * @param pool the pool's name
	 * @return the figures at one moment
	 */
	QueueFigures figures(String pool);

	/**
	 * How many tasks of a pool wait, as far as it matters: asked for before tasks are
	 * submitted to a pool with a bounded queue.
	 * @param pool the pool's name
	 * @param most more than this are not counted, 1 or more
	 * @return how many wait, at most that many
	 */
	default int queued(String pool, int most) {
		return (int) Math.min(most, figures(pool).queued());
	}

	/**
	 * The dead letters of a pool.
	 * @param pool the pool's name
	 * @param most how many at most
	 * @return the letters, the oldest first
	 */
	List<StoredTask> deadLetters(String pool, int most);

	/**
	 * Queues a dead letter again, as a new task with the same payload and no attempts;
	 * the letter is gone then.
	 * @param letter the letter's id
	 * @param task the new task's id
	 * @param submitter the node that is told of its end
	 * @return {@code false} if there is no such letter; {@code true} also if it was done
	 * before
	 */
	boolean resend(String letter, String task, String submitter);

	/**
	 * Removes a dead letter.
	 * @param letter its id
	 * @return {@code false} if there is none
	 */
	boolean removeDeadLetter(String letter);

	// Locks

	/**
	 * Takes a lock if nobody has it, or only a node whose record is gone.
	 * @param node the node's id
	 * @param lock the lock's name
	 * @param owner who of the node, in one go with a name that is not used twice: asking
	 * again for the same owner gets the same token
	 * @return the token, above that of each grant of this name before; empty if somebody
	 * has it, or the node's own record is gone
	 */
	OptionalLong tryLock(String node, String lock, String owner);

	/**
	 * Gives a lock back.
	 * @param node the node's id
	 * @param lock the lock's name
	 * @param token the token of the grant
	 * @return {@code false} if that grant has ended already
	 */
	boolean unlock(String node, String lock, long token);

	/**
	 * Takes a lock away from whoever has it.
	 * @param lock the lock's name
	 * @return who had it; empty if nobody
	 */
	Optional<StoredLock> forceUnlock(String lock);

	/**
	 * The locks that living nodes have.
	 * @return an entry for each, by name
	 */
	List<StoredLock> locks();

	// Maps

	/**
	 * What a key holds.
	 * @param map the map's name
	 * @param key the key
	 * @return the value, {@code null} if there is none
	 */
	@Nullable MapValue get(String map, String key);

	/**
	 * Puts or removes a value if nobody has changed it meanwhile.
	 * @param map the map's name
	 * @param key the key
	 * @param expected the version that the key must have, {@link MapValue#ABSENT} if it
	 * must hold nothing
	 * @param value the new value, {@code null} to remove the key
	 * @return the version of the new value, which no value of this map ever has again,
	 * {@link MapValue#ABSENT} if the key was removed; empty if the key had another
	 * version, and nothing has changed
	 */
	OptionalLong cas(String map, String key, long expected, byte @Nullable [] value);

	/**
	 * Puts a value, whatever the key holds.
	 * @param map the map's name
	 * @param key the key
	 * @param value the new value, {@code null} to remove the key
	 * @return what the key held before, {@code null} if nothing
	 */
	@Nullable MapValue put(String map, String key, byte @Nullable [] value);

	/**
	 * All entries of a map at one moment.
	 * @param map the map's name
	 * @return the entries, in no particular order
	 */
	List<MapEntry> entries(String map);

	/**
	 * How many keys a map has.
	 * @param map the map's name
	 * @return the number of keys
	 */
	int size(String map);

	/**
	 * Removes all keys of a map.
	 * @param map the map's name
	 */
	void clear(String map);

	/**
	 * The maps that hold something.
	 * @return their names
	 */
	List<String> maps();

	// What operators want

	/**
	 * The state that a pool is to have on all nodes.
	 * @param pool the pool's name
	 * @return the state; empty if nobody has wanted one
	 */
	Optional<DesiredState> desired(String pool);

	/**
	 * Sets the state that a pool is to have on all nodes.
	 * @param pool the pool's name
	 * @param version the version that is replaced, 0 if there is none
	 * @param state the state, as a text
	 * @return the new version; empty if somebody else has set one meanwhile
	 */
	OptionalLong desire(String pool, long version, String state);

	// Notices

	/**
	 * Has somebody told of what happens in the store, also by other nodes.
	 * @param node the id of the node that listens
	 * @param listener is told by a thread of the store, and returns soon
	 * @return closes the connection that was opened for this, and ends its thread
	 */
	Watch watch(String node, ClusterListener listener);

	/** Ends all watches. What else belongs to the application stays open. */
	@Override
	void close();

	/** Is told how the transaction has ended in which a task was submitted. */
	@FunctionalInterface
	interface TransactionEnd {

		/**
		 * The transaction has ended. Returns soon, and throws nothing.
		 * @param rolledBack {@code true} if the task was never there; {@code false} if
		 * the transaction has committed, or nobody knows
		 */
		void ended(boolean rolledBack);

	}

	/** Something that is told until it is closed. */
	interface Watch extends AutoCloseable {

		/**
		 * Whether the store can tell of the node's death at once, as it sees that this
		 * connection is gone.
		 * @return {@code false} if only leases tell
		 */
		boolean showsDeath();

		/**
		 * Whether the listener is told at present of what other instances do.
		 * @return {@code false} if its node has to look by itself, and often
		 */
		boolean tells();

		@Override
		void close();

	}

}
