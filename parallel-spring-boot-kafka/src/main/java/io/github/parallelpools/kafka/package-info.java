/**
 * Records of Apache Kafka as the items of a pool: a share group, whose broker gives each
 * record to one of the group's consumers and delivers again what was not done.
 * <p>
 * <b>It promises</b> that a record is taken only for a worker that waits for one; that
 * exactly one end is told to the broker for each that was taken, or none, after which the
 * broker delivers it again; that the lock of a record is renewed while its task lasts.
 * <p>
 * <b>Threads.</b> A consumer of Kafka belongs to one thread, and must end what it has
 * before it may take more. So each {@code ShareLane} is a thread with a consumer, which
 * serves one worker at a time: it looks for a record, hands it over, renews it, and
 * settles it. There are as many as workers wait and records are held; one with nothing to
 * do for 5 s ends. Workers wait for the answer to a {@code ShareRequest}, which they can
 * withdraw.
 * <p>
 * The room knows Kafka's client and what users see of pools. It knows nothing of Spring.
 */
@NullMarked
package io.github.parallelpools.kafka;

import org.jspecify.annotations.NullMarked;
