/**
 * Where shared locks and maps live, and what stands between that place and the users'
 * objects. It knows owners and encoded values; it does not know whether both ends are in
 * one heap.
 *
 * <pre>
 *   SharedLock:  ThreadLock --------------------------> LockStore --> MemoryLocks
 *                ChildLock --> wire --> LockCalls ----> LockStore
 *   SharedMap:   StoredMap (decodes, runs functions, commits)
 *                in the application ------------------> MapStore ---> MemoryMaps
 *                in a process: RemoteMaps --> wire --> MapService --> MapStore
 * </pre>
 *
 * <b>Locks.</b> A {@code LockStore} never waits and never calls under a lock of its own:
 * every answer is a future that may be completed at once, late, in any order, or with a
 * failure, after which nothing has changed (decision 51). The owner of a lock is a thread
 * of a session of a node; the caller that asks for an owner sees to it that one question
 * of that owner does not overtake another. {@code MemoryLocks} has one mutex, taken for a
 * few instructions. What must be done in the end is asked for until the store has done it
 * ({@code PatientCall}). A circle of owners that wait for each other is found when the
 * last of them begins to wait ({@code WaitGraph}), and told to those who watch the store.
 * <p>
 * <b>Maps</b> are asked synchronously. The owner of a map stores encoded values, each
 * with a version that is never used again, and runs no foreign code. A thread that
 * computes does so on a copy and commits by the version, again if another one was faster.
 * One lock per map makes changes and snapshots, reading takes none. A map that has become
 * empty, or is cleared, is given up as a whole.
 * <p>
 * <b>Limits.</b> The accounts of all maps ({@code MapAccount}) share one counter, charged
 * before a change, so that the bytes of all maps never exceed their limit. What only a
 * snapshot still has, of which a process fetches pages, counts ({@code HeldEntries}).
 * <p>
 * <b>Sources.</b> Commits by version are optimistic concurrency control (Kung and
 * Robinson 1981). A released lock goes straight to the owner that has waited longest, as
 * with a fair lock. Deadlocks as circles in a graph of who waits for whom are Holt's
 * (1972).
 */
@NullMarked
package io.github.parallelpools.shared.store;

import org.jspecify.annotations.NullMarked;
