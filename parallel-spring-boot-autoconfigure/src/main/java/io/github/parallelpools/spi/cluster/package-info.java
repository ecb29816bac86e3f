/**
 * The seam between what instances of an application share and the place where that is
 * stored. Knows bytes, names and numbers; knows nothing of workers, threads, connections
 * or Spring.
 *
 * <pre>
 *   a pool of the cluster --> submit, claim, complete, release --+
 *   shared locks -----------> tryLock, unlock -------------------+--> ClusterStore --> a database, Redis, ...
 *   shared maps ------------> get, cas, entries -----------------+
 *   a node -----------------> join, renew, leave, evict, requeue +
 * </pre>
 *
 * <b>Who lives.</b> A node is one start of one instance of the application, and lives as
 * long as its record in the store. It renews that record every second, with one write for
 * all that it runs and holds. Only the store's clock compares instants. A node whose
 * record is gone never lives again: it joins anew, as another one.
 * <p>
 * <b>Who owns.</b> A task belongs to the node that claimed it until it ends or is given
 * back, or that node's record is gone. The claim, which is the task's id, the node and
 * the number of the attempt, is what the store checks when a task ends; whoever was too
 * late is told so, and nothing has changed. A lock's token rises with each grant, so that
 * what the lock protects can refuse those that come too late.
 * <p>
 * <b>What may get lost</b> is an answer: every method may throw
 * {@link io.github.parallelpools.spi.cluster.ClusterStoreException} after it has done its
 * work. Every method can therefore be called again with the same arguments, and does
 * nothing the second time. Notices may be lost, doubled and late, too: whoever waits for
 * one also looks by himself.
 * <p>
 * The rules are those of leases and fencing tokens (Gray and Cheriton 1989; Kleppmann
 * 2016).
 */
@NullMarked
package io.github.parallelpools.spi.cluster;

import org.jspecify.annotations.NullMarked;
