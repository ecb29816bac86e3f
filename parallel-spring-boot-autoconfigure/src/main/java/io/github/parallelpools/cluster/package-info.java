/**
 * What an instance of the application has in common with others, written once over
 * {@link io.github.parallelpools.spi.cluster.ClusterStore}: who it is in the cluster
 * ({@link io.github.parallelpools.cluster.Membership}), its locks and its maps. It knows
 * pools as users see them and the seam, but neither the engine nor where things are
 * stored.
 *
 * <pre>
 *   ClusterLocks --> LockDesk: asks     --+--> LockTrips: threads --+
 *                    LockReturns        --+                         |
 *                    LockChecks         --'                         +--> ClusterStore
 *                    HoldBooks: queues of this instance             |
 *   ClusterMaps ---> ClusterMap: values as bytes, swaps by version -+
 * </pre>
 *
 * <b>Locks.</b> Owners of one instance queue for a lock in its memory, as they do without
 * a cluster ({@code MemoryLocks}); only the first of them has a {@code Hold}, for which
 * the store is asked: at once, when told that the lock is free, and by a poll. So the
 * order within an instance is that of asking, and nothing is promised between instances.
 * Every grant has a token of its own, also when the next owner is of the same instance.
 * <p>
 * All books are changed in turns ({@code Turns}), one at a time. Whatever waits or is
 * foreign code happens after the outermost turn: the store is called by threads that are
 * given, answers are completed, watchers told. Whoever removes a hold from the books has
 * the next owner's turn come; nobody else does, so that the queue and the holds agree at
 * the end of every turn.
 * <p>
 * <b>Lost answers.</b> A grant is asked for under a name that is used once. If the answer
 * is lost, the same is asked again, and answered with the same token; what nobody wants
 * any more by then is given back first. A lock that was given back once is given back
 * again, by its token, which does no harm to the next grant. A swap in a map is looked
 * up: every value carries a number of its writer. Where another writer was faster nobody
 * knows, and an exception says so.
 * <p>
 * <b>Fences.</b> What an instance has belongs to the node that it was when it got that.
 * As soon as it is no node, or another one, its locks are lost: {@code isHeld} is false,
 * to give back fails. Whoever waits goes on waiting, as the next node. A grant that the
 * store may still know of is given back in the background. A lock that was taken away by
 * force is noticed within seconds, as locks that are held are compared with the store's.
 * <p>
 * <b>Ends.</b> Who has submitted a task tells of its end ({@code Waiting},
 * {@code TaskEnds}). A task may name somebody who is told in any case
 * ({@code NamedEnds}): once its submitter is gone, a node that knows him becomes its
 * submitter in the store ({@code Heirs}), tells, and has the store note that.
 * <p>
 * <b>Standalone tasks.</b> A {@code ClusterTask} has a {@code TaskPart} for each start:
 * it waits for its turn, a lock of the store ({@code TaskTurn}), executes the task of
 * this instance ({@code TaskExecution}), and swaps the record of the run in the store
 * ({@code TaskBook}), in which the token of the lock says whose end counts. One thread
 * for each part makes all its moves; what users want is noted for it.
 * <p>
 * <b>Sources.</b> Leases and fencing tokens as in {@code spi.cluster}; swaps by version
 * are optimistic concurrency control (Kung and Robinson 1981).
 */
@NullMarked
package io.github.parallelpools.cluster;

import org.jspecify.annotations.NullMarked;
