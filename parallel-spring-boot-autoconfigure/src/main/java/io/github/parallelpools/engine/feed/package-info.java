/**
 * Where work comes from that nobody submits: pollers and queues of the application, and
 * how much waits there. It knows the pool that it feeds as a {@code FedPool}; it does not
 * know how many workers that has, nor why.
 * <p>
 * {@code PollerSource} makes an execution for each look of a poller, which is a task only
 * if it has found something or failed. {@code ForeignQueueSource} has each idle loop wait
 * in a queue of the application, in slices. What a loop took there is put into the pool's
 * own queue and is run from there like anything else; it is held while the pool is
 * paused, and ends when the application closes. The same serves an {@code ItemSource},
 * which follows what becomes of its items ({@code DeliveryFollower}) and can't tell how
 * many wait. {@code BacklogWatch} has a helper thread ask how much waits elsewhere, one
 * call at a time, every {@code supervision-interval} while the pool works, and for a
 * snapshot of a pool that does not. A pool whose poller has no backlog always has as many
 * workers as it may.
 * <p>
 * <b>It promises</b> that an item that was taken out of a queue becomes a task of the
 * pool or is told of as ended, whatever happens in between; that the application is asked
 * for its objects once, when the pool first starts ({@code Late}); that its code runs in
 * the thread that starts the pool, in workers' loops and in helper threads only, never
 * under a lock; and that what fails again and again is logged once ({@code Trouble}).
 * <p>
 * <b>States.</b> A worker that has found nothing rests before it looks again: 10 ms,
 * doubled up to 1 s ({@code Idleness} of the room {@code crew}). News of a backlog end
 * the rest of as many workers as there are items. A pool that stops by itself needs a
 * look that began after the last task had ended and has found nothing: {@code Demand} of
 * the room {@code pool} counts the rounds. What a loop took in the very moment of the
 * stop is still run.
 * <p>
 * <b>Locks.</b> The room has none. A source is called under the lock of the pool, which
 * it releases while it waits in a queue of the application.
 * <p>
 * <b>Source.</b> The rest is a truncated exponential back-off; a call cuts it short,
 * unless the search has failed. The rounds are our own.
 */
@NullMarked
package io.github.parallelpools.engine.feed;

import org.jspecify.annotations.NullMarked;
