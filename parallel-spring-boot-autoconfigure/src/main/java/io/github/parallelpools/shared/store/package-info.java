/**
 * Where shared locks and maps live, and what stands between that place and the users'
 * objects. Nothing here assumes that both ends are in one heap.
 * <p>
 * A {@code LockStore} never waits and never calls under a lock of its own: every answer
 * is a future that may be completed at once, late, in any order, or with a failure, after
 * which nothing has changed. The owner of a lock is a thread of a session of a node;
 * whoever asks for an owner sees to it that one question of it does not overtake another.
 * {@code MemoryLocks} has one mutex, taken for a few instructions; of {@code PatientCall}
 * is asked what must be done in the end. Maps are asked synchronously.
 */
@NullMarked
package io.github.parallelpools.shared.store;

import org.jspecify.annotations.NullMarked;
